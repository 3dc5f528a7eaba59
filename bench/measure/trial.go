package measure

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"wirelab/bench"
	"wirelab/internal/transport"
)

// A flight is a trial under way: one connection, one goroutine that sends, one that receives.
type flight struct {
	*runner
	*bench.Samples
	conn       transport.Conn
	tap        *wiretap
	before     *bench.TCPInfo // at the start
	warm, real format         // of the messages before and during the measurement

	origin     atomic.Int64           // when the first message was due
	slowest    atomic.Int64           // the longest response time so far, a time.Duration
	missing    int                    // measured messages that have not come yet; the receiver's
	warmed     atomic.Int64           // warm-up messages that came back
	socket     socketErrors           // over UDP
	stray      atomic.Pointer[[]byte] // the beginning of what came first and was no message of ours
	trouble    atomic.Pointer[error]  // what Recv returned last that was no message
	warmDone   chan struct{}          // closed when all warm-up messages came back
	allArrived chan struct{}          // closed when each measured message has come at least once
	ended      chan struct{}          // closed when the receiver has ended
}

// echoTrial runs the plan once on one transport with an echo server. Where ctx ends meanwhile, messages whose fate nobody
// knows count as not sent.
func (r *runner) echoTrial(ctx context.Context, e *end, trial int) (*bench.Samples, error) {
	f := r.newFlight(e, trial)
	n := len(f.Messages)
	f.missing = n
	f.Arrivals = f.newArrivals()
	if e.reach != nil {
		f.ServerSaw = true
		e.reach.begin(f.real, n)
	}

	if err := f.dial(ctx, e); err != nil {
		return nil, err
	}
	stop := context.AfterFunc(ctx, func() { f.conn.Close() }) // wakes whoever waits in it
	defer stop()
	warmUps := r.warmUpMessages()
	go f.receive(warmUps)
	start, err := f.fly(ctx, e.addr, warmUps)
	f.TCP = tcpSince(f.before, tcpInfo(f.tap.conn))
	if ctx.Err() == nil {
		time.Sleep(r.place.settle)
	}
	r.meter.close(f.now())
	f.conn.Close()
	<-f.ended
	if err != nil && ctx.Err() == nil {
		return nil, err
	}
	f.finish(start, e.reach, ctx.Err() != nil)
	return f.Samples, nil
}

// newFlight prepares a trial in which nothing has been sent.
func (r *runner) newFlight(e *end, trial int) *flight {
	id := uint32(2*trial + 2)
	f := &flight{
		runner:     r,
		warm:       newFormat(id, r.plan.Size),
		real:       newFormat(id+1, r.plan.Size),
		warmDone:   make(chan struct{}),
		allArrived: make(chan struct{}),
		ended:      make(chan struct{}),
		Samples: &bench.Samples{
			Transport: e.Name, Trial: trial, Size: r.plan.Size, Wait: r.plan.Wait, Reliable: e.Reliable,
			Messages: make([]bench.Sample, r.plan.Messages()),
		},
	}
	for i := range f.Messages {
		f.Messages[i] = bench.Sample{Due: r.plan.Due(i), Sent: bench.Never, Returned: bench.Never, Reached: bench.Never, Received: bench.Never}
	}
	return f
}

// newArrivals has room for what comes. Where messages may come twice and time is real, it has all that
// there ever will be, so that recording one takes no time.
func (f *flight) newArrivals() []bench.Arrival {
	if f.Reliable || f.place.virtual {
		return make([]bench.Arrival, 0, len(f.Messages))
	}
	return make([]bench.Arrival, 0, f.maxArrivals())
}

// maxArrivals is how many are recorded, whatever a server sends.
func (f *flight) maxArrivals() int { return 2*len(f.Messages) + 1000 }

// warmUpMessages is how many messages come before a trial.
func (r *runner) warmUpMessages() int {
	if r.plan.WarmUp == 0 {
		return 0
	}
	return max(1, int(r.plan.Rate*r.plan.WarmUp.Seconds()))
}

