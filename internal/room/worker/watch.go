package worker

import (
	"context"
	"errors"

	"wirelab/internal/room/event"
)

// Watcher hears what happens in the queues of a room. It asks for nothing again: over UDP it may miss some of it, and while there
// is no connection all.
type Watcher struct {
	Link
	// Missed, if not nil, is told that so much has got lost on a connection that is there.
	Missed func(n uint64)
}

// Watch calls each with what happens: an event.Queues, which says how far the queues are, after each connection, and then each
// event.Event of the room and each event.Step of its queues. When each returns an error or ctx ends, it returns that; and
// an *event.Error when the server refuses.
func (w *Watcher) Watch(ctx context.Context, each func(event.Reply) error) error {
	w.wants = func(reply event.Reply) bool { return !is[event.Head](reply) }
	var stopped error
	err := w.keep(ctx, nil, func(ctx context.Context) error {
		answer, err := w.ask(ctx, event.Request{Type: event.TypeWatch, Room: w.Room}, is[event.Queues])
		if err != nil {
			return err
		}
		var events, steps count
		events.last = answer.(event.Queues).Offset
		for reply := answer; ; {
			missed := uint64(0)
			switch reply := reply.(type) {
			case event.Event:
				missed = events.came(reply.Offset)
			case event.Step:
				missed = steps.came(reply.Number)
			case *event.Error:
				if over(reply) {
					return errors.New(reply.Reason) // and comes back
				}
			}
			if missed > 0 && w.Missed != nil {
				w.Missed(missed)
			}
			if stopped = each(reply); stopped != nil {
				return nil
			}
			select {
			case <-ctx.Done():
				return ctx.Err()
			case next, ok := <-w.conn.Replies():
				if !ok {
					return w.conn.Err()
				}
				reply = next
			}
		}
	})
	if stopped != nil {
		return stopped
	}
	return err
}

// count notes how far something is that is numbered without holes.
type count struct{ last uint64 }

// came returns how many are missing before a number.
func (c *count) came(number uint64) (missed uint64) {
	if c.last > 0 && number > c.last+1 {
		missed = number - c.last - 1
	}
	c.last = max(c.last, number)
	return missed
}

// Status asks how far the queues of the room are, without entering it.
func (k *Link) Status(ctx context.Context) (event.Queues, error) {
	conn, err := k.Keeper.Connect(ctx)
	if err != nil {
		return event.Queues{}, err
	}
	k.conn = conn
	defer k.Close()
	conn.Expect(true)
	answer, err := k.ask(ctx, event.Request{Type: event.TypeQueue, Room: k.Room}, is[event.Queues])
	if err != nil {
		return event.Queues{}, err
	}
	return answer.(event.Queues), nil
}
