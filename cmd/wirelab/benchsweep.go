package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"wirelab/bench"
	"wirelab/bench/figure"
	"wirelab/bench/measure"
	"wirelab/bench/report"
	"wirelab/bench/transfer"
	"wirelab/cmd/wirelab/internal/flags"
	"wirelab/cmd/wirelab/internal/pictures"
	"wirelab/internal/usage"
)

// findings are a report, or a sweep of them.
type findings interface {
	Write(w io.Writer, format string, v report.View) error
	Err() error // why they are not whole
}

// write writes found in the format of that name.
func write(w io.Writer, format string, v report.View, found findings) error {
	if format == "benchfmt" {
		all, _ := parts(found)
		return figure.WriteBenchmarks(w, all...)
	}
	return found.Write(w, format, v)
}

// parts are the findings of a report alone, or of a sweep at each of its values, which at says.
func parts(found findings) (all []*bench.Findings, at []string) {
	switch found := found.(type) {
	case *report.Report:
		return []*bench.Findings{found.Findings}, []string{""}
	case *transfer.Report:
		return []*bench.Findings{found.Findings}, []string{""}
	case *report.Sweep:
		for _, v := range found.Values {
			at = append(at, fmt.Sprintf("at %s %s: ", found.Parameter, v))
		}
		return found.Findings, at
	}
	return nil, nil
}

// runOf is what pictures are made of.
func runOf(found findings) pictures.Run {
	of, _ := parts(found)
	run := pictures.Run{Found: found, Of: of, Version: version(), Repeat: of[0].Plan.Command()}
	if sweep, ok := found.(*report.Sweep); ok {
		run.Sweep, run.Repeat = sweep.Sweep, sweep.Command()
	}
	return run
}

// measurement returns what is to be run: one plan, or a sweep.
func measurement(c *cli.Context) (func(context.Context, measure.Watcher) (findings, error), error) {
	if c.IsSet("sweep") {
		sweep, plans, err := sweepFrom(c)
		return func(ctx context.Context, w measure.Watcher) (findings, error) {
			if err := measure.RunSweep(ctx, sweep, plans, w); err != nil {
				return nil, err
			}
			return report.NewSweep(sweep), nil
		}, err
	}
	plan, err := planFrom(c)
	return func(ctx context.Context, w measure.Watcher) (findings, error) {
		found, err := measure.Run(ctx, plan, w)
		if err != nil {
			return nil, err
		}
		if plan.Bulk > 0 {
			return transfer.New(found), nil
		}
		return report.New(found), nil
	}, err
}

// sweepable are the options that --sweep can run over values.
var sweepable = []string{
	"link", "delay", "jitter", "loss", "duplicate", "bandwidth", "queue", "rate", "size", "duration", "wait",
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
	case c.IsSet("samples"), c.IsSet("pcap"):
		return nil, nil, usage.Wrongf("--sweep %s: not with --samples or --pcap; measure one value at a time", text)
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
