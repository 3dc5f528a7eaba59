package plans

import (
	"fmt"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"wirelab/bench"
	"wirelab/cmd/wirelab/internal/flags"
	"wirelab/cmd/wirelab/internal/results"
	"wirelab/internal/usage"
)

// comparesGuarantees says whether a queue is to be measured with each of the guarantees.
func comparesGuarantees(c *cli.Context) bool {
	return c.String("server") == "queue" && !c.IsSet("guarantee") && !c.IsSet("sweep") && !c.IsSet("bulk")
}

// guaranteesFrom makes plans for a queue with each of the guarantees.
func guaranteesFrom(c *cli.Context) (*bench.Sweep, []bench.Plan, error) {
	for _, option := range []string{"samples", "pcap"} {
		if c.IsSet(option) {
			return nil, nil, usage.Wrongf("--%s: that is for one guarantee; choose it with --guarantee", option)
		}
	}
	base, err := planFrom(c)
	if err != nil {
		return nil, nil, err
	}
	s := &bench.Sweep{Parameter: "guarantee", Base: base}
	s.Base.Guarantee = ""
	var plans []bench.Plan
	for _, g := range bench.Guarantees() {
		base.Guarantee = g
		s.Values, plans = append(s.Values, string(g)), append(plans, base)
	}
	return s, plans, nil
}

// sweepable are the options that --sweep can run over values.
var sweepable = []string{
	"link", "delay", "jitter", "loss", "duplicate", "bandwidth", "queue", "rate", "size", "duration", "wait",
	"guarantee", "crash", "fsync",
}

// maxSweep is how many runs a sweep has at most: more make no table that one can look at.
const maxSweep = 20

// sweepFrom makes the plans that --sweep asks for: what the other options say, changed in one of them or in two.
func sweepFrom(c *cli.Context) (*bench.Sweep, []bench.Plan, error) {
	ranges, err := rangesFrom(c)
	if err != nil {
		return nil, nil, err
	}
	base, err := readPlan(c) // a value may have to come before it makes sense
	if err != nil {
		return nil, nil, err
	}
	s := &bench.Sweep{Parameter: ranges[0].Parameter, Values: ranges[0].Values, Base: base}
	if len(ranges) > 1 {
		s.Second = &ranges[1]
	}
	if s.Runs() > maxSweep {
		return nil, nil, usage.Wrongf("--sweep: %d values with each of %d are %d runs, and more than %d cannot be looked at",
			len(s.Values), len(s.Second.Values), s.Runs(), maxSweep)
	}
	for _, name := range s.Parameters() {
		// A sweep changes one thing about the link that there is without it.
		if flags.SetsLink(name) && base.Linked() && base.Link != "custom" && !slices.Contains(s.Parameters(), "link") {
			if err := c.Set("link", base.Link); err != nil {
				return nil, nil, err
			}
		}
		if name == "guarantee" {
			s.Base.Guarantee = ""
		}
	}
	var plans []bench.Plan
	for run := range s.Runs() {
		p, err := planAt(c, s, run)
		if err != nil {
			return nil, nil, err
		}
		plans = append(plans, p)
	}
	return s, plans, nil
}

// rangesFrom reads what --sweep says: one parameter, or two.
func rangesFrom(c *cli.Context) (all []bench.Range, err error) {
	texts := results.Repeated(c, "sweep")
	if len(texts) > 2 {
		return nil, usage.Wrongf("--sweep: give one or two of them, and not %d", len(texts))
	}
	for _, text := range texts {
		name, list, _ := strings.Cut(text, "=")
		values := flags.List(list)
		switch {
		case !slices.Contains(sweepable, name):
			return nil, usage.Wrongf("--sweep %s: write it like loss=0,1%%,5%%, with one of %s", text, strings.Join(sweepable, ", "))
		case len(values) < 2 || len(values) > maxSweep:
			return nil, usage.Wrongf("--sweep %s: give 2 to %d values", text, maxSweep)
		case c.IsSet(name):
			return nil, usage.Wrongf("--sweep %s: --%s sets the same; leave one of them out", text, name)
		case len(all) > 0 && all[0].Parameter == name:
			return nil, usage.Wrongf("--sweep %s: %s is swept already; give all its values at once", text, name)
		case c.IsSet("bulk"):
			return nil, usage.Wrongf("--sweep %s: not with --bulk; measure one value at a time", text)
		case c.IsSet("samples"), c.IsSet("keep"), c.IsSet("pcap"):
			return nil, usage.Wrongf("--sweep %s: not with --samples, --keep or --pcap; measure one value at a time", text)
		}
		for i, v := range values {
			if slices.Contains(values[:i], v) {
				return nil, usage.Wrongf("--sweep %s: %s is named twice", text, v)
			}
		}
		all = append(all, bench.Range{Parameter: name, Values: values})
	}
	return all, nil
}

// planAt makes the plan of a sweep's run.
func planAt(c *cli.Context, s *bench.Sweep, run int) (p bench.Plan, err error) {
	for i, v := range s.At(run) {
		name := s.Parameters()[i]
		if err := c.Set(name, v); err != nil {
			return p, usage.Wrongf("--sweep %s: --%s %s: %s", results.Repeated(c, "sweep")[i], name, v, flags.Mistake(c, name, v))
		}
	}
	if p, err = planFrom(c); err != nil {
		return p, fmt.Errorf("--sweep %s: %w", strings.Join(results.Repeated(c, "sweep"), " --sweep "), err)
	}
	return p, nil
}
