package report

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"wirelab/bench"
	"wirelab/bench/measure"

	"wirelab/bench/internal/checks"
)

// lossSweep sweeps the loss of a short plan over values.
func lossSweep(ctx context.Context, t *testing.T, values map[string]float64, order ...string) (*Sweep, error) {
	t.Helper()
	base := bench.DefaultPlan("lab")
	base.Duration, base.Trials = 10*time.Second, 1
	s := &bench.Sweep{Parameter: "loss", Values: order, Base: base}
	var plans []bench.Plan
	for _, v := range order {
		p := base
		p.Link, p.Up.Loss, p.Down.Loss = "custom", values[v], values[v]
		plans = append(plans, p)
	}
	err := measure.RunSweep(ctx, s, plans, measure.Watcher{})
	return NewSweep(s), err
}

// TestSweep: each report of a sweep is the one that its plan gives alone, and more loss costs UDP
// messages and TCP time.
func TestSweep(t *testing.T) {
	values := map[string]float64{"0": 0, "5%": 0.05}
	s, err := lossSweep(t.Context(), t, values, "0", "5%")
	if err != nil || s.Err() != nil {
		t.Fatal(err, s.Err())
	}
	alone, err := measure.Run(t.Context(), s.Reports[1].Plan, measure.Watcher{})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := checks.JSON(t, s.Reports[1]), checks.JSON(t, New(alone)); got != want {
		t.Errorf("alone, the plan gives another report: %s, not %s", got, want)
	}
	none, much := s.Reports[0], s.Reports[1]
	checks.Equal(t, "lost where nothing is", none.Result("udp").Lost, 0)
	if n := much.Result("udp").Lost; n < 20 || n > 80 { // 48.75 on average, 6.6 more or less
		t.Errorf("UDP lost %d of 500", n)
	}
	if a, b := none.Result("tcp").Stalls.Total.Length(), much.Result("tcp").Stalls.Total.Length(); b < 2*a {
		t.Errorf("TCP's messages waited for %v without loss and %v with", a, b)
	}

	var table, object bytes.Buffer
	if err := s.Write(&table, "table", View{}); err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(table.String(), "\n") {
		if len([]rune(line)) > 80 && !strings.HasPrefix(line, "Repeat") {
			t.Errorf("wider than 80 columns: %s", line)
		}
	}
	for _, columns := range []int{40, 60, 120} {
		var narrow, wide bytes.Buffer
		if err := cmp.Or(s.Write(&narrow, "table", View{Columns: columns}), s.Write(&wide, "table", View{Columns: 200})); err != nil {
			t.Fatal(err)
		}
		fits(t, narrow.String(), View{Columns: columns, Full: true}, strings.Fields(wide.String()))
	}
	if err := s.Write(&object, "json", View{}); err != nil {
		t.Fatal(err)
	}
	var decoded struct {
		Sweep struct {
			Parameter string
			Values    []string
		}
		Reports []json.RawMessage
	}
	if err := json.Unmarshal(object.Bytes(), &decoded); err != nil || decoded.Sweep.Parameter != "loss" ||
		len(decoded.Sweep.Values) != 2 || len(decoded.Reports) != 2 {
		t.Errorf("%v: %+v", err, decoded.Sweep)
	}
}

// TestSweepCutShort: what was measured before Ctrl-C is shown, and that there would have been more.
func TestSweepCutShort(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	base := bench.DefaultPlan("lab")
	base.Duration, base.Trials, base.Transports = time.Second, 1, []string{"udp"}
	s := &bench.Sweep{Parameter: "rate", Values: []string{"10", "20"}, Base: base}
	fast := base
	fast.Rate = 20
	err := measure.RunSweep(ctx, s, []bench.Plan{base, fast}, measure.Watcher{Trial: func(*bench.Samples) error { cancel(); return nil }})
	if err != nil || len(s.Findings) != 1 {
		t.Fatal(err, len(s.Findings))
	}
	var table bytes.Buffer
	if err := NewSweep(s).Write(&table, "table", View{}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(table.String(), "Cut short: only 1 of 2 values were measured.") {
		t.Error(table.String())
	}
}

// TestSweepKeepsGoing: a value at which a transport fails takes neither its row nor the others.
func TestSweepKeepsGoing(t *testing.T) {
	s, err := lossSweep(t.Context(), t, map[string]float64{"0": 0, "100%": 1, "1%": 0.01}, "0", "100%", "1%")
	if err != nil {
		t.Fatal(err)
	}
	checks.Equal(t, "reports", len(s.Reports), 3)
	if text := checks.Message(s.Err()); !strings.HasPrefix(text, "at loss 100%: tcp: no connection") {
		t.Error(text)
	}
	var table, lines bytes.Buffer
	if err := s.Write(&table, "table", View{}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"100%  failed        500 (100 %) !  failed", "1%", "At loss 100%: TCP could not be measured"} {
		if !strings.Contains(table.String(), want) {
			t.Errorf("no %q in\n%s", want, table.String())
		}
	}
	if err := s.Write(&lines, "csv", View{}); err != nil {
		t.Fatal(err)
	}
	checks.Equal(t, "lines", strings.Count(lines.String(), "\n"), 10)
	checks.Equal(t, "failed", strings.Count(lines.String(), "let nothing through"), 2)
}

// TestSweepGuarantees: the three guarantees side by side fit a small screen.
func TestSweepGuarantees(t *testing.T) {
	for _, crash := range bench.Crashes() {
		base := bench.DefaultQueue("lab")
		base.Crash, base.Duration, base.Trials = crash, 4*time.Second, 3
		s := &bench.Sweep{Parameter: "guarantee", Base: base}
		s.Base.Guarantee = ""
		var plans []bench.Plan
		for _, g := range bench.Guarantees() {
			base.Guarantee = g
			s.Values, plans = append(s.Values, string(g)), append(plans, base)
		}
		if err := measure.RunSweep(t.Context(), s, plans, measure.Watcher{}); err != nil {
			t.Fatal(err)
		}
		r := NewSweep(s)
		for format, end := range map[string]string{"table": ".txt", "markdown": ".md", "csv": ".csv"} {
			var b bytes.Buffer
			if err := r.Write(&b, format, View{}); err != nil {
				t.Fatal(err)
			}
			checks.Golden(t, "guarantees-"+string(crash)+end, b.Bytes())
			if lines := strings.Count(b.String(), "\n"); lines > 20 && format == "table" {
				t.Errorf("%d lines:\n%s", lines, b.String())
			}
		}
		var full bytes.Buffer
		if err := r.Write(&full, "table", View{Full: true}); err != nil {
			t.Fatal(err)
		}
		checks.Width(t, full.String())
		page := func(columns int) string {
			var b bytes.Buffer
			if err := r.Write(&b, "table", View{Columns: columns}); err != nil {
				t.Fatal(err)
			}
			return b.String()
		}
		for _, columns := range []int{40, 60, 80} {
			fits(t, page(columns), View{Columns: columns}, strings.Fields(page(200)))
		}
		if want := "--crash " + string(crash); crash != bench.CrashNone && !strings.Contains(r.Command(), want) || strings.Contains(r.Command(), "--sweep") {
			t.Errorf("it is repeated by %s", r.Command())
		}
	}
}
