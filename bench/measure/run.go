package measure

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"wirelab/bench"
	"wirelab/internal/network/netx"
	"wirelab/internal/network/packet"
	"wirelab/internal/room/hub"
	"wirelab/internal/transport"
	"wirelab/tcpdemo"
)

var errTooSoon = errors.New("stopped before there was anything to report")

// A Watcher looks on while Run runs. Its fields may be nil.
type Watcher struct {
	Progress *Progress
	// Trial gets the samples of each trial when it has ended. They are not kept.
	Trial func(*bench.Samples) error
	// Packets says that Trial wants Samples.Packets, which take memory.
	Packets bool
}

// Run carries out plan and returns what it found. Where a transport fails, the others are measured all the
// same: see Findings.Failures. When ctx ends, Run stops and returns what it has. Findings.CutShort says that
// something is missing. Where there is nothing at all to report, Run returns an error; that of a server
// that is not there is a *NoServerError.
func Run(ctx context.Context, plan bench.Plan, w Watcher) (*bench.Findings, error) {
	if err := validate(plan, w); err != nil {
		return nil, err
	}
	if w.Progress == nil {
		w.Progress = &Progress{}
	}
	w.Progress.total.Store(total(plan))
	ahead := startAhead(ctx, w, plan)
	defer ahead.stop()
	found := run(ctx, plan, w, ahead)
	if err := nothing(found); err != nil {
		return nil, err
	}
	return found, nil
}

// validate is Validate, for those whom w wants to look on.
func validate(p bench.Plan, w Watcher) error {
	if err := p.Validate(); err != nil || !w.Packets {
		return err
	}
	return p.ValidatePackets()
}

// total is how many messages the plan sends in all.
func total(p bench.Plan) int64 { return int64(p.Trials * len(p.Transports) * p.Messages()) }

// run is Run for a plan that is valid, with a Progress that knows how much there is to do. Its trials in
// virtual time come from ahead.
func run(ctx context.Context, plan bench.Plan, w Watcher, ahead *ahead) *bench.Findings {
	r := newRunner(plan, w)
	found := &bench.Findings{Plan: plan}
	var trials map[string][]bench.Metrics
	var err error
	switch {
	case plan.Virtual():
		trials, err = r.trials(ctx, ahead.next)
	case plan.Net == "lab":
		trials, err = r.trials(ctx, r.oneByOne(r.labTrial))
	case plan.Net == "kernel":
		found.Calibration, trials, err = r.kernelTrials(ctx)
	default:
		found.Calibration, trials, err = r.hostTrials(ctx)
	}
	found.ShortBuffer = r.shortBuffer
	found.Stopped = err != nil || ctx.Err() != nil
	found.Failures = r.failures.list(plan, trials)
	found.CutShort = found.Stopped || len(found.Failures) > 0
	if ctx.Err() == nil {
		found.Failed = err
		if err == nil && len(found.Failures) > 0 {
			found.Failed = failedError(found.Failures)
		}
	}
	for _, name := range plan.Transports {
		if len(trials[name]) > 0 { // there may be none
			x := bench.Combine(plan, name, trials[name])
			if failed := found.Failure(name); failed != nil {
				x.Failed = failed.Reason
			}
			found.Results = append(found.Results, x)
		}
	}
	return found
}

// nothing is why there is nothing to report; nil if there is something.
func nothing(f *bench.Findings) error {
	switch {
	case len(f.Results) > 0:
		return nil
	case f.Failed != nil:
		return f.Failed
	}
	return errTooSoon
}

// giveUpAfter is a runner's, unless a test has less: 30 s, and more on a link that takes seconds itself.
func giveUpAfter(p bench.Plan) time.Duration { return max(30*time.Second, 10*p.RoundTrip()) }

// A place is where a trial happens: a network for the server and one for the client.
type place struct {
	server  netx.Network
	clients []netx.Network // further clients take one of them
	listen  string         // the address that servers listen at
	virtual bool           // in virtual time
	settle  time.Duration  // a pause after the last message, so that what still goes to and fro is the messages' cost
}

// hostPlace is this machine.
func hostPlace() place {
	host := &netx.Host{}
	return place{server: host, clients: []netx.Network{host}, listen: "127.0.0.1:0"}
}

// A runner carries out one plan.
type runner struct {
	plan     bench.Plan
	place    place
	now      func() time.Duration
	ends     []*end // one for each transport of the plan
	watcher  Watcher
	progress *Progress

	failures    failures // of transports, so far
	shortBuffer error    // a server's, as its Short says
	meter       *meter   // nil where packets are not ours to see

	// patience is how long past the wait a trial on TCP or WebSocket still waits for messages, which
	// those promise. Then it gives the connection up, and what is missing is lost.
	patience time.Duration
}

