package report

import (
	"testing"
	"time"

	"wirelab/bench"
	"wirelab/bench/measure"
)

const (
	us = time.Microsecond
	ms = time.Millisecond
)

// labReport carries out the default plan of the lab for a minute, once on each transport.
func labReport(t *testing.T, change func(*bench.Plan)) *Report {
	t.Helper()
	p := bench.DefaultPlan("lab")
	p.Duration, p.Trials = time.Minute, 1
	if change != nil {
		change(&p)
	}
	found, err := measure.Run(t.Context(), p, measure.Watcher{})
	if err != nil {
		t.Fatal(err)
	}
	return New(found)
}
