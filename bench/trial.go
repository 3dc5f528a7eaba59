package bench

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync/atomic"
	"time"

	"wirelab/internal/transport"
)

// A flight is a trial under way: one connection, one goroutine that sends, one that receives.
type flight struct {
	*runner
	*Samples
	conn       transport.Conn
	tap        *wiretap
	before     *TCPInfo // at the start
	warm, real format   // of the messages before and during the measurement

	missing    int                   // measured messages that have not come yet; the receiver's
	warmed     atomic.Int64          // warm-up messages that came back
	trouble    atomic.Pointer[error] // what Recv returned last that was no message
	warmDone   chan struct{}         // closed when all warm-up messages came back
	allArrived chan struct{}         // closed when each measured message has come at least once
	ended      chan struct{}         // closed when the receiver has ended
}

// trial runs the plan once on one transport. Where ctx ends meanwhile, the samples end with the
// last message whose fate is known.
func (r *runner) trial(ctx context.Context, e *end, trial int) (*Samples, error) {
	n := r.plan.Messages()
	id := uint32(2*trial + 2)
	f := &flight{
		runner:     r,
		warm:       newFormat(id, r.plan.Size),
		real:       newFormat(id+1, r.plan.Size),
		warmDone:   make(chan struct{}),
		allArrived: make(chan struct{}),
		ended:      make(chan struct{}),
		missing:    n,
		Samples: &Samples{
			Transport: e.Name, Trial: trial, Size: r.plan.Size, Wait: r.plan.Wait, Reliable: e.Reliable,
			Messages: make([]Sample, n),
			Arrivals: make([]Arrival, 0, 2*n+1000), // so that recording one allocates nothing
		},
	}
	for i := range f.Messages {
		f.Messages[i] = Sample{Due: r.plan.due(i), Sent: Never, Reached: Never, Received: Never}
	}
	if e.reach != nil {
		f.ServerSaw = true
		e.reach.begin(f.real, n)
	}

	if err := f.dial(ctx, e); err != nil {
		return nil, err
	}
	// Closing the connection wakes whoever waits in it: a Send that finds no room, for one. That has
	// to end when ctx does, and when the server has stopped reading.
	stop := context.AfterFunc(ctx, func() { f.conn.Close() })
	defer stop()
	tooLong := time.AfterFunc(r.plan.WarmUp+r.plan.Wait+r.plan.Duration+f.lastChance(), func() { f.conn.Close() })
	defer tooLong.Stop()

	warmUps := 0
	if r.plan.WarmUp > 0 {
		warmUps = max(1, int(r.plan.Rate*r.plan.WarmUp.Seconds()))
	}
	go f.receive(warmUps)
	start, err := f.fly(ctx, e.addr, warmUps)
	f.TCP = tcpInfo(f.tap.conn).since(f.before)
	f.conn.Close()
	<-f.ended
	if err != nil && ctx.Err() == nil {
		return nil, err
	}
	f.finish(start, e.reach, ctx.Err() != nil)
	return f.Samples, nil
}

// dial connects, and notes how long that took.
func (f *flight) dial(ctx context.Context, e *end) error {
	f.tap = &wiretap{Network: f.network}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	began := f.now()
	conn, err := e.Dial(ctx, f.tap, e.addr)
	if op := (*net.OpError)(nil); err != nil && !errors.As(err, &op) { // that one names the address
		return fmt.Errorf("%s: %w", e.addr, err)
	}
	if err != nil {
		return err
	}
	f.SetUp = f.now() - began
	f.conn = conn
	return nil
}

// fly warms up, sends the messages and waits for what is to come back. It returns when the first
// message was due.
func (f *flight) fly(ctx context.Context, addr string, warmUps int) (start time.Duration, err error) {
	if warmUps > 0 {
		if err := f.warmUp(ctx, addr, warmUps); err != nil {
			return 0, err
		}
	}
	f.before = tcpInfo(f.tap.conn)
	const head = 5 * time.Millisecond // for the sender to get ready
	start = f.now() + head
	f.send(ctx, f.real, len(f.Messages), func(seq int, now time.Duration) {
		f.Messages[seq].Sent = now
		f.progress.sent.Add(1)
	}, start)
	if ctx.Err() != nil {
		return start, ctx.Err()
	}
	// A send that failed is no error here: a connection that has failed has lost what did not come
	// before, and that is a result.
	select {
	case <-f.allArrived:
		f.linger(ctx)
	case <-f.ended:
		f.Failed = *f.trouble.Load()
	case <-ctx.Done():
	case <-time.After(f.lastChance()):
		if f.Reliable {
			f.Failed = fmt.Errorf("given up %v after the last message", f.lastChance())
		}
	}
	return start, nil
}

// linger waits, where messages may come twice, for further copies of the last ones: as long as any
// message took, and then as long again.
func (f *flight) linger(ctx context.Context) {
	if f.Reliable {
		return
	}
	longest := 5 * time.Millisecond
	for i := range f.Messages {
		m := &f.Messages[i] // not a copy: these times stay as they are, but the receiver may count on
		longest = max(longest, m.Received-m.Sent)
	}
	select {
	case <-ctx.Done():
	case <-f.ended:
	case <-time.After(min(2*longest, f.Wait)):
	}
}

// lastChance is how long after the last message has been sent the trial ends at the latest.
func (f *flight) lastChance() time.Duration {
	if f.Reliable {
		return f.Wait + f.patience
	}
	return f.Wait
}

// warmUp sends messages that are not measured: the first ones find caches cold and, on UDP, show
// whether a server is there at all.
func (f *flight) warmUp(ctx context.Context, addr string, n int) error {
	if err := f.send(ctx, f.warm, n, func(int, time.Duration) {}, f.now()); err != nil {
		return err
	}
	late := time.NewTimer(f.Wait)
	defer late.Stop()
	select {
	case <-f.warmDone:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-f.ended:
	case <-late.C:
	}
	if f.warmed.Load() == 0 {
		if err := f.trouble.Load(); err != nil {
			return fmt.Errorf("%s does not answer: %w", addr, *err)
		}
		return fmt.Errorf("%s does not answer: nothing came back within %v", addr, f.Wait)
	}
	return nil
}

// finish turns clock readings into times since start, adds what the server saw, and where the trial
// was cut short drops the messages whose fate nobody knows.
func (f *flight) finish(start time.Duration, reach *reach, cut bool) {
	var reached []time.Duration
	if reach != nil {
		reached = reach.end()
	}
	end := f.now() - start
	known := len(f.Messages)
	for i := range f.Messages {
		m := &f.Messages[i]
		if reached != nil {
			m.Reached = reached[i]
		}
		for _, t := range []*time.Duration{&m.Sent, &m.Reached, &m.Received} {
			if *t != Never {
				*t -= start
			}
		}
		settled := m.Received != Never || m.Sent != Never && !f.Reliable && end-m.Sent > f.Wait
		if cut && !settled && known == len(f.Messages) {
			known = i
		}
	}
	f.Messages = f.Messages[:known]
	for i := range f.Arrivals {
		f.Arrivals[i].At -= start
	}
}
