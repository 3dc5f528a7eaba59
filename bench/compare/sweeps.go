package compare

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"wirelab/bench"
	"wirelab/bench/report"
)

// A Sweep is one of the sweeps that are compared.
type Sweep struct {
	Name string
	*bench.Sweep
}

// Sweeps is a comparison of sweeps, run by run: at each place, which is what a run has for what the sweeps change, a
// comparison of the runs there.
type Sweeps struct {
	Of     []Sweep
	Places []string      // that all of them have: loss 1%, or loss 1% and rate 50
	At     [][]string    // the values there
	Each   []*Comparison // of the runs there
}

// NewSweeps compares sweeps with the first of them, where all have the same values. Those of two parameters may have them
// in either order. It is an error if they change different things, or if there is nothing to compare.
func NewSweeps(sweeps []Sweep) (*Sweeps, error) {
	s := &Sweeps{Of: sweeps}
	first := sweeps[0]
	for _, other := range sweeps[1:] {
		if !slices.Equal(slices.Sorted(slices.Values(other.Parameters())), slices.Sorted(slices.Values(first.Parameters()))) {
			return nil, fmt.Errorf("%s is a sweep of %s, and %s of %s: there is no run to compare with another",
				first.Name, list(first.Parameters()), other.Name, list(other.Parameters()))
		}
	}
	for run, found := range first.Findings {
		at := first.ByName(run)
		runs := runsAt(sweeps, at)
		if len(runs) < len(sweeps) {
			continue
		}
		c, err := New(runs)
		if err != nil {
			return nil, fmt.Errorf("at %s: %w", first.Where(run), err)
		}
		c.first = sideBySide[kind(found.Plan)] // many runs have room for few figures each
		s.Places, s.At, s.Each = append(s.Places, first.Where(run)), append(s.At, first.At(run)), append(s.Each, c)
	}
	if len(s.Each) == 0 {
		return nil, fmt.Errorf("there is no value of %s that all of them have measured", list(first.Parameters()))
	}
	if slices.ContainsFunc(s.Each, func(c *Comparison) bool { return !slices.Equal(c.Transports, s.Each[0].Transports) }) {
		return nil, errors.New("not all transports were measured at all values")
	}
	return s, nil
}

// runsAt are the sweeps' runs at those values of the parameters, as far as there are any.
func runsAt(sweeps []Sweep, at map[string]string) (runs []Run) {
	for _, s := range sweeps {
		if found := s.Found(at); found != nil {
			runs = append(runs, Run{s.Name, found})
		}
	}
	return runs
}

// Transports are those that all runs have.
func (s *Sweeps) Transports() []string { return s.Each[0].Transports }

// Lead is what to know before all figures.
func (s *Sweeps) Lead() string { return strings.Join(s.reservations(), " ") }

// Notes say what to know before all figures, and then what differs, place by place.
func (s *Sweeps) Notes() []string { return append(s.reservations(), s.verdicts()...) }

func (s *Sweeps) reservations() []string {
	said := s.said((*Comparison).reservations)
	for _, of := range s.Of {
		if n := of.Runs() - len(s.Each); n > 0 {
			said = append(said, fmt.Sprintf("Of %s, %d of %d runs have no like in the others, and are left out.", of.Name, n, of.Runs()))
		}
	}
	return said
}

func (s *Sweeps) verdicts() []string { return s.said((*Comparison).verdicts) }

// said are sentences of all places. Each is said once: without its place if it is true of all.
func (s *Sweeps) said(of func(*Comparison) []string) (sentences []string) {
	where := map[string][]int{}
	for i, c := range s.Each {
		for _, text := range of(c) {
			where[text] = append(where[text], i)
		}
	}
	// By the first place of which each is true, and there in their order.
	var texts []string
	for _, c := range s.Each {
		for _, text := range of(c) {
			if !slices.Contains(texts, text) {
				texts = append(texts, text)
			}
		}
	}
	for _, text := range texts {
		if len(where[text]) < len(s.Each) {
			var places []string
			for _, i := range where[text] {
				places = append(places, s.Places[i])
			}
			text = "At " + strings.Join(places, ", ") + ": " + text
		}
		sentences = append(sentences, text)
	}
	return sentences
}

// ParseLimit reads conditions under which the comparison has failed: see Comparison.ParseLimit.
func (s *Sweeps) ParseLimit(text string) (Limit, error) { return s.Each[0].ParseLimit(text) }

// Check says, for each place and run, why the limit is broken.
func (s *Sweeps) Check(l Limit) (broken []error) {
	for i, c := range s.Each {
		for _, err := range c.Check(l) {
			broken = append(broken, fmt.Errorf("at %s: %w", s.Places[i], err))
		}
	}
	return broken
}

// titles say what each sweep measured.
func (s *Sweeps) titles() (lines []string) {
	for i, of := range s.Of {
		over := of.Parameter + " " + strings.Join(of.Values, ", ")
		if of.Second != nil {
			over += " and " + of.Second.Parameter + " " + strings.Join(of.Second.Values, ", ")
		}
		lines = append(lines, fmt.Sprintf("%s: %s · first %s", of.Name, over, report.New(s.Each[0].Runs[i].Findings).ShortTitle()))
	}
	return lines
}

func (s *Sweeps) header() []string {
	header := s.Each[0].header()
	for _, c := range s.Each[1:] {
		for i, text := range c.header() {
			if strings.HasPrefix(text, "(") {
				header[i] = text
			}
		}
	}
	return slices.Concat(header[:1], s.Of[0].Parameters(), header[1:])
}

// grid has a group of lines for each figure that the view asks for, and in it a line for each place and run.
func (s *Sweeps) grid(v report.View) (grid [][]string) {
	for _, r := range wanted(v.Full, v.Rows, s.Each[0].first) {
		var all []shown
		says := len(v.Rows) > 0
		for _, c := range s.Each {
			x, any := c.shown(r)
			all, says = append(all, x), says || any
		}
		if !says {
			continue
		}
		scale := all[0].scale(all...)
		name := scale.titled(all[0])
		for i, c := range s.Each {
			at := s.At[i]
			for _, line := range c.lines(all[i], scale, v.Full) {
				grid = append(grid, slices.Concat([]string{name}, at, line))
				name, at = "", make([]string, len(at)) // said once
			}
		}
	}
	return grid
}

func (s *Sweeps) legend(grid [][]string) string {
	return s.Each[0].legendOf(grid, s.header(), slices.ContainsFunc(s.Each, (*Comparison).anyTellable))
}

// object is the comparison as it stands in JSON: that of each place, with its values.
func (s *Sweeps) object() any {
	out := struct {
		Version    int              `json:"version"`
		Parameters []string         `json:"parameters"`
		Places     []comparisonJSON `json:"comparisons"`
		Notes      []string         `json:"notes"`
	}{Version: version, Parameters: s.Of[0].Parameters(), Notes: s.Notes()}
	for i, c := range s.Each {
		x := c.parts()
		x.At = map[string]string{}
		for j, name := range out.Parameters {
			x.At[name] = s.At[i][j]
		}
		out.Places = append(out.Places, x)
	}
	return out
}
