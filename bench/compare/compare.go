package compare

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"wirelab/bench"
	"wirelab/bench/figure"
)

// A Run is one of the runs that are compared.
type Run struct {
	Name string // for its line of the table
	*bench.Findings
}

// A Comparison is of two runs or more.
type Comparison struct {
	Runs       []Run
	Transports []string  // those that all runs have
	Differ     []Setting // of their plans

	first []string // the figures that the first table shows
}

// New compares runs with the first of them. It is an error if there is nothing to compare.
func New(runs []Run) (*Comparison, error) {
	c := &Comparison{Runs: runs}
	var plans []bench.Plan
	for _, r := range runs {
		plans = append(plans, r.Plan)
	}
	first := plans[0]
	for i, p := range plans {
		if p.Server != first.Server || (p.Bulk > 0) != (first.Bulk > 0) {
			return nil, fmt.Errorf("%s measured %s, and %s %s: those figures are not of the same things",
				runs[0].Name, kind(first), runs[i].Name, kind(p))
		}
	}
	for _, name := range first.Transports {
		if !slices.ContainsFunc(runs, func(r Run) bool { return r.Result(name) == nil }) {
			c.Transports = append(c.Transports, name)
		}
	}
	if len(c.Transports) == 0 {
		return nil, errors.New("there is no transport that all of them have measured")
	}
	c.Differ, c.first = Settings(plans), foremost[kind(first)]
	return c, nil
}

// kind is what a plan measures.
func kind(p bench.Plan) string {
	if p.Bulk > 0 {
		return "a transfer"
	}
	return map[string]string{"echo": "an echo server", "broadcast": "a room", "queue": "a queue"}[p.Server]
}

// A Value is what a figure of one transport was in one run.
type Value struct {
	Known  bool
	Number float64 // as bench reports it for all trials

	Low, High float64 // where the median of the trials lies with 95 % confidence
	Bounded   bool    // there are enough trials for Low and High

	P       float64 // how likely trials differ from the first run's as much, if there is no difference
	Differs bool    // measurably from the first run's, and something can be concluded from that

	trials []float64 // of each trial in which it is known, or machine: see bench.Result.Units
}

// Values are a figure of a transport, of each run.
func (c *Comparison) Values(f figure.Figure, transport string) (all []Value) {
	for i, r := range c.Runs {
		v := valueOf(r, f, transport)
		if i > 0 && v.Known && all[0].Known {
			v.P, v.Differs = bench.Differ(all[0].trials, v.trials)
			v.Differs = v.Differs && abs(v.Number-all[0].Number) > c.floor(f, r)
		}
		all = append(all, v)
	}
	return all
}

// valueOf is a figure of a transport in one run, before it is compared.
func valueOf(r Run, f figure.Figure, transport string) Value {
	v := Value{P: 1}
	x := r.Result(transport)
	if x == nil {
		return v
	}
	of := f.Of
	if f.Percent != nil {
		of = f.Percent
	}
	units := x.Units()
	for n := range units {
		if one, ok := of(&units[n]); ok {
			v.trials = append(v.trials, one)
		}
	}
	if v.Number, v.Known = of(&x.Metrics); v.Known && summed(f) {
		v.Number = bench.Median(v.trials)
	}
	v.Low, v.High, v.Bounded = bench.MedianInterval(v.trials)
	return v
}

// summed says whether bench adds the figure up over the trials, so that more of them make more of it.
func summed(f figure.Figure) bool {
	return f.Unit == figure.Count && f.Percent == nil && f.Name != "packetsPerMessage" && f.Name != "bytesPerMessage"
}

// labFloor is as in package report: what the lab adds to times so that no two things happen at one instant.
const labFloor = 10 * time.Microsecond

// floor is the smallest difference from the first run that counts as one: what their machines can resolve.
func (c *Comparison) floor(f figure.Figure, of Run) float64 {
	if f.Unit != figure.Duration {
		return 0
	}
	least := time.Duration(0)
	for _, r := range []Run{c.Runs[0], of} {
		switch {
		case r.Calibration == nil:
			least = max(least, labFloor)
		case f.Name == "setup":
			least = max(least, r.Calibration.ClockStep)
		default:
			least = max(least, r.Calibration.Resolution)
		}
	}
	return float64(least)
}

// tellable says whether run i has trials enough over a transport for any difference from the first to show.
func (c *Comparison) tellable(i int, transport string) bool {
	return bench.Tellable(len(c.Runs[0].Result(transport).Units()), len(c.Runs[i].Result(transport).Units()))
}

// anyTellable says whether any difference could show at all.
func (c *Comparison) anyTellable() bool {
	for i := range c.Runs[1:] {
		for _, name := range c.Transports {
			if c.tellable(i+1, name) {
				return true
			}
		}
	}
	return false
}

func abs(v float64) float64 { return max(v, -v) }
