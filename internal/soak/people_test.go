package soak

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"wirelab/internal/network/netx"
	"wirelab/internal/room/event"
	"wirelab/internal/room/reconnect"
	"wirelab/internal/room/worker"
	"wirelab/internal/transport"
)

var transports = []string{"tcp", "udp", "ws"}

const room = "orders"

// link is how somebody on a transport reaches the server.
func link(s *server, over, name string) worker.Link {
	t, err := transport.Named(over)
	if err != nil {
		panic(err)
	}
	return worker.Link{
		Keeper: reconnect.Keeper{
			Dial: func(ctx context.Context) (reconnect.Conn, error) {
				ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
				defer cancel()
				return t.DialText(ctx, &netx.Host{}, s.addr[over])
			},
			Datagrams: !t.Reliable,
		},
		Room: room, Name: name,
	}
}

// pause is about how long a producer waits after each event.
const pause = 25 * time.Millisecond

// hopeless says whether nobody in the queue hopeless can do an event: each tenth.
func hopeless(n int) bool { return n%10 == 0 }

// produce puts events in until ctx ends, and notes those that are acknowledged. The last one is put in to its end.
func (a *account) produce(ctx context.Context, s *server, over string) error {
	p := &worker.Producer{Link: link(s, over, "producer-"+over)}
	p.Waits = func(refusal *event.Error) { a.refusedBy(refusal.Code) }
	defer p.Leave()
	for n := 1; ctx.Err() == nil; n++ {
		what := fmt.Sprintf("%s-%d", over, n)
		late, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
		offset, err := p.Put(late, event.EventMessage, event.Quote(what))
		cancel()
		if err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
		a.acknowledged(what, offset, hopeless(n))
		netx.Sleep(ctx, rand.N(2*pause))
	}
	return nil
}

// errEnds says that a consumer ends in the middle of its work.
var errEnds = errors.New("the consumer ends")

// answerIn is after what time an event is delivered again that is not done.
const answerIn = 3 * time.Second

// consume takes events out of a queue until ctx ends, as one consumer after the other. ready is called when the first takes part.
func (a *account) consume(ctx context.Context, s *server, over string, q *queue, ready func()) error {
	var once sync.Once
	for ctx.Err() == nil {
		c := &worker.Consumer{Link: link(s, over, "consumer-"+over), Subscribe: event.Request{
			Durable: q.name, Share: true, Attempts: q.attempts, Wait: uint64(answerIn.Milliseconds()), Prefetch: 8,
		}, Subscribed: func(event.Subscribed) { once.Do(ready) }}
		last, done := uint64(0), uint64(0)
		mine := map[uint64]bool{}
		err := c.Take(ctx, func(d event.Delivery) error {
			if c.Done > done {
				mine[last] = true
				q.isDone(last)
			}
			last, done = d.Offset, c.Done
			again := q.delivered(d, mine)
			switch {
			case again || rand.IntN(50) == 0:
				return worker.ErrAgain
			case rand.IntN(200) == 0 && !a.calm.Load():
				return errEnds
			}
			return nil
		})
		if c.Done > done {
			q.isDone(last)
		}
		c.Close() // and says no goodbye
		switch {
		case ctx.Err() != nil:
			return nil
		case !errors.Is(err, errEnds) && c.Entered():
			return fmt.Errorf("a consumer of %s over %s: %w", q.name, over, err)
		case !errors.Is(err, errEnds): // it has come while there was no server
			netx.Sleep(ctx, 100*time.Millisecond)
		}
	}
	return nil
}
