package measure

import (
	"context"
	"errors"

	"wirelab/bench"
	"wirelab/internal/transport"
)

var errTooSoon = errors.New("stopped before there was anything to report")

// A Watcher looks on while Run runs. Its fields may be nil.
type Watcher struct {
	Progress *Progress
	// Trial gets the samples of each trial when it has ended. They are not kept.
	Trial func(*bench.Samples) error
	// Value is told of a sweep to which of its values, counted from 0, the trials belong that Trial gets from then on.
	Value func(number int)
	// Program is wirelab itself. With --server queue on the host, where a crash is to be a real one, it is started as the
	// server. "" is for where there is none.
	Program string
	// Packets says that Trial wants Samples.Packets, which take memory.
	Packets bool
}

// Run carries out plan and returns what it found. Where a transport fails, the others are measured all the
// same: see Findings.Failures. When ctx ends, Run stops and returns what it has. Findings.CutShort says that
// something is missing. Where there is nothing at all to report, Run returns an error; that of a server
// that is not there is a *fault.NoServerError.
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
func total(p bench.Plan) (n int64) {
	for _, name := range p.Transports {
		if t, err := transport.Named(name); err == nil {
			n += int64(p.Trials * p.On(t).Messages())
		}
	}
	return n
}

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
	found.Combine(trials)
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
