package plans

import (
	"fmt"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"wirelab/bench"
	"wirelab/cmd/wirelab/internal/flags"
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

// maxSweep is how many values a sweep has at most: more make no table that one can look at.
const maxSweep = 20

// sweepFrom makes the plans that --sweep asks for: what the other options say, changed in one of them.
func sweepFrom(c *cli.Context) (*bench.Sweep, []bench.Plan, error) {
	text := c.String("sweep")
	name, list, _ := strings.Cut(text, "=")
	values := flags.List(list)
	switch {
	case !slices.Contains(sweepable, name):
		return nil, nil, usage.Wrongf("--sweep %s: write it like loss=0,1%%,5%%, with one of %s",
			text, strings.Join(sweepable, ", "))
	case len(values) < 2 || len(values) > maxSweep:
		return nil, nil, usage.Wrongf("--sweep %s: give 2 to %d values", text, maxSweep)
	case c.IsSet(name):
		return nil, nil, usage.Wrongf("--sweep %s: --%s sets the same; leave one of them out", text, name)
	case c.IsSet("bulk"):
		return nil, nil, usage.Wrongf("--sweep %s: not with --bulk; measure one value at a time", text)
	case c.IsSet("samples"), c.IsSet("keep"), c.IsSet("pcap"):
		return nil, nil, usage.Wrongf("--sweep %s: not with --samples, --keep or --pcap; measure one value at a time", text)
	}
	base, err := readPlan(c) // a value may have to come before it makes sense
	if err != nil {
		return nil, nil, err
	}
	// A sweep changes one thing about the link that there is without it.
	if flags.SetsLink(name) && base.Linked() && base.Link != "custom" {
		if err := c.Set("link", base.Link); err != nil {
			return nil, nil, err
		}
	}
	if name == "guarantee" {
		base.Guarantee = ""
	}
	s := &bench.Sweep{Parameter: name, Values: values, Base: base}
	var plans []bench.Plan
	for i, v := range values {
		if slices.Contains(values[:i], v) {
			return nil, nil, usage.Wrongf("--sweep %s: %s is named twice", text, v)
		}
		if err := c.Set(name, v); err != nil {
			return nil, nil, usage.Wrongf("--sweep %s: --%s %s: %s", text, name, v, flags.Mistake(c, name, v))
		}
		p, err := planFrom(c)
		if err != nil {
			return nil, nil, fmt.Errorf("--sweep %s: %w", text, err)
		}
		plans = append(plans, p)
	}
	return s, plans, nil
}
