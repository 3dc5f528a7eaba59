package conversation

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"wirelab/cmd/wirelab/internal/peer"
	"wirelab/internal/network/netx"
	"wirelab/internal/room/event"
	"wirelab/internal/room/reconnect"
	"wirelab/internal/room/worker"
	"wirelab/internal/term"
	"wirelab/internal/term/visible"
	"wirelab/internal/term/words"
	"wirelab/internal/transport"
)

// Work is a producer or a consumer of a room, at the terminal.
type Work struct {
	Transport  transport.Transport
	Addr       string
	Room, Name string
	Out        io.Writer // deliveries
	Notes      io.Writer // how this client fares
}

func (w *Work) link() worker.Link {
	return worker.Link{
		Keeper: reconnect.Keeper{
			Dial: func(ctx context.Context) (reconnect.Conn, error) {
				return w.Transport.DialText(ctx, &netx.Host{}, w.Addr)
			},
			Datagrams: !w.Transport.Reliable,
		},
		Room: w.Room, Name: w.Name,
		Lost: func(err error) { w.note("! no connection: " + err.Error() + ": trying again") },
	}
}

func (w *Work) note(line string) { fmt.Fprintln(w.Notes, visible.Text(line)) }

// Put puts each line of in into the room, and says how many are there. That ctx ends is no error.
func (w *Work) Put(ctx context.Context, in io.Reader) error {
	p := &worker.Producer{Link: w.link()}
	defer p.Leave()
	p.Waits = func(refusal *event.Error) { w.note("! " + refusal.Reason) }
	put := 0
	lines, failed := term.Lines(ctx, in, event.MaxMessage)
	for line := range lines {
		if _, err := p.Put(ctx, event.EventMessage, event.Quote(line)); err != nil {
			w.note(words.Count(put, "line") + " put into " + w.Room)
			return w.why(ctx, &p.Link, err)
		}
		put++
	}
	w.note(words.Count(put, "line") + " put into " + w.Room)
	return <-failed
}

// Take takes work until so many are done, 0 for ever, each of which takes so long, and says how many are. That ctx ends
// is no error.
func (w *Work) Take(ctx context.Context, subscribe event.Request, each time.Duration, count uint64) error {
	c := &worker.Consumer{Link: w.link(), Subscribe: subscribe, Most: count}
	defer c.Leave()
	c.Subscribed = func(s event.Subscribed) {
		w.note(fmt.Sprintf("* %s has %d waiting in %s", s.Durable, s.Waiting, s.Room))
	}
	c.Late = func(_ event.Delivery, refusal *event.Error) { w.note("! " + refusal.Reason) }
	err := c.Take(ctx, func(d event.Delivery) error {
		if _, err := fmt.Fprintln(w.Out, event.Plain(d)); err != nil {
			return err
		}
		return netx.Sleep(ctx, each)
	})
	if c.Entered() {
		w.note(words.Counted(c.Done, "delivery", "deliveries") + " done")
	}
	return w.why(ctx, &c.Link, err)
}

// why says what an error means that has ended the work.
func (w *Work) why(ctx context.Context, k *worker.Link, err error) error {
	refusal, refused := errors.AsType[*event.Error](err)
	switch {
	case err == nil || ctx.Err() != nil:
		return nil
	case refused:
		return errors.New(visible.Text(refusal.Reason))
	case k.Entered():
		return err
	}
	if other := peer.LookAt(ctx, w.Transport, w.Addr).InsteadOf(peer.Broadcast, w.Transport, w.Addr); other != nil {
		return other
	}
	return peer.Nobody(peer.Broadcast, w.Addr, err)
}
