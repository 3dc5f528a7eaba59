package bench

import (
	"fmt"
	"strings"
)

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
