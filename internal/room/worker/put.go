package worker

import (
	"context"
	"errors"
	"time"

	"wirelab/internal/network/netx"
	"wirelab/internal/room/event"
)

// Producer puts work into a room.
type Producer struct {
	Link
	// Waits, if not nil, is told why the server does not take an event now. The producer tries again.
	Waits func(refusal *event.Error)

	lastID uint64
}

// Put puts an event into the room, and returns its offset when the server has acknowledged it. It tries until then, or until
// ctx ends. However often it tries, the event is in the room once.
func (p *Producer) Put(ctx context.Context, kind string, data []byte) (offset uint64, err error) {
	p.lastID++
	id := p.lastID
	r := event.Request{Type: event.TypeEmit, ID: &id, Room: p.Room, Event: kind, Data: data, Self: new(false)}
	err = p.keep(ctx, nil, func(ctx context.Context) error {
		for {
			answer, err := p.ask(ctx, r, func(reply event.Reply) bool {
				ack, ok := reply.(event.Ack)
				return ok && ack.ID != nil && *ack.ID == id
			})
			if err == nil {
				offset = answer.(event.Ack).Offset
				return nil
			}
			refusal, refused := errors.AsType[*event.Error](err)
			switch {
			case !refused:
				return err
			case over(refusal):
				return errors.New(refusal.Reason) // it comes back, and tries again
			case !passes(refusal):
				return refusal
			}
			if p.Waits != nil {
				p.Waits(refusal)
			}
			if err := netx.Sleep(ctx, waitFor(refusal)); err != nil {
				return err
			}
		}
	})
	return offset, err
}

// passes says whether the same request can succeed later.
func passes(e *event.Error) bool {
	return e.Code == event.QueueFull || e.Code == event.TooFast || e.Code == event.NotKept
}

// waitFor returns how long to wait after such an error.
func waitFor(e *event.Error) time.Duration {
	return max(time.Duration(e.Wait)*time.Millisecond, time.Second)
}
