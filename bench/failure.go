package bench

import (
	"context"
	"fmt"
	"strings"
	"sync"
)

// A Failure says that trials of one transport could not be carried out, and why. What was measured of it
// before, and of the other transports, is in the results.
type Failure struct {
	Transport string `json:"transport"`
	Trials    int    `json:"trials"` // that are missing
	Reason    string `json:"reason"` // of the first of them

	trial int // the first of them, counted from 0
	err   error
}

// A trialRun runs one trial on one transport.
type trialRun func(ctx context.Context, transport string, trial int) (*Samples, error)

// failures are those of a run so far, by transport.
type failures struct {
	mu sync.Mutex
	by map[string]Failure
}

// keepGoing makes of run what carries on where it fails: there are no samples then, and no error, and the
// failure is noted. In real time, where somebody waits, a transport that has failed once is left alone.
func (r *runner) keepGoing(run trialRun) trialRun {
	return func(ctx context.Context, name string, trial int) (*Samples, error) {
		if !r.plan.Virtual() && r.failures.has(name) {
			return nil, nil
		}
		s, err := run(ctx, name, trial)
		if err == nil || ctx.Err() != nil {
			return s, err
		}
		r.failures.note(name, trial, err)
		return nil, nil
	}
}

func (f *failures) has(name string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.by[name].err != nil
}

func (f *failures) note(name string, trial int, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.by == nil {
		f.by = make(map[string]Failure)
	}
	if old := f.by[name]; old.err == nil || trial < old.trial {
		f.by[name] = Failure{Transport: name, Reason: err.Error(), trial: trial, err: err}
	}
}

// list returns the failures in the order of the plan's transports. done are the trials that there are.
func (f *failures) list(plan Plan, done map[string][]Metrics) []Failure {
	f.mu.Lock()
	defer f.mu.Unlock()
	all := []Failure{}
	for _, name := range plan.Transports {
		if x, ok := f.by[name]; ok {
			x.Trials = plan.Trials - len(done[name])
			all = append(all, x)
		}
	}
	return all
}

// A failedError is an error for all failures of a report.
type failedError []Failure

func (e failedError) Error() string {
	var parts []string
	for _, x := range e {
		parts = append(parts, x.Transport+": "+x.Reason)
	}
	return strings.Join(parts, "; ")
}

func (e failedError) Unwrap() (errs []error) {
	for _, x := range e {
		errs = append(errs, x.err)
	}
	return errs
}

// failure returns the failure of the transport of that name; nil if it has not failed.
func (r *Report) failure(transport string) *Failure {
	for i := range r.Failures {
		if r.Failures[i].Transport == transport {
			return &r.Failures[i]
		}
	}
	return nil
}

// failureNotes say what is missing, and why.
func (r *Report) failureNotes() (notes []string) {
	for _, x := range r.Failures {
		if result := r.result(x.Transport); result != nil {
			notes = append(notes, fmt.Sprintf("Of %s there are only %d of %s: %s.",
				title(x.Transport), len(result.Trials), counted(r.Plan.Trials, "trial", "trials"), x.Reason))
			continue
		}
		notes = append(notes, fmt.Sprintf("%s could not be measured: %s.", title(x.Transport), x.Reason))
	}
	return notes
}
