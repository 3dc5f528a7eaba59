package bench

import (
	"context"
	"fmt"
)

// A Sweep is one plan carried out for several values of a parameter.
type Sweep struct {
	Parameter string   // what changes, as the command line calls it: loss
	Values    []string // as written: 0, 1%, 2%
	Base      Plan     // what all plans have in common
	Reports   []*Report
}

// RunSweep carries out plans, one for each of s.Values, and fills in s.Reports. When ctx ends, it stops
// and leaves what it has, if that is anything.
func RunSweep(ctx context.Context, s *Sweep, plans []Plan, w Watcher) error {
	if len(plans) != len(s.Values) {
		return fmt.Errorf("%d plans for %d values", len(plans), len(s.Values))
	}
	if w.Progress == nil {
		w.Progress = &Progress{}
	}
	for _, p := range plans {
		if err := p.validate(w); err != nil {
			return err
		}
		w.Progress.total.Add(p.total())
	}
	ahead := startAhead(ctx, w, plans...)
	defer ahead.stop()
	for _, p := range plans {
		r := run(ctx, p, w, ahead)
		if len(r.Results) == 0 && r.stopped { // there is nothing of it
			if len(s.Reports) > 0 {
				return r.Failed
			}
			return r.empty()
		}
		s.Reports = append(s.Reports, r)
		if r.stopped {
			break
		}
	}
	for _, r := range s.Reports {
		if len(r.Results) > 0 {
			return nil
		}
	}
	return s.Err() // all that was tried has failed
}

// Err is why the sweep is not whole; nil if it is, or if ctx ended it.
func (s *Sweep) Err() error {
	for i, r := range s.Reports {
		if r.Failed != nil {
			return fmt.Errorf("at %s %s: %w", s.Parameter, s.Values[i], r.Failed)
		}
	}
	return nil
}
