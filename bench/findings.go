package bench

import (
	"encoding/json"
	"fmt"
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

	ShortBuffer error `json:"-"` // of this machine's UDP sockets, if they get less than they ask for
	Stopped     bool  `json:"-"` // before the end, from outside or by an error that is no transport's
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

// MarshalJSON implements json.Marshaler.
func (c Calibration) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		ClockStep  float64 `json:"clockStep"`
		Resolution float64 `json:"resolution"`
	}{Milliseconds(c.ClockStep), Milliseconds(c.Resolution)})
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

// A Sweep is one plan carried out for several values of a parameter.
type Sweep struct {
	Parameter string      // what changes, as the command line calls it: loss
	Values    []string    // as written: 0, 1%, 2%
	Base      Plan        // what all plans have in common
	Findings  []*Findings // of the plans, in the order of the values; fewer of them if it was cut short
}

// Err is why the sweep is not whole; nil if it is, or if it was stopped from outside.
func (s *Sweep) Err() error {
	for i, r := range s.Findings {
		if r.Failed != nil {
			return fmt.Errorf("at %s %s: %w", s.Parameter, s.Values[i], r.Failed)
		}
	}
	return nil
}