// dialTimeout is how long connecting may take, and entering a room: 10 s, and more on a link that takes
// seconds itself, as WebSocket connects in two round trips, and a lost packet costs more of them.
func dialTimeout(p bench.Plan) time.Duration { return max(10*time.Second, 10*p.RoundTrip()) }

// dial connects, and notes how long that took.
func (f *flight) dial(ctx context.Context, e *end) error {
	f.tap = &wiretap{Network: f.place.clients[0]}
	ctx, cancel := context.WithTimeout(ctx, dialTimeout(f.plan))
	defer cancel()
	began := f.now()
	conn, err := e.Dial(ctx, f.tap, e.addr)
	if err != nil {
		return &NoServerError{e.addr, err, dialTimeout(f.plan)}
	}
	f.SetUp = f.now() - began
	f.conn = conn
	return nil
}

// fly warms up, sends the messages and waits for what is to come back. It returns when the first
// message was due.
func (f *flight) fly(ctx context.Context, addr string, warmUps int) (start time.Duration, err error) {
	if warmUps > 0 {
		if err := f.warmUp(ctx, addr, warmUps, f.warm.messages()); err != nil {
			return 0, err
		}
	}
	f.before = tcpInfo(f.tap.conn)
	const head = 5 * time.Millisecond // for the sender to get ready
	start = f.now() + head
	f.origin.Store(int64(start))
	f.meter.begin(start)
	unstuck := f.unstick(f.plan.Duration)
	pauses := f.watchPauses()
	f.send(ctx, f.real.messages(), len(f.Messages), start, func(seq int, sent, returned time.Duration) {
		f.Messages[seq].Sent, f.Messages[seq].Returned = sent, returned
		f.progress.sent.Add(1)
	})
	f.Pauses = pauses()
	unstuck()
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
			break
		}
		f.straggle(ctx, func() time.Duration { return time.Duration(f.slowest.Load()) })
	}
	return start, nil
}

// unstick ends a Send that finds no room because the server has stopped reading: where sending takes
// that much longer than d, it closes the connection, which has failed then. UDP never waits for room.
func (f *flight) unstick(d time.Duration) (stop func()) {
	if !f.Reliable {
		return func() {}
	}
	timer := time.AfterFunc(d+f.lastChance(), func() { f.conn.Close() })
	return func() { timer.Stop() }
}

// linger waits, where messages may come twice, for further copies of the last ones: as long as any
// message took, and then as long again.
func (f *flight) linger(ctx context.Context) {
	if f.Reliable {
		return
	}
	longest := time.Duration(0)
	for i := range f.Messages {
		m := &f.Messages[i] // not a copy: these times stay as they are, but the receiver may count on
		longest = max(longest, m.Received-m.Sent)
	}
	f.lingerFor(ctx, longest)
}

// lingerFor waits twice as long as the slowest message took.
func (f *flight) lingerFor(ctx context.Context, longest time.Duration) {
	select {
	case <-ctx.Done():
	case <-f.ended:
	case <-time.After(min(2*max(longest, 5*time.Millisecond), f.Wait)):
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
func (f *flight) warmUp(ctx context.Context, addr string, n int, message func(seq int) []byte) error {
	unstuck := f.unstick(f.plan.WarmUp)
	err := f.send(ctx, message, n, f.now(), nil)
	unstuck()
	if err != nil {
		return &NoServerError{Addr: addr, Err: err}
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
		if said := f.stray.Load(); said != nil {
			return f.wrongServer(addr, *said)
		}
		if err := f.trouble.Load(); err != nil {
			return &NoServerError{Addr: addr, Err: *err}
		}
		if err := f.socket.latest(); err != nil {
			return &NoServerError{Addr: addr, Err: err}
		}
		return &NoServerError{Addr: addr, Err: fmt.Errorf("nothing came back within %v; if the way takes longer, raise --wait", f.Wait)}
	}
	return nil
}
