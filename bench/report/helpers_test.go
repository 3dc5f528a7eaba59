package report

import (
	"bytes"
	"testing"
	"time"

	"wirelab/bench"
	"wirelab/bench/internal/checks"
	"wirelab/bench/measure"
)

const (
	us = time.Microsecond
	ms = time.Millisecond
)

func equal[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

func message(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func checkWidth(t *testing.T, r *Report) {
	t.Helper()
	var b bytes.Buffer
	if err := r.WriteTable(&b); err != nil {
		t.Fatal(err)
	}
	checks.Width(t, b.String())
}

func jsonOf(t *testing.T, r *Report) string {
	t.Helper()
	var b bytes.Buffer
	if err := r.WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

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
