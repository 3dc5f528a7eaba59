package room

import (
	"context"
	"runtime"
	"sync/atomic"
	"time"

	"wirelab/bench"
	"wirelab/bench/measure/trial"
	"wirelab/internal/room/event"
)

// A publication is what a trial says in a room: one member publishes, the others listen.
type publication struct {
	trial     *trial.Trial
	room      string
	publisher *seat
	audience  []*seat
	lacking   atomic.Int64 // first copies that ordinary subscribers are still to get
	started   atomic.Bool
	offsets   []atomic.Uint64 // of the messages in the room, by sequence number; 0 of those that nobody has seen
}

// newPublication gives everybody a seat, from which they enter later.
func newPublication(t *trial.Trial, room string) *publication {
	n := len(t.Samples.Messages)
	p := &publication{trial: t, room: room, offsets: make([]atomic.Uint64, n)}
	networks := t.Place.Clients
	p.publisher = p.newSeat(networks[0], -1, bench.Ordinary)
	ordinary := 0
	for i := range t.Plan.Subscribers {
		role := roleOf(t.Plan, i)
		if role == bench.Ordinary {
			ordinary++
		}
		seat := p.newSeat(networks[(i+1)%len(networks)], i, role)
		p.audience = append(p.audience, seat)
		t.Samples.Audience = append(t.Samples.Audience, seat.heard)
	}
	p.lacking.Store(int64(n * ordinary))
	return p
}

// roleOf is what becomes of subscriber i: the last ones are slow, and the one before them goes away.
func roleOf(p bench.Plan, i int) bench.Role {
	switch left := p.Subscribers - i; {
	case left <= p.Slow:
		return bench.Slow
	case left == p.Slow+1 && p.Disconnect > 0:
		return bench.Disconnected
	}
	return bench.Ordinary
}

// publish warms up, publishes the messages and waits for what is to come. It returns when the first
// message was due. away is closed when whoever went away for a while is back.
func (p *publication) publish(ctx context.Context, away chan<- struct{}) (start time.Duration, err error) {
	t := p.trial
	conn := p.publisher.conn
	if err := t.WarmUp(ctx, conn, p.messages, len(p.audience)); err != nil {
		close(away)
		return 0, err
	}
	runtime.GC()
	start = t.Begin()
	p.started.Store(true)
	go func() {
		defer close(away)
		p.goAway(ctx)
	}()
	t.Send(ctx, conn, p.messages(t.Real), start)
	if ctx.Err() != nil {
		return start, ctx.Err()
	}
	select {
	case <-t.AllArrived:
		if p.lingers() {
			t.Linger(ctx, p.slowestTrip())
		}
	case <-ctx.Done():
	case <-time.After(t.LastChance()):
		if t.Transport.Reliable {
			t.GiveUp()
			break
		}
		t.Straggle(ctx, p.slowestTrip())
	}
	return start, nil
}

// messages returns what makes the publisher's requests.
func (p *publication) messages(f trial.Format) func(seq int) []byte {
	self := false
	return func(seq int) []byte {
		id := uint64(seq + 1)
		emit := event.Request{
			Type: event.TypeEmit, ID: &id, Room: p.room, Event: event.EventMessage,
			Data: f.Text(seq), Self: &self, Cookie: p.publisher.cookie,
		}
		return emit.JSON()
	}
}

// lingers says whether something may still come when each ordinary subscriber has everything: messages that
// come twice, and what the one who was away is still to get.
func (p *publication) lingers() bool {
	return !p.trial.Transport.Reliable || p.trial.Plan.Disconnect > 0
}

// slowestTrip is how long the slowest message took that has come to an ordinary subscriber so far. It is
// called when all have been sent.
func (p *publication) slowestTrip() (d time.Duration) {
	for _, s := range p.audience {
		if s.heard.Role == bench.Ordinary {
			d = max(d, s.longest())
		}
	}
	return d
}
