package measure

import (
	"strings"

	"wirelab/bench"
)

// failures are those of a run so far, by transport.
type failures map[string]bench.Failure

// note adds a failure. The first of each transport is the one to tell of.
func (f *failures) note(t trialOf, err error) {
	if *f == nil {
		*f = failures{}
	}
	if _, ok := (*f)[t.transport]; !ok {
		(*f)[t.transport] = bench.Failure{Transport: t.transport, Reason: err.Error(), Err: err}
	}
}

// list returns the failures in the order of the plan's transports. done are the trials that there are.
func (f failures) list(plan bench.Plan, done map[string][]bench.Metrics) []bench.Failure {
	all := []bench.Failure{}
	for _, name := range plan.Transports {
		if x, ok := f[name]; ok {
			x.Trials = plan.Trials - len(done[name])
			all = append(all, x)
		}
	}
	return all
}

// A failedError is an error for all failures of a report.
type failedError []bench.Failure

func (e failedError) Error() string {
	var parts []string
	for _, x := range e {
		parts = append(parts, x.Transport+": "+x.Reason)
	}
	return strings.Join(parts, "; ")
}

func (e failedError) Unwrap() (errs []error) {
	for _, x := range e {
		errs = append(errs, x.Err)
	}
	return errs
}
