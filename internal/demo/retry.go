package demo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"wirelab/internal/demo/stage"
	"wirelab/internal/network/ladder"
	"wirelab/internal/network/link"
	"wirelab/internal/network/packet"
	"wirelab/internal/room/event"
	"wirelab/internal/room/hub"
)

// showRetry has ada order one pizza in a room, over UDP, and loses her first emit or its acknowledgement.
// Both look the same to her: silence. If she does not say it again, there may be no pizza; if she does,
// there may be two. Unless the server knows again what it has had already.
func showRetry(ctx context.Context, s stage.Stage, w io.Writer) error {
	wait := ackWait(s)
	fmt.Fprintf(w, "ada orders one pizza in room blue, over UDP, and waits %d ms for the server's\n"+
		"acknowledgement. eve bakes a pizza for each order that she hears.\n\n", wait.Milliseconds())
	fmt.Fprintln(w, "ada says it               lost on the way  ada hears                   pizzas")
	newIDs := s.Choices["new-ids"]
	for _, o := range []ordering{
		{what: "once", tries: 1, wait: wait},
		{what: "until acknowledged", tries: 3, wait: wait},
		{what: "the same, session and id", tries: 3, wait: wait, known: true, newIDs: newIDs},
	} {
		for _, lost := range []string{"", event.TypeEmit, "ack"} {
			heard, pizzas, err := o.play(ctx, s, lost)
			if err != nil {
				return err
			}
			if lost == "" {
				lost = "nothing"
			}
			fmt.Fprintf(w, "%-24s  %-15s  %-26s  %d\n", o.what, lost, heard, pizzas)
			o.what = ""
		}
	}
	return nil
}

// ackWait is how long ada waits for an acknowledgement.
func ackWait(s stage.Stage) time.Duration { return s.Time("wait", 500*time.Millisecond) }

// An ordering is a way to say something that may get lost.
type ordering struct {
	what   string
	tries  int
	wait   time.Duration // before she says it again, or gives up
	known  bool          // by session and id, so that the server knows it again
	newIDs bool          // each repetition has a new id, so that it does not
}

// play returns what ada hears, and how many orders eve has heard.
func (o ordering) play(ctx context.Context, s stage.Stage, lost string) (heard string, pizzas int, err error) {
	rooms, err := s.OpenRooms(ctx, "udp", &hub.Hub{})
	if err != nil {
		return "", 0, err
	}
	defer rooms.Stop()
	join := event.Request{Type: event.TypeJoin, Room: "blue", Name: "eve"}
	eve, _, err := rooms.Enter(ctx, s.Clients[1], join)
	if err != nil {
		return "", 0, err
	}
	defer eve.Close()
	order := event.Request{Type: event.TypeEmit, Room: "blue", Event: "order", Data: event.Quote("pizza")}
	join.Name = "ada"
	if o.known {
		join.Session, order.ID = "ada-1", new(uint64(7))
	}
	way := &stage.Losing{Network: s.Clients[0], Kind: lost}
	ada, _, err := rooms.Enter(ctx, way, join)
	if err != nil {
		return "", 0, err
	}
	defer ada.Close()

	heard = "nothing"
	for try := 0; try < o.tries && heard == "nothing"; try++ {
		if o.newIDs {
			order.ID = new(uint64(7 + try))
		}
		if err := ada.Say(order); err != nil {
			return "", 0, err
		}
		way.Conn.SetReadDeadline(time.Now().Add(o.wait))
		ack, err := stage.FirstOf(ada, func(event.Ack) bool { return true })
		switch {
		case errors.Is(err, os.ErrDeadlineExceeded): // silence
		case err != nil:
			return "", 0, err
		case ack.Duplicate:
			heard = fmt.Sprintf("ack of event %d (duplicate)", ack.Offset)
		default:
			heard = fmt.Sprintf("ack of event %d", ack.Offset)
		}
	}
	replies, err := eve.Rest()
	for _, r := range replies {
		if e, ok := r.(event.Event); ok && e.Event == "order" {
			pizzas++
		}
	}
	return heard, pizzas, err
}

// drawRetry draws the packets of an order that has a session and an id, and whose first acknowledgement is lost.
func drawRetry(ctx context.Context, s stage.Stage) (svg string, err error) {
	o := ordering{tries: 3, wait: ackWait(s), known: true}
	if _, _, err := o.play(ctx, s, "ack"); err != nil {
		return "", err
	}
	return ladder.SVG(orders(s.Packets()), ladder.Options{
		Title:  "Said twice, done once: ada orders over UDP, and the first acknowledgement is lost",
		Client: "ada", Transport: "udp", Says: saysOrder,
	}), nil
}

// saysOrder is what an order or its acknowledgement says, in a few words.
func saysOrder(datagram []byte) string {
	if r, err := event.DecodeRequest(datagram); err == nil && r.Type == event.TypeEmit && r.ID != nil {
		return fmt.Sprintf("emit: pizza, id %d", *r.ID)
	}
	reply, _ := event.DecodeReply(datagram)
	ack, ok := reply.(event.Ack)
	switch {
	case !ok:
		return ""
	case ack.Duplicate:
		return fmt.Sprintf("ack: event %d, duplicate", ack.Offset)
	}
	return fmt.Sprintf("ack: event %d", ack.Offset)
}

// orders are the packets with ada's order and its acknowledgements. The first of these is lost on its way: what the
// program throws away where it arrives (stage.Losing) is drawn as what it stands for.
func orders(all []packet.Record) (some []packet.Record) {
	acked := false
	for _, p := range all {
		ack := !p.Up && bytes.Contains(p.Data, []byte(`{"type":"ack"`))
		if ack && !acked {
			acked = true
			p.Arrives, p.Fate = -1, link.Lost
		}
		if ack || p.Up && bytes.Contains(p.Data, []byte(`{"type":"`+event.TypeEmit+`"`)) {
			some = append(some, p)
		}
	}
	return some
}
