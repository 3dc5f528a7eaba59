package demo

import (
	"context"
	"fmt"
	"io"
	"sync"
	"time"

	"wirelab/internal/room/event"
	"wirelab/internal/room/hub"
	"wirelab/internal/term/table"
)

// showEmit has ada emit to a room in which eve and bob read what comes, and tim reads nothing until ada
// has done. What becomes of tim's events is decided where they wait: in TCP's buffers or UDP's, and in a
// queue at the server, which is bounded and has a rule for when it is full.
func showEmit(ctx context.Context, s stage, w io.Writer) error {
	runs := []*emission{
		{transport: "tcp", policy: hub.Disconnect},
		{transport: "tcp", policy: hub.DropOldest},
		{transport: "tcp", policy: hub.DropNewest},
		{transport: "ws", policy: hub.Disconnect},
		{transport: "udp", policy: hub.Disconnect},
	}
	var all sync.WaitGroup
	for _, e := range runs {
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
	fmt.Fprintf(w, "Ada emits %d events of %d B in %.0f s. Eve and bob read all the time, tim only\n"+
		"when ada has done. How many, and how long after the emit at most:\n\n", emits, emitSize, (emits * emitEvery).Seconds())
	return table.Plain(w, []string{"", "queue full", "ada: acks", "eve: events", "bob: events", "tim: which events"}, rows)
}

const (
	emits     = 800
	emitSize  = 1000
	emitEvery = 5 * time.Millisecond
)

// An emission is one run: a transport, what the server does when a queue is full, and what each one heard.
type emission struct {
	transport          string
	policy             hub.Policy
	ada, eve, bob, tim tally
	err                error
}

func (e *emission) play(ctx context.Context, s stage) error {
	rooms, err := s.openRooms(ctx, e.transport, &hub.Hub{Policy: e.policy, Gather: time.Nanosecond})
	if err != nil {
		return err
	}
	defer rooms.stop()
	var listening sync.WaitGroup
	defer listening.Wait()
	var all []*talker
	for i, name := range []string{"ada", "eve", "bob", "tim"} {
		join := event.Request{Type: event.TypeJoin, Room: "blue", Name: name}
		t, _, err := rooms.enter(ctx, s.clients[i%len(s.clients)], join)
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
	for n := range emits {
		at := uint64(time.Since(began)) // comes back in the acknowledgement, and with the event
		request := event.Request{
			Type: event.TypeEmit, ID: &at, Room: "blue", Event: event.EventMessage, Self: new(false),
			Data: event.Quote(fmt.Sprintf("%4d %12d%*s", n+1, at, emitSize-17, "")),
		}
		if err := ada.say(request); err != nil {
			return err
		}
		time.Sleep(emitEvery)
	}
	time.Sleep(100 * time.Millisecond) // until the last has come
	listening.Go(func() { e.tim.listen(tim, began) })
	time.Sleep(2 * time.Second)
	return nil
}
