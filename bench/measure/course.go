package measure

import (
	"context"
	"fmt"

	"wirelab/bench"
)

// An outcome is what one trial came to.
type outcome struct {
	metrics  bench.Metrics
	samples  *bench.Samples // nil if nobody looks on
	cutShort bool
}

// A trialOf says which trial: of a transport, by its number, counted from 0.
type trialOf struct {
	transport string
	number    int
}

// courseOf is the plan's trials in their order: first one of each transport, then the next of each, and
// each time another transport goes first, so that whatever changes on the machine meanwhile befalls
// all of them alike.
func courseOf(p bench.Plan) (course []trialOf) {
	for trial := range p.Trials {
		for i := range p.Transports {
			course = append(course, trialOf{p.Transports[(i+trial)%len(p.Transports)], trial})
		}
	}
	return course
}

// begin tells the watcher that a trial has begun.
func (r *runner) begin(t trialOf) {
	r.progress.doing.Store(fmt.Sprintf("%s, trial %d of %d", t.transport, t.number+1, r.plan.Trials))
}

// outcomeOf sums up a trial. Its samples are kept for a watcher only: they are what takes memory.
func (r *runner) outcomeOf(s *bench.Samples) *outcome {
	o := &outcome{metrics: bench.Summarise(s), cutShort: s.CutShort}
	if r.watcher.Trial != nil {
		o.samples = s
	}
	return o
}

// oneByOne carries out each trial when it is asked for. In real time, where somebody waits, a transport that
// has failed is left alone from then on: there is no outcome, and no error.
func (r *runner) oneByOne(
	run func(ctx context.Context, transport string, number int) (*bench.Samples, error),
) func(context.Context, trialOf) (*outcome, error) {
	return func(ctx context.Context, t trialOf) (*outcome, error) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if _, failed := r.failures[t.transport]; failed {
			return nil, nil
		}
		r.begin(t)
		s, err := run(ctx, t.transport, t.number)
		if err != nil {
			return nil, err
		}
		return r.outcomeOf(s), nil
	}
}

// trials gathers what the plan's trials come to, by transport; next gives the outcome of each. One that
// fails is noted, and the others go on. Half a trial is worth something only if there is no whole one of its
// transport.
func (r *runner) trials(
	ctx context.Context, next func(context.Context, trialOf) (*outcome, error),
) (map[string][]bench.Metrics, error) {
	all := map[string][]bench.Metrics{}
	add := func(t trialOf, o *outcome) error {
		all[t.transport] = append(all[t.transport], o.metrics)
		if r.watcher.Trial == nil {
			return nil
		}
		return r.watcher.Trial(o.samples)
	}
	type half struct {
		trialOf
		*outcome
	}
	var halves []half
	for _, t := range courseOf(r.plan) {
		o, err := next(ctx, t)
		switch {
		case err != nil && ctx.Err() != nil: // others may be whole
		case err != nil:
			r.failures.note(t, err)
		case o == nil: // it was not carried out
		case o.cutShort:
			halves = append(halves, half{t, o})
		default:
			if err := add(t, o); err != nil {
				return all, err
			}
		}
	}
	for _, h := range halves {
		if len(all[h.transport]) == 0 && h.metrics.Sent > 0 {
			if err := add(h.trialOf, h.outcome); err != nil {
				return all, err
			}
		}
	}
	return all, ctx.Err()
}
