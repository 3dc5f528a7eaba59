package measure

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"wirelab/bench"
	"wirelab/bench/report"
	"wirelab/internal/network/kernel"
	"wirelab/internal/network/link"

	"wirelab/bench/internal/checks"
)

// kernelPlan is a short plan between kernels. The test is skipped where the system does not let it.
func kernelPlan(t *testing.T) bench.Plan {
	t.Helper()
	var missing *kernel.MissingError
	if err := kernel.Check(); errors.As(err, &missing) {
		t.Skip(missing)
	}
	p := bench.DefaultPlan("kernel")
	p.Rate, p.Duration, p.Trials = 100, time.Second, 1
	return p
}

// TestKernelLosesWhatTheLabLoses: with the same seed the same datagrams get lost, and nothing else does.
func TestKernelLosesWhatTheLabLoses(t *testing.T) {
	t.Parallel() // it waits, most of the time
	p := kernelPlan(t)
	p.Transports, p.Link, p.Trials = []string{"udp"}, "custom", 2
	p.Up = link.Config{Delay: 10 * ms, Loss: 0.1, Duplicate: 0.05}
	p.Down = p.Up
	results := map[string]*bench.Result{}
	for _, net := range []string{"lab", "kernel"} {
		p.Net = net
		r, err := Run(t.Context(), p, Watcher{})
		if err != nil {
			t.Fatal(err)
		}
		results[net] = r.Result("udp")
	}
	lab, kernel := results["lab"], results["kernel"]
	if *lab.LostUp != *kernel.LostUp || *lab.LostDown != *kernel.LostDown || lab.Lost == 0 {
		t.Errorf("lost in the lab: %d up, %d down; between kernels: %d, %d",
			*lab.LostUp, *lab.LostDown, *kernel.LostUp, *kernel.LostDown)
	}
	checks.Equal(t, "duplicates", kernel.Duplicates, lab.Duplicates)
	checks.Equal(t, "packets", kernel.Wire.Packets, lab.Wire.Packets)
	checks.Equal(t, "bytes", kernel.Wire.Bytes, lab.Wire.Bytes)
}

// TestKernelReport: all that the lab knows is known here, and the title says what this is.
func TestKernelReport(t *testing.T) {
	t.Parallel() // it waits, most of the time
	p := kernelPlan(t)
	var traced []*bench.Samples
	found, err := Run(t.Context(), p, Watcher{Packets: true, Trial: func(s *bench.Samples) error { traced = append(traced, s); return nil }})
	if err != nil {
		t.Fatal(err)
	}
	r := report.New(found)
	for _, want := range []string{`echo on "cafe": RTT 30 ms`, "seed 1 · kernel, real time"} {
		if !strings.Contains(r.Title(), want) {
			t.Errorf("the title %q does not say %q", r.Title(), want)
		}
	}
	if r.Calibration == nil || r.CutShort || len(traced) != 3 {
		t.Errorf("calibration %v, cut short %v, %d trials", r.Calibration, r.CutShort, len(traced))
	}
	for _, s := range traced {
		if len(s.Packets) < p.Messages() {
			t.Errorf("%s: %d packets for %d messages", s.Transport, len(s.Packets), p.Messages())
		}
	}
	for _, x := range r.Results {
		checks.Equal(t, x.Transport+": sent", x.Sent, p.Messages())
		if x.Transport != "udp" {
			checks.Equal(t, x.Transport+": lost", x.Lost, 0)
		}
		if fastest, _ := x.Response.Min.Get(); fastest < 20*ms {
			t.Errorf("%s: the link takes 20 ms there and back at least, and a message took %v", x.Transport, fastest)
		}
		if x.LostUp == nil || x.OneWayUp == nil || x.Wire == nil || x.Wire.Messages.Packets == 0 || x.Link == nil {
			t.Errorf("%s: something is not known: %+v", x.Transport, x)
		}
	}
	var table bytes.Buffer
	if err := r.WriteTable(&table); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(table.String()) {
		if n := len([]rune(strings.TrimSuffix(line, "\n"))); n > 80 {
			t.Errorf("%d columns: %s", n, line)
		}
	}
}

// TestKernelBroadcast: each subscriber has a host of its own, and hears everything.
func TestKernelBroadcast(t *testing.T) {
	t.Parallel() // it waits, most of the time
	p := kernelPlan(t)
	p.Server, p.Subscribers, p.Link = "broadcast", 4, "custom"
	p.Up = link.Config{Delay: 2 * ms}
	p.Down = p.Up
	r, err := Run(t.Context(), p, Watcher{})
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range r.Results {
		checks.Equal(t, x.Transport+": to deliver", x.Sent, 4*p.Messages())
		checks.Equal(t, x.Transport+": lost", x.Lost, 0)
		checks.Equal(t, x.Transport+": completeness", x.Broadcast.Completeness, bench.Completeness{Min: 1, Median: 1})
	}
}

// TestKernelCutShort: Ctrl-C ends a run, which tells what it has.
func TestKernelCutShort(t *testing.T) {
	t.Parallel() // it waits, most of the time
	p := kernelPlan(t)
	p.Transports, p.Duration, p.Rate = []string{"tcp"}, time.Hour, 20
	p.Wait = time.Second
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var progress Progress
	go func() {
		tick := time.NewTicker(10 * ms)
		defer tick.Stop()
		for range tick.C {
			if share, _ := progress.Now(); share > 0 || ctx.Err() != nil {
				cancel()
				return
			}
		}
	}()
	began := time.Now()
	r, err := Run(ctx, p, Watcher{Progress: &progress})
	if errors.Is(err, errTooSoon) { // the first message had not come back
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	if x := r.Result("tcp"); !r.CutShort || x.Lost != 0 || time.Since(began) > time.Minute {
		t.Errorf("cut short %v after %v: lost %d", r.CutShort, time.Since(began), x.Lost)
	}
}