func newRunner(p bench.Plan, w Watcher) *runner {
	return &runner{
		plan: p, place: hostPlace(), now: newClock(), watcher: w, progress: w.Progress, patience: giveUpAfter(p),
	}
}

// An end is one transport with the server to talk to.
type end struct {
	transport.Transport
	addr string

	reach   *reach   // what our echo server saw
	witness *witness // what our broadcast server saw; nil, like reach, if there is none

	failed atomic.Pointer[error] // what ended our server before its time
}

// startServers prepares the ends of all transports, starting servers for those without a target.
// stop ends the servers and returns when they have ended.
func (r *runner) startServers(ctx context.Context) (stop func(), err error) {
	// The servers outlive ctx, so that a run that is cut short still ends in good order.
	serving, cancel := context.WithCancel(context.WithoutCancel(ctx))
	var servers sync.WaitGroup
	stop = func() {
		cancel()
		servers.Wait()
	}
	for _, name := range r.plan.Transports {
		t, err := transport.Named(name)
		if err != nil {
			return stop, err
		}
		e := &end{Transport: t, addr: r.plan.Targets[name]}
		r.ends = append(r.ends, e)
		if e.addr != "" {
			continue
		}
		server, err := r.listen(ctx, e)
		if err != nil {
			return stop, fmt.Errorf("starting the %s server: %w", name, err)
		}
		e.addr = server.Addr.String()
		r.shortBuffer = cmp.Or(r.shortBuffer, server.Short)
		servers.Go(func() {
			if err := server.Serve(serving); err != nil {
				e.failed.Store(&err)
			}
		})
	}
	return stop, nil
}

// crowd is how many subscribers are still told of each other: what comes and goes among a thousand is a million
// events, of which no figure is made.
const crowd = 100

// listen makes the server that the plan is about, with something that sees what it gets.
func (r *runner) listen(ctx context.Context, e *end) (*transport.Server, error) {
	o := transport.Options{MaxReplies: -1, MaxPerAddr: -1} // the clients are ours: the plan says how many ask how often
	if r.plan.Server == "broadcast" {
		rooms := &hub.Hub{Quiet: r.plan.Subscribers > crowd, Rate: -1} // the plan says how fast
		if r.place.virtual {
			rooms.Gather = time.Nanosecond // so that what goes out together does not hang on how this machine runs goroutines
		}
		e.witness = &witness{hub: rooms, now: r.now}
		o.Hub, o.Batch = rooms, 64
		return e.ListenBroadcast(ctx, r.place.server, r.place.listen, o)
	}
	e.reach = &reach{now: r.now}
	if e.Stream {
		e.reach.split = tcpdemo.LengthPrefix{}.Split
	}
	o.OnData = e.reach.data
	return e.ListenEcho(ctx, r.place.server, r.place.listen, o)
}

// trial runs the plan once on one transport.
func (r *runner) trial(ctx context.Context, e *end, trial int) (*bench.Samples, error) {
	run := r.echoTrial
	if r.plan.Server == "broadcast" {
		run = r.broadcastTrial
	}
	s, err := run(ctx, e, trial)
	if err != nil {
		return nil, r.explain(ctx, e, err)
	}
	return s, nil
}

// room is the name of a trial's room. On a server that is not ours, others may be in rooms.
func (e *end) room(trial int) string {
	if e.witness == nil {
		return "bench-" + rand.Text()[:8]
	}
	return fmt.Sprintf("bench-%d", trial)
}

// framing is how messages to and from the server are told apart in TCP's stream.
func (r *runner) framing(t transport.Transport) packet.Protocol {
	if r.plan.Server == "broadcast" && t.Stream {
		return packet.Lines
	}
	return t.Framing
}

// hostTrials runs the trials on the machine's own sockets, once it knows what they can resolve. One
// server of each transport serves all its trials.
func (r *runner) hostTrials(ctx context.Context) (*bench.Calibration, map[string][]bench.Metrics, error) {
	stop, err := r.startServers(ctx)
	defer stop()
	if err != nil {
		return nil, nil, err
	}
	r.progress.doing.Store("calibrating")
	calibration, err := r.calibrate(ctx)
	if err != nil {
		return nil, nil, err
	}
	trials, err := r.trials(ctx, r.oneByOne(r.hostTrial))
	return calibration, trials, err
}

func (r *runner) hostTrial(ctx context.Context, name string, trial int) (*bench.Samples, error) {
	runtime.GC() // so that no garbage of one trial is collected in the next
	e := r.ends[slices.IndexFunc(r.ends, func(e *end) bool { return e.Name == name })]
	s, err := r.trial(ctx, e, trial)
	if failed := e.failed.Load(); failed != nil {
		return nil, fmt.Errorf("the server failed: %w", *failed)
	}
	return s, err
}
