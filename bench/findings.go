package bench

import (
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"time"
)

// Findings are what a run of a plan came to.
type Findings struct {
	Plan        Plan         `json:"plan"`
	Calibration *Calibration `json:"calibration"` // what the machine can resolve
	CutShort    bool         `json:"cutShort"`    // not all that was planned was done
	Failed      error        `json:"-"`           // why, unless it was stopped from outside
	Failures    []Failure    `json:"failed"`      // of transports, whose trials are missing or too few
	Results     []Result     `json:"results"`
	Machine     *Machine     `json:"machine,omitempty"` // nil in virtual time

	// Samples are those of all trials of the results, if they are kept, but for their packets: what pictures are drawn
	// from.
	Samples []*Samples `json:"-"`

	ShortBuffer error `json:"-"` // of this machine's UDP sockets, if they get less than they ask for
	Stopped     bool  `json:"-"` // before the end, from outside or by an error that is no transport's
}

// Combine makes the results of the trials of each transport. Plan and Failures must be known before.
func (f *Findings) Combine(trials map[string][]Metrics) {
	for _, name := range f.Plan.Transports {
		if len(trials[name]) == 0 { // there may be none
			continue
		}
		x := Combine(f.Plan, name, trials[name])
		if failed := f.Failure(name); failed != nil {
			x.Failed = failed.Reason
		}
		f.Results = append(f.Results, x)
	}
}

// Err is why the findings are not whole; nil if they are, or if the run was stopped from outside.
func (f *Findings) Err() error { return f.Failed }

// Result returns the result of the transport of that name, nil if there is none.
func (f *Findings) Result(transport string) *Result {
	for i := range f.Results {
		if f.Results[i].Transport == transport {
			return &f.Results[i]
		}
	}
	return nil
}

// A Calibration says what this machine can resolve at the moment.
type Calibration struct {
	// ClockStep is the smallest step that the clock was seen to make.
	ClockStep time.Duration
	// Resolution is by how much the median response time differs between runs that differ in
	// nothing. A difference between transports that is no larger is called none.
	Resolution time.Duration
}

// A calibrationJSON is a calibration as it stands in JSON, in milliseconds.
type calibrationJSON struct {
	ClockStep  jsonTime `json:"clockStep"`
	Resolution jsonTime `json:"resolution"`
}

// MarshalJSON implements json.Marshaler.
func (c Calibration) MarshalJSON() ([]byte, error) {
	return json.Marshal(calibrationJSON{jsonTime(c.ClockStep), jsonTime(c.Resolution)})
}

// UnmarshalJSON implements json.Unmarshaler.
func (c *Calibration) UnmarshalJSON(text []byte) error {
	var in calibrationJSON
	err := json.Unmarshal(text, &in)
	c.ClockStep, c.Resolution = time.Duration(in.ClockStep), time.Duration(in.Resolution)
	return err
}

// A Machine is where a run was measured, if not in virtual time, which is the same on all of them.
type Machine struct {
	Name       string `json:"name,omitempty"`       // its own
	System     string `json:"system,omitempty"`     // such as linux/amd64
	Processors int    `json:"processors,omitempty"` // that it has
	Wirelab    string `json:"wirelab,omitempty"`    // the version
	Go         string `json:"go,omitempty"`         // the version that it was built with
	Label      string `json:"label,omitempty"`      // what a report of several machines calls it, or its run in the lab
}

// A Failure says that trials of one transport could not be carried out, and why. What was measured of it
// before, and of the other transports, is in the results.
type Failure struct {
	Transport string `json:"transport"`
	Trials    int    `json:"trials"` // that are missing
	Reason    string `json:"reason"` // of the first of them

	Err error `json:"-"` // the first
}

// Failure returns the failure of the transport of that name; nil if it has not failed.
func (f *Findings) Failure(transport string) *Failure {
	for i := range f.Failures {
		if f.Failures[i].Transport == transport {
			return &f.Failures[i]
		}
	}
	return nil
}

// A Sweep is one plan carried out for several values of a parameter, or of two.
type Sweep struct {
	Parameter string      // what changes, as the command line calls it: loss
	Values    []string    // as written: 0, 1%, 2%
	Second    *Range      // what changes besides: for each of its values there is a run with each of Values; nil: nothing
	Base      Plan        // what all plans have in common
	Findings  []*Findings // of the runs, in their order; fewer of them if it was cut short
}

// A Range is a parameter of a sweep and its values.
type Range struct {
	Parameter string   `json:"parameter"`
	Values    []string `json:"values"`
}

// ValuesOf are the values that the sweep gives a parameter; none if it does not change it.
func (s *Sweep) ValuesOf(parameter string) []string {
	switch {
	case parameter == s.Parameter:
		return s.Values
	case s.Second != nil && parameter == s.Second.Parameter:
		return s.Second.Values
	}
	return nil
}

// Runs is how many runs the sweep has: first one for each value, then, with the next value of the second parameter, one for
// each again.
func (s *Sweep) Runs() int {
	if s.Second == nil {
		return len(s.Values)
	}
	return len(s.Values) * len(s.Second.Values)
}

// Parameters are what changes: one, or two.
func (s *Sweep) Parameters() []string {
	if s.Second == nil {
		return []string{s.Parameter}
	}
	return []string{s.Parameter, s.Second.Parameter}
}

// At are the values of the parameters in a run, counted from 0.
func (s *Sweep) At(run int) []string {
	if s.Second == nil {
		return []string{s.Values[run]}
	}
	return []string{s.Values[run%len(s.Values)], s.Second.Values[run/len(s.Values)]}
}

// ByName is At, by the parameters' names.
func (s *Sweep) ByName(run int) map[string]string {
	values := map[string]string{}
	for i, name := range s.Parameters() {
		values[name] = s.At(run)[i]
	}
	return values
}

// Found is what was found at those values of the parameters, by their names; nil if there is no such run.
func (s *Sweep) Found(at map[string]string) *Findings {
	for run, found := range s.Findings {
		if maps.Equal(s.ByName(run), at) {
			return found
		}
	}
	return nil
}

// Where says which run that is: loss 1%, or loss 1% and rate 50.
func (s *Sweep) Where(run int) string {
	var texts []string
	for i, value := range s.At(run) {
		texts = append(texts, s.Parameters()[i]+" "+value)
	}
	return strings.Join(texts, " and ")
}

// Err is why the sweep is not whole; nil if it is, or if it was stopped from outside.
func (s *Sweep) Err() error {
	for i, r := range s.Findings {
		if r.Failed != nil {
			return fmt.Errorf("at %s: %w", s.Where(i), r.Failed)
		}
	}
	return nil
}
