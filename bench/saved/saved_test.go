package saved_test

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"reflect"
	"slices"
	"testing"
	"time"

	"wirelab/bench"
	"wirelab/bench/measure"
	"wirelab/bench/report"
	"wirelab/bench/saved"
	"wirelab/bench/transfer"
	"wirelab/internal/network/link"
)

// plan is a short one in the lab, changed.
func plan(change func(*bench.Plan)) bench.Plan {
	p := bench.DefaultPlan("lab")
	p.Duration, p.Trials = 2*time.Second, 2
	if change != nil {
		change(&p)
	}
	return p
}

// queue is a short plan with a queue.
func queue(g bench.Guarantee, crash bench.Crash) bench.Plan {
	p := bench.DefaultQueue("lab")
	p.Guarantee, p.Crash, p.Duration, p.Trials = g, crash, 4*time.Second, 1
	return p
}

// measured carries out a plan, and keeps the samples.
func measured(t *testing.T, p bench.Plan) *bench.Findings {
	t.Helper()
	var kept []*bench.Samples
	found, err := measure.Run(t.Context(), p, measure.Watcher{Trial: func(s *bench.Samples) error {
		kept = append(kept, s)
		return nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	found.Samples = kept
	return found
}

// A printer is a report.
type printer interface {
	Write(w io.Writer, format string, v report.View) error
}

func reportOf(f *bench.Findings) printer {
	if f.Plan.Bulk > 0 {
		return transfer.New(f)
	}
	return report.New(f)
}

func printed(t *testing.T, r printer, format string, v report.View) string {
	t.Helper()
	var b bytes.Buffer
	if err := r.Write(&b, format, v); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// sameReports checks that two reports print the same, in all formats.
func sameReports(t *testing.T, got, want printer) {
	t.Helper()
	for _, format := range []string{"table", "markdown", "json", "csv"} {
		for _, v := range []report.View{{}, {Full: true}, {Rows: []string{"lost", "p99"}}, {Columns: 40}} {
			if got, want := printed(t, got, format, v), printed(t, want, format, v); got != want {
				t.Fatalf("%s, %+v: read again, the report is\n%s\nand was\n%s", format, v, got, want)
			}
		}
	}
}

// TestReportAgain: from a saved run, every report is the one that bench made.
func TestReportAgain(t *testing.T) {
	plans := map[string]bench.Plan{
		"echo": plan(nil),
		"enough for intervals": plan(func(p *bench.Plan) {
			p.Trials, p.Transports = bench.MinTrials, []string{"tcp", "socketio"}
		}),
		"polling": plan(func(p *bench.Plan) { p.Transports, p.SocketIO = []string{"socketio"}, "polling" }),
		"odd": plan(func(p *bench.Plan) {
			p.Rate, p.Wait, p.Seed, p.Link = 33.3, 17*time.Millisecond+1, 1<<63+1, "custom"
			p.Up = link.Config{Delay: 7*time.Millisecond + 1, Duplicate: 0.1, Burst: link.GilbertElliott{P: 0.01, R: 0.2, LossBad: 0.8}}
			p.Down = link.Config{Bandwidth: 123_457, Queue: 3000, Reorder: 0.1, ReorderBy: 30 * time.Millisecond}
		}),
		"room": plan(func(p *bench.Plan) {
			p.Server, p.Subscribers, p.Slow, p.Disconnect, p.Resume = "broadcast", 4, 1, time.Second/2, true
		}),
		"queue": queue(bench.AtLeastOnce, bench.CrashConsumer),
		"lossy queue": func() bench.Plan {
			p := queue(bench.AtMostOnce, bench.CrashServer)
			p.Transports = []string{"udp"}
			return p
		}(),
		"transfer": func() bench.Plan {
			p := bench.DefaultBulk("lab", 200_000)
			p.Transports, p.Rate, p.Trials, p.Interval = []string{"tcp", "udp"}, 100, 2, 300*time.Millisecond
			return p
		}(),
		"loopback": func() bench.Plan {
			p := bench.DefaultPlan("host")
			p.Duration, p.Trials, p.Interval = 100*time.Millisecond, 1, 500*time.Millisecond
			return p
		}(),
	}
	for name, p := range plans {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found := measured(t, p)
			if p.Net == "host" {
				found.Machine = &bench.Machine{Name: "ada", System: "linux/amd64", Wirelab: "v1"}
				found.ShortBuffer = errors.New("the buffer is short")
			}
			again := saveAndRead(t, found)
			if !reflect.DeepEqual(again.Run.Plan, found.Plan) {
				t.Errorf("the plan is\n%+v\nand was\n%+v", again.Run.Plan, found.Plan)
			}
			sameReports(t, reportOf(again.Run), reportOf(found))
			sameSamples(t, again.Run.Samples, found.Samples)
		})
	}
}

func saveAndRead(t *testing.T, f *bench.Findings) *saved.File {
	t.Helper()
	again, err := saved.Read([]byte(printed(t, reportOf(f), "json", report.View{})))
	if err != nil {
		t.Fatal(err)
	}
	return again
}

// sameSamples checks what is kept of samples.
func sameSamples(t *testing.T, got, want []*bench.Samples) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("samples of %d trials, want %d", len(got), len(want))
	}
	for i, of := range want {
		x := got[i]
		if x.Transport != of.Transport || x.Trial != of.Trial || x.Wait != of.Wait || x.Size != of.Size ||
			x.Reliable != of.Reliable || x.Interval != of.Interval || !slices.Equal(x.Window, of.Window) || len(x.Audience) != len(of.Audience) {
			t.Fatalf("%s, trial %d: %+v", of.Transport, of.Trial, x)
		}
		if (x.Worked == nil) != (of.Worked == nil) || x.Worked != nil && !reflect.DeepEqual(*x.Worked, *of.Worked) {
			t.Fatalf("%s, trial %d: of the queue %+v, want %+v", of.Transport, of.Trial, x.Worked, of.Worked)
		}
		again, once := bench.Summarise(x), bench.Summarise(of)
		if again.Response != once.Response || again.Jitter != once.Jitter || again.Gaps != once.Gaps || again.Lost != once.Lost ||
			again.Reordered != once.Reordered || again.Duplicates != once.Duplicates || again.Late != once.Late {
			t.Errorf("%s, trial %d: what follows from the samples is\n%+v\nand was\n%+v", of.Transport, of.Trial, again, once)
		}
		for seq, m := range of.Messages {
			got := x.Messages[seq]
			if got.Due != m.Due || got.Sent != m.Sent || got.Received != m.Received || got.Copies != m.Copies {
				t.Fatalf("%s, trial %d, message %d: %+v, want %+v", of.Transport, of.Trial, seq, got, m)
			}
		}
		for j, h := range of.Audience {
			got := x.Audience[j]
			if got.Role != h.Role || !reflect.DeepEqual(got.Received, h.Received) || !reflect.DeepEqual(got.Copies, h.Copies) ||
				!reflect.DeepEqual(got.Told, h.Told) {
				t.Fatalf("%s, trial %d, subscriber %d: %+v, want %+v", of.Transport, of.Trial, j, got, h)
			}
		}
	}
}

