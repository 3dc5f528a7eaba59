package worker

import (
	"context"
	"errors"

	"wirelab/internal/network/netx"
	"wirelab/internal/room/event"
)

// Consumer takes work from a room.
type Consumer struct {
	Link
	Subscribe event.Request // what it asks for: Durable, Share, Prefetch, Attempts and Wait
	Most      uint64        // Take returns when it has done so many; 0: never
	Done      uint64        // how many it has done, as the server knows
	// Subscribed, if not nil, is told that deliveries come from now on, after each connection.
	Subscribed func(s event.Subscribed)
	// Late, if not nil, is told that what was done does not count: the time was up, or it had been done before.
	Late func(d event.Delivery, refusal *event.Error)
}

// Take calls work with one delivery after the other, and says that it is done when work returns nil, or that it is to be
// delivered again when work returns ErrAgain. It returns nil when Most are done. When work returns another error or ctx ends,
// it returns that; and an *event.Error when the server refuses.
func (c *Consumer) Take(ctx context.Context, work func(event.Delivery) error) error {
	var stopped error
	err := c.keep(ctx, c.subscribe, func(ctx context.Context) error {
		for {
			d, err := c.next(ctx)
			if err != nil {
				return err
			}
			answer := event.Request{Type: event.TypeDone, Room: c.Room, Offset: d.Offset, ID: &d.Offset}
			switch err := work(d); {
			case errors.Is(err, ErrAgain):
				answer.Type = event.TypeAgain
			case err != nil:
				stopped = err
				return nil
			}
			if err := c.answer(ctx, d, answer); err != nil || c.Most > 0 && c.Done >= c.Most {
				return err
			}
		}
	})
	if stopped != nil {
		return stopped
	}
	return err
}

// ErrAgain is returned by work that could not be done, and may be later.
var ErrAgain = errors.New("to be delivered again")

func (c *Consumer) subscribe(ctx context.Context) error {
	r := c.Subscribe
	r.Type, r.Room = event.TypeSubscribe, c.Room
	answer, err := c.ask(ctx, r, is[event.Subscribed])
	if err == nil && c.Subscribed != nil {
		c.Subscribed(answer.(event.Subscribed))
	}
	return err
}

// answer tells the server what has become of a delivery.
func (c *Consumer) answer(ctx context.Context, d event.Delivery, r event.Request) error {
	for {
		_, err := c.ask(ctx, r, func(reply event.Reply) bool {
			ack, ok := reply.(event.Ack)
			return ok && ack.ID != nil && *ack.ID == d.Offset
		})
		refusal, refused := errors.AsType[*event.Error](err)
		switch {
		case err == nil || refused && refusal.Code == event.NotWaiting && c.Datagrams: // perhaps its first answer got lost
			if r.Type == event.TypeDone {
				c.Done++
			}
			return nil
		case !refused:
			return err
		case over(refusal) || refusal.Code == event.NotSubscribed:
			return errors.New(refusal.Reason) // it comes back, and the server delivers it again
		case passes(refusal):
			if err := netx.Sleep(ctx, waitFor(refusal)); err != nil {
				return err
			}
		default:
			if c.Late != nil {
				c.Late(d, refusal)
			}
			return nil
		}
	}
}
