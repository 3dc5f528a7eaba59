package worker

import (
	"context"
	"errors"
	"time"

	"wirelab/internal/network/netx"
	"wirelab/internal/room/event"
	"wirelab/internal/room/queue"
)

// Consumer takes work from a room.
type Consumer struct {
	Link
	Subscribe event.Request // what it asks for: Durable, Share, Prefetch, Attempts and Wait
	Guarantee Guarantee     // how often an event is done when something fails
	Positions Positions     // what has been done, for Once
	Most      uint64        // Take returns when it has done so many; 0: never
	Done      uint64        // how many it has done, as the server knows
	// Subscribed, if not nil, is told that deliveries come from now on, after each connection.
	Subscribed func(s event.Subscribed)
	// Late, if not nil, is told that a done does not count: the time was up, or it had been done before. With AtMostOnce
	// the work is then left to others.
	Late func(d event.Delivery, refusal *event.Error)
	// Known, if not nil, is told of a delivery that was done before (Positions), so that it is not done again.
	Known func(d event.Delivery)
}

// ErrAgain is returned by work that could not be done, and may be later.
var ErrAgain = errors.New("to be delivered again")

// Take calls work with one delivery after the other, and says that it is done when work returns nil, or that it is to be
// delivered again when work returns ErrAgain. With AtMostOnce it says so before, and ErrAgain comes too late. It returns
// nil when Most are done. When work or Positions return another error or ctx ends, it returns that; and an *event.Error
// when the server refuses.
func (c *Consumer) Take(ctx context.Context, work func(event.Delivery) error) error {
	var stopped error
	err := c.keep(ctx, c.subscribe, func(ctx context.Context) error {
		for c.Most == 0 || c.Done < c.Most {
			d, err := c.next(ctx)
			if err != nil {
				return err
			}
			do := c.doFirst
			if c.Guarantee == AtMostOnce {
				do = c.sayFirst
			}
			if stopped, err = do(ctx, d, work); err != nil || stopped != nil {
				return err
			}
		}
		return nil
	})
	if stopped != nil {
		return stopped
	}
	return err
}

// doFirst does the work, and then says that it is done. stopped is an error that ends Take; err is about the connection.
func (c *Consumer) doFirst(ctx context.Context, d event.Delivery, work func(event.Delivery) error) (stopped, err error) {
	what := event.TypeDone
	if known := c.Guarantee == Once && c.Positions.Has(c.epoch, d); known {
		if c.Known != nil {
			c.Known(d)
		}
	} else {
		switch err := work(d); {
		case errors.Is(err, ErrAgain):
			what = event.TypeAgain
		case err != nil:
			return err, nil
		case c.Guarantee == Once:
			if err := c.Positions.Add(c.epoch, d); err != nil {
				return err, nil
			}
		}
	}
	refusal, err := c.answer(ctx, d, what)
	if what == event.TypeDone {
		c.forget(d.Offset)
	}
	switch {
	case err != nil:
		return nil, err
	case refusal != nil && !c.isOurs(d, refusal):
		c.late(d, refusal)
	case what == event.TypeDone:
		c.Done++
	}
	return nil, nil
}

// sayFirst says that it is done, and does the work when the server knows. Where it is in doubt whether the server knows it from
// this consumer, the work is not done.
func (c *Consumer) sayFirst(ctx context.Context, d event.Delivery, work func(event.Delivery) error) (stopped, err error) {
	refusal, err := c.answer(ctx, d, event.TypeDone)
	c.forget(d.Offset)
	switch {
	case err != nil:
		return nil, err
	case refusal != nil && !c.isOurs(d, refusal):
		c.late(d, refusal)
		return nil, nil
	}
	if err := work(d); err != nil && !errors.Is(err, ErrAgain) {
		return err, nil
	}
	c.Done++
	return nil, nil
}

// isOurs says whether a refusal of a done can only mean that it was heard before, and its answer got lost: over UDP, before the
// server can have handed the event to another consumer. Half of the time that an answer may take is left for the way here.
func (c *Consumer) isOurs(d event.Delivery, refusal *event.Error) bool {
	wait := queue.NewConsumer(&c.Subscribe, 0).Wait
	return refusal.Code == event.NotWaiting && c.Keeper.Datagrams && time.Since(c.came[d.Offset].at) < wait/2
}

func (c *Consumer) late(d event.Delivery, refusal *event.Error) {
	if c.Late != nil {
		c.Late(d, refusal)
	}
}

func (c *Consumer) subscribe(ctx context.Context) error {
	r := c.Subscribe
	r.Type, r.Room = event.TypeSubscribe, c.Room
	answer, err := c.ask(ctx, r, is[event.Subscribed])
	if err == nil && c.Subscribed != nil {
		c.Subscribed(answer.(event.Subscribed))
	}
	return err
}

// answer tells the server what has become of a delivery, until the server knows. A refusal says that it does not count; an
// error is about the connection.
func (c *Consumer) answer(ctx context.Context, d event.Delivery, what string) (*event.Error, error) {
	r := event.Request{Type: what, Room: c.Room, Offset: d.Offset, ID: &d.Offset}
	for {
		_, err := c.ask(ctx, r, acknowledges(d.Offset))
		refusal, refused := errors.AsType[*event.Error](err)
		switch {
		case !refused:
			return nil, err
		case over(refusal) || refusal.Code == event.NotSubscribed:
			return nil, errors.New(refusal.Reason) // it comes back, and the server delivers it again
		case !passes(refusal):
			return refusal, nil
		}
		if err := netx.Sleep(ctx, waitFor(refusal)); err != nil {
			return nil, err
		}
	}
}
