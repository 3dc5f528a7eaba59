package measure

import (
	"context"
	"fmt"

	"wirelab/bench"
	"wirelab/bench/measure/place"
)

// RunTrial carries out one trial of the plan, on a lab or on kernels, over one transport, and nothing
// besides: no calibration, and no garbage collected first. Use it to run many trials at once. Trials are
// counted from 0, and each has its own seed, as in Run. When ctx ends meanwhile, that is the error.
func RunTrial(ctx context.Context, plan bench.Plan, transport string, trial int) (*bench.Samples, error) {
	plan.Transports = []string{transport}
	w := Watcher{Progress: &Progress{}, Packets: true}
	if err := validate(plan, w); err != nil {
		return nil, err
	}
	r := newRunner(plan, w)
	var s *bench.Samples
	var err error
	switch plan.Net {
	case "lab":
		s, err = r.labTrial(ctx, transport, trial)
	case "kernel":
		s, err = r.onLink(ctx, transport, trial, place.Kernel)
	default:
		return nil, fmt.Errorf("--net %s: a single trial needs lab or kernel", plan.Net)
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return s, err
}
