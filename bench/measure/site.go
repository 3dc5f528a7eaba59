package measure

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"wirelab/bench"
	"wirelab/bench/measure/place"
	"wirelab/bench/measure/trial"
	"wirelab/internal/transport"
)

// A site is a place with a server for each transport of a plan. Trials are carried out there.
type site struct {
	plan     bench.Plan
	place    *place.Place
	program  string        // as in Watcher
	patience time.Duration // as in trial.Trial
	sent     func()        // called after each message that is measured has been sent
	came     func(int)     // called when it has come, with its size in bytes
	ends     []*end        // one for each transport of the plan, once the servers have been started

	shortBuffer error // a server's, as its Short says
}

// An end is one transport with the server to talk to.
type end struct {
	transport.Transport
	addr   string
	load   load
	failed atomic.Pointer[error] // what ended our server before its time
}

// startServers prepares the ends of all transports, starting servers for those without a target.
// stop ends the servers and returns when they have ended.
func (s *site) startServers(ctx context.Context) (stop func(), err error) {
	// The servers outlive ctx, so that a run that is cut short still ends in good order.
	serving, cancel := context.WithCancel(context.WithoutCancel(ctx))
	var servers sync.WaitGroup
	stop = func() {
		cancel()
		servers.Wait()
	}
	for _, name := range s.plan.Transports {
		t, err := s.plan.Transport(name)
		if err != nil {
			return stop, err
		}
		e := &end{Transport: t, addr: s.plan.Targets[name], load: newLoad(s.plan, s.program)}
		s.ends = append(s.ends, e)
		if e.addr != "" {
			continue
		}
		server, err := e.load.Listen(ctx, s.plan, s.place, t)
		if err != nil {
			return stop, fmt.Errorf("starting the %s server: %w", name, err)
		}
		e.addr = server.Addr.String()
		s.shortBuffer = cmp.Or(s.shortBuffer, server.Short)
		servers.Go(func() {
			if err := server.Serve(serving); err != nil {
				e.failed.Store(&err)
			}
		})
	}
	return stop, nil
}

// trial runs the plan once on one transport.
func (s *site) trial(ctx context.Context, e *end, number int) (*bench.Samples, error) {
	t := trial.New(s.plan.On(e.Transport), s.place, e.Transport, e.addr, number)
	t.Patience, t.Sent, t.Came = s.patience, s.sent, s.came
	samples, err := e.load.Run(ctx, t)
	if err != nil {
		return nil, s.explain(ctx, e, err)
	}
	return samples, nil
}

// trialOn does so on the transport of that name.
func (s *site) trialOn(ctx context.Context, name string, number int) (*bench.Samples, error) {
	runtime.GC() // so that no garbage of one trial is collected in the next
	e := s.ends[slices.IndexFunc(s.ends, func(e *end) bool { return e.Name == name })]
	samples, err := s.trial(ctx, e, number)
	if failed := e.failed.Load(); failed != nil {
		return nil, fmt.Errorf("the server failed: %w", *failed)
	}
	return samples, err
}
