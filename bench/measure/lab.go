package measure

import (
	"context"
	"fmt"

	"wirelab/bench"
	"wirelab/bench/measure/place"
	"wirelab/internal/network/lab"
)

// labTrial runs one trial on a lab of its own.
func (r *runner) labTrial(ctx context.Context, name string, number int) (s *bench.Samples, err error) {
	run := func(ctx context.Context) { s, err = r.onLink(ctx, name, number, place.Lab) }
	if !r.plan.Virtual() {
		run(ctx)
		return s, err
	}
	if stuck := r.virtually(ctx, run); stuck != nil {
		return nil, stuck
	}
	return s, err
}

// virtually runs f in virtual time. That it never ends is an error, which says how to see it again.
func (r *runner) virtually(ctx context.Context, f func(context.Context)) error {
	if err := lab.Virtual(ctx, f); err != nil {
		return fmt.Errorf("%s: %w", r.plan.Command(), err)
	}
	return nil
}
