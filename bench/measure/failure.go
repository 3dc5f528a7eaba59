package bench

import (
	"fmt"
	"strings"
)

// A Failure says that trials of one transport could not be carried out, and why. What was measured of it
// before, and of the other transports, is in the results.
type Failure struct {
	Transport string `json:"transport"`
	Trials    int    `json:"trials"` // that are missing
	Reason    string `json:"reason"` // of the first of them

	err error // the first
}

// failures are those of a run so far, by transport.
type failures map[string]Failure

// note adds a failure. The first of each transport is the one to tell of.
func (f *failures) note(t trialOf, err error) {
	if *f == nil {
		*f = failures{}
	}
	if _, ok := (*f)[t.transport]; !ok {
		(*f)[t.transport] = Failure{Transport: t.transport, Reason: err.Error(), err: err}
	}
}

// list returns the failures in the order of the plan's transports. done are the trials that there are.
func (f failures) list(plan Plan, done map[string][]Metrics) []Failure {
	all := []Failure{}
	for _, name := range plan.Transports {
		if x, ok := f[name]; ok {
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
