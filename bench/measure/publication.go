package measure

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"wirelab/bench"
	"wirelab/internal/room/event"
)

// A publication is a broadcast trial under way: one member of a room publishes, the others listen.
type publication struct {
	*flight
	room      string
	publisher *seat
	audience  []*seat
	warmUps   int64        // copies of warm-up messages that subscribers are to get
	lacking   atomic.Int64 // first copies that ordinary subscribers are still to get
	started   atomic.Bool
	offsets   []atomic.Uint64 // of the messages in the room, by sequence number; 0 of those that nobody has seen
}

// broadcastTrial runs the plan once on one transport.
func (r *runner) broadcastTrial(ctx context.Context, e *end, trial int) (*bench.Samples, error) {
	p := r.newPublication(e, trial)
	if e.witness != nil {
		e.witness.begin(p.room, p.real, len(p.Messages))
	}
	defer p.leaveAll()
	stop := context.AfterFunc(ctx, p.hangUp) // wakes whoever waits in a connection
	defer stop()
	if err := p.enterAll(ctx, e); err != nil {
		return nil, err
	}
	over, tended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(tended)
		p.tendAll(over)
	}()
	away := make(chan struct{})
	start, err := p.publish(ctx, e, away)
	if ctx.Err() == nil {
		time.Sleep(r.place.settle)
	}
	close(over)
	<-tended
	<-away
	r.meter.close(p.now())
	p.leaveAll()
	if err != nil && ctx.Err() == nil {
		return nil, err
	}
	p.finish(start, e.witness, ctx.Err() != nil)
	return p.Samples, nil
}

func (r *runner) newPublication(e *end, trial int) *publication {
	p := &publication{flight: r.newFlight(e, trial), room: e.room(trial)}
	p.ServerSaw = e.witness != nil
	p.offsets = make([]atomic.Uint64, len(p.Messages))
	networks := r.place.clients
	p.publisher = p.newSeat(networks[0], -1, bench.Ordinary)
	ordinary := 0
	for i := range r.plan.Subscribers {
		role := roleOf(r.plan, i)
		if role == bench.Ordinary {
			ordinary++
		}
		seat := p.newSeat(networks[(i+1)%len(networks)], i, role)
		p.audience = append(p.audience, seat)
		p.Audience = append(p.Audience, seat.Heard)
	}
	p.lacking.Store(int64(len(p.Messages) * ordinary))
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

// enterAll has everybody enter the room, the publisher first.
func (p *publication) enterAll(ctx context.Context, e *end) error {
	if err := p.publisher.enter(ctx, e); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	errs := make([]error, len(p.audience))
	var entering sync.WaitGroup
	apart := 37 * time.Microsecond // not all at the very same instant
	if len(p.audience) > crowd {
		apart += 10 * time.Millisecond // a narrow link has no room for so many handshakes at once
	}
	for i, s := range p.audience {
		entering.Go(func() {
			if p.place.virtual {
				time.Sleep(time.Duration(i) * apart)
			}
			if errs[i] = s.enter(ctx, e); errs[i] != nil {
				cancel()
			}
		})
	}
	entering.Wait()
	for _, err := range errs {
		if err != nil && !errors.Is(err, context.Canceled) { // which is because of another one's
			return err
		}
	}
	return cmp.Or(errs...)
}

// tendAll tends all members until over is closed.
func (p *publication) tendAll(over <-chan struct{}) {
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-over:
			return
		case <-tick.C:
		}
		p.publisher.tend()
		for _, s := range p.audience {
			s.tend()
		}
	}
}

// publish warms up, publishes the messages and waits for what is to come. It returns when the first
// message was due. away is closed when whoever went away for a while is back.
func (p *publication) publish(ctx context.Context, e *end, away chan<- struct{}) (start time.Duration, err error) {
	self := false
	message := func(f format) func(seq int) []byte {
		return func(seq int) []byte {
			id := uint64(seq + 1)
			emit := event.Request{
				Type: event.TypeEmit, ID: &id, Room: p.room, Event: event.EventMessage,
				Data: f.text(seq), Self: &self, Cookie: p.publisher.cookie,
			}
			return emit.JSON()
		}
	}
	p.conn = p.publisher.conn
	if warmUps := p.warmUpMessages(); warmUps > 0 {
		p.warmUps = int64(warmUps * len(p.audience))
		if err := p.warmUp(ctx, e.addr, warmUps, message(p.warm)); err != nil {
			close(away)
			return 0, err
		}
	}
	runtime.GC()
	const head = 5 * time.Millisecond // for the sender to get ready
	start = p.now() + head
	p.meter.begin(start)
	p.started.Store(true)
	go func() {
		defer close(away)
		p.goAway(ctx, e)
	}()
	unstuck := p.unstick(p.plan.Duration)
	pauses := p.watchPauses()
	p.send(ctx, message(p.real), len(p.Messages), start, func(seq int, sent, returned time.Duration) {
		p.Messages[seq].Sent, p.Messages[seq].Returned = sent, returned
		p.progress.sent.Add(1)
	})
	p.Pauses = pauses()
	unstuck()
	if ctx.Err() != nil {
		return start, ctx.Err()
	}
	select {
	case <-p.allArrived:
		p.linger(ctx)
	case <-ctx.Done():
	case <-time.After(p.lastChance()):
		if !p.Reliable {
			p.straggle(ctx, p.slowestTrip)
		}
	}
	return start, nil
}

// goAway takes the subscriber that is to be disconnected out of the room, after a third of the time,
// and brings it back.
func (p *publication) goAway(ctx context.Context, e *end) {
	pause := func(d time.Duration) bool {
		timer := time.NewTimer(d)
		defer timer.Stop()
		select {
		case <-timer.C:
			return true
		case <-ctx.Done():
			return false
		}
	}
	for _, s := range p.audience {
		if s.Role != bench.Disconnected || !pause(p.plan.Duration/3) {
			continue
		}
		s.leave()
		if !pause(p.plan.Disconnect) {
			return
		}
		if err := s.dial(ctx, e); err != nil {
			s.mu.Lock()
			s.Failed = fmt.Errorf("coming back: %w", err)
			s.mu.Unlock()
		}
	}
}

func (p *publication) members() []*seat { return append([]*seat{p.publisher}, p.audience...) }

// hangUp closes all connections.
func (p *publication) hangUp() {
	for _, s := range p.members() {
		s.hangUp()
	}
}

// leaveAll closes all connections, and waits until nothing is received any more.
func (p *publication) leaveAll() {
	p.hangUp()
	for _, s := range p.members() {
		s.ended.Wait()
	}
}

// linger waits for further copies of the last messages, where some may come twice, and for what the
// one who was away is still to get: as long as any message took, and then as long again.
func (p *publication) linger(ctx context.Context) {
	if p.Reliable && p.plan.Disconnect == 0 {
		return
	}
	p.lingerFor(ctx, p.slowestTrip())
}

// slowestTrip is how long the slowest message took that has come to an ordinary subscriber so far. It is
// called when all have been sent.
func (p *publication) slowestTrip() (d time.Duration) {
	for _, s := range p.audience {
		if s.Role == bench.Ordinary {
			d = max(d, s.longest())
		}
	}
	return d
}
