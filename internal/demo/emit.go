package demo

import (
	"context"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"wirelab/internal/demo/stage"
	"wirelab/internal/room/event"
	"wirelab/internal/room/hub"
	"wirelab/internal/term"
	"wirelab/internal/term/table"
)

// showEmit has ada emit to a room in which eve and bob read what comes, and tim reads nothing until ada
// has done. What becomes of tim's events is decided where they wait: in TCP's buffers or UDP's, and in a
// queue at the server, which is bounded and has a rule for when it is full.
func showEmit(ctx context.Context, s stage.Stage, w io.Writer) error {
	runs := []*emission{
		{transport: "tcp", policy: hub.Disconnect},
		{transport: "tcp", policy: hub.DropOldest},
		{transport: "tcp", policy: hub.DropNewest},
		{transport: "ws", policy: hub.Disconnect},
		{transport: "udp", policy: hub.Disconnect},
	}
	events, every := s.Number("events", 800), s.Time("every", 5*time.Millisecond)
	var all sync.WaitGroup
	for _, e := range runs {
		e.events, e.every = events, every
		all.Go(func() { e.err = e.play(ctx, s) })
	}
	all.Wait()
	var rows [][]string
	for _, e := range runs {
		if e.err != nil {
			return e.err
		}
		rows = append(rows, []string{
			e.transport, e.policy.String(), e.ada.inTime(), e.eve.inTime(), e.bob.inTime(), e.tim.which(),
		})
	}
	columns := term.Columns(w)
	fmt.Fprintln(w, table.Paragraph(fmt.Sprintf("Ada emits %d events of %d B in %g s. Eve and bob read all the time, tim only "+
		"when ada has done. How many events each of them got, and how long after the emit at most:", events, emitSize, (time.Duration(events)*every).Seconds()),
		min(columns, table.Width)))
	return table.Fit(w, columns, []string{"", "queue full", "ada: acks", "eve: events", "bob: events", "tim: which events"}, rows)
}

const emitSize = 1000

// An emission is one run: a transport, what the server does when a queue is full, and what each one heard.
type emission struct {
	transport          string
	policy             hub.Policy
	events             int
	every              time.Duration
	ada, eve, bob, tim tally
	err                error
}

func (e *emission) play(ctx context.Context, s stage.Stage) error {
	rooms, err := s.OpenRooms(ctx, e.transport, &hub.Hub{
		Policy: e.policy, Gather: time.Nanosecond, Rate: -1, // to see what a queue alone does
		QueueMessages: s.Number("queue", 0),
	})
	if err != nil {
		return err
	}
	defer rooms.Stop()
	var listening sync.WaitGroup
	defer listening.Wait()
	var all []*stage.Talker
	for i, name := range []string{"ada", "eve", "bob", "tim"} {
		join := event.Request{Type: event.TypeJoin, Room: "blue", Name: name}
		t, _, err := rooms.Enter(ctx, s.Clients[i%len(s.Clients)], join)
		if err != nil {
			return err
		}
		defer t.Close() // wakes listen
		all = append(all, t)
	}
	began := time.Now()
	ada, eve, bob, tim := all[0], all[1], all[2], all[3]
	listening.Go(func() { e.ada.listen(ada, began) })
	listening.Go(func() { e.eve.listen(eve, began) })
	listening.Go(func() { e.bob.listen(bob, began) })
	for n := range e.events {
		at := uint64(time.Since(began)) // comes back in the acknowledgement, and with the event
		request := event.Request{
			Type: event.TypeEmit, ID: &at, Room: "blue", Event: event.EventMessage, Self: new(false),
			Data: event.Quote(fmt.Sprintf("%4d %12d%*s", n+1, at, emitSize-17, "")),
		}
		if err := ada.Say(request); err != nil {
			return err
		}
		time.Sleep(e.every)
	}
	time.Sleep(100 * time.Millisecond) // until the last has come
	listening.Go(func() { e.tim.listen(tim, began) })
	time.Sleep(2 * time.Second)
	return nil
}

// A tally is what one member has heard of what another has emitted.
type tally struct {
	acks    int
	events  []int         // their numbers, from 1
	slowest time.Duration // from an emit until it was acknowledged, or the event was there
	end     string        // why there is no more
}

// listen hears until the connection ends. Each thing says how long after began it was emitted.
func (t *tally) listen(from *stage.Talker, began time.Time) {
	note := func(at int64) { t.slowest = max(t.slowest, time.Since(began)-time.Duration(at)) }
	for {
		reply, err := from.Hear()
		if err != nil {
			return
		}
		switch r := reply.(type) {
		case event.Ack:
			t.acks++
			note(int64(*r.ID))
		case event.Event:
			var number int
			var at int64
			if _, err := fmt.Sscanf(string(r.Data), `"%d %d`, &number, &at); err == nil {
				t.events = append(t.events, number)
				note(at)
			}
		case *event.Error:
			t.end = ", " + r.Code
		}
	}
}

// inTime says how many there were, and how long the slowest took.
func (t *tally) inTime() string {
	return fmt.Sprintf("%d, %.0f ms", t.acks+len(t.events), ms(t.slowest))
}

// which says which events there were.
func (t *tally) which() string {
	var runs []string
	for i := 0; i < len(t.events); {
		from := i
		for i++; i < len(t.events) && t.events[i] == t.events[i-1]+1; i++ {
		}
		runs = append(runs, fmt.Sprintf("%d-%d", t.events[from], t.events[i-1]))
	}
	return strings.Join(runs, ", ") + t.end
}