// TestTroubleAgain: so is the report of a run that failed, or that was cut short.
func TestTroubleAgain(t *testing.T) {
	whole := measured(t, plan(nil))
	failed := *whole
	failed.Plan.Trials = 3
	failed.Results = slices.Clone(whole.Results[:2])
	failed.Results[1].Failed = "the link let nothing through"
	failed.Failures = []bench.Failure{
		{Transport: "udp", Trials: 1, Reason: "the link let nothing through"},
		{Transport: "ws", Trials: 3, Reason: "no connection"},
	}
	failed.CutShort, failed.Failed = true, errors.New("udp: the link let nothing through; ws: no connection")
	failed.Samples = nil
	stopped := *whole
	stopped.CutShort, stopped.Stopped, stopped.Failed = true, true, errors.New("no space left on device")
	for _, f := range []*bench.Findings{&failed, &stopped} {
		again := saveAndRead(t, f).Run
		sameReports(t, reportOf(again), reportOf(f))
		if again.Err().Error() != f.Err().Error() {
			t.Errorf("the error is %v, want %v", again.Err(), f.Err())
		}
	}
}

// TestTwoSweptAgain: so is that of a sweep of two parameters.
func TestTwoSweptAgain(t *testing.T) {
	s := &bench.Sweep{Parameter: "rate", Values: []string{"10", "20"}, Second: &bench.Range{Parameter: "size", Values: []string{"100", "200"}}, Base: plan(nil)}
	var plans []bench.Plan
	for i := range s.Runs() {
		plans = append(plans, plan(func(p *bench.Plan) { p.Rate, p.Size = []float64{10, 20}[i%2], []int{100, 200}[i/2] }))
	}
	if err := measure.RunSweep(t.Context(), s, plans, measure.Watcher{}); err != nil {
		t.Fatal(err)
	}
	again, err := saved.Read([]byte(printed(t, report.NewSweep(s), "json", report.View{})))
	if err != nil {
		t.Fatal(err)
	}
	sameReports(t, report.NewSweep(again.Sweep), report.NewSweep(s))
	if got := again.Sweep.Where(2); got != "rate 10 and size 200" || again.Sweep.Findings[2].Plan.Size != 200 {
		t.Errorf("the third run is at %s, with a size of %d", got, again.Sweep.Findings[2].Plan.Size)
	}
	s.Second.Values[0] = "\x1b[2J"
	if _, err := saved.Read([]byte(printed(t, report.NewSweep(s), "json", report.View{}))); err == nil {
		t.Error("a value that is no word is read")
	}
}

// TestSweepAgain: so is that of a sweep. A file from before there were versions does not say what the plans have in
// common, so no command repeats it.
func TestSweepAgain(t *testing.T) {
	s := &bench.Sweep{Parameter: "rate", Values: []string{"10", "20", "30"}, Base: plan(nil)}
	var plans []bench.Plan
	for _, rate := range []float64{10, 20, 30} {
		plans = append(plans, plan(func(p *bench.Plan) { p.Rate = rate }))
	}
	if err := measure.RunSweep(t.Context(), s, plans, measure.Watcher{}); err != nil {
		t.Fatal(err)
	}
	s.Findings = s.Findings[:2] // it was cut short
	text := printed(t, report.NewSweep(s), "json", report.View{})
	again, err := saved.Read([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	sameReports(t, report.NewSweep(again.Sweep), report.NewSweep(s))

	old, err := saved.Read(without(t, text, "version", "base"))
	if err != nil {
		t.Fatal(err)
	}
	table := printed(t, report.NewSweep(old.Sweep), "table", report.View{})
	want := printed(t, report.NewSweep(s), "table", report.View{})
	if n := bytes.Index([]byte(want), []byte("\nRepeat: ")); table != want[:n+1] {
		t.Errorf("of an old file, the report is\n%s\nwant\n%s", table, want[:n+1])
	}
	if err := cmp.Or(old.Sweep.Err(), again.Sweep.Err()); err != nil {
		t.Error(err)
	}
}
