package measure

import (
	"context"
	"fmt"

	"wirelab/bench"
)

// RunSweep carries out plans, one for each run of the sweep, and fills in s.Findings. When ctx ends, it stops
// and leaves what it has, if that is anything.
func RunSweep(ctx context.Context, s *bench.Sweep, plans []bench.Plan, w Watcher) error {
	if len(plans) != s.Runs() {
		return fmt.Errorf("%d plans for %d runs", len(plans), s.Runs())
	}
	if w.Progress == nil {
		w.Progress = &Progress{}
	}
	for _, p := range plans {
		if err := validate(p, w); err != nil {
			return err
		}
		w.Progress.total.Add(total(p))
	}
	ahead := startAhead(ctx, w, plans...)
	defer ahead.stop()
	for i, p := range plans {
		if w.Value != nil {
			w.Value(i)
		}
		found := run(ctx, p, w, ahead)
		if len(found.Results) == 0 && found.Stopped { // there is nothing of it
			if len(s.Findings) > 0 {
				return found.Failed
			}
			return nothing(found)
		}
		s.Findings = append(s.Findings, found)
		if found.Stopped {
			break
		}
	}
	for _, found := range s.Findings {
		if len(found.Results) > 0 {
			return nil
		}
	}
	return s.Err() // all that was tried has failed
}
