package measure

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"net"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"wirelab/bench"
	"wirelab/bench/measure/fault"
	"wirelab/bench/measure/place"
	"wirelab/bench/report"

	"wirelab/bench/internal/checks"
)

// shortPlan is a plan of 40 messages a trial.
func shortPlan(transports ...string) bench.Plan {
	p := bench.DefaultPlan("host")
	p.Transports = transports
	p.Rate, p.Duration, p.WarmUp, p.Trials = 200, 200*ms, 20*ms, 2
	return p
}

func TestRun(t *testing.T) {
	t.Parallel() // it waits, most of the time
	var progress Progress
	var samples []*bench.Samples
	found, err := Run(t.Context(), shortPlan("tcp", "udp", "ws"), Watcher{Progress: &progress, Trial: func(s *bench.Samples) error {
		samples = append(samples, s)
		return nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	if found.CutShort {
		t.Error("it was not cut short")
	}
	if share, doing := progress.Now(); share != 1 || doing == "" {
		t.Errorf("progress: %v, %q", share, doing)
	}
	if c := found.Calibration; c == nil || c.ClockStep <= 0 || c.Resolution < c.ClockStep {
		t.Errorf("calibration: %+v", c)
	}
	checks.Equal(t, "results", len(found.Results), 3)
	checks.Equal(t, "samples", len(samples), 6)
	for i, x := range found.Results {
		name := x.Transport
		checks.Equal(t, "column", name, found.Plan.Transports[i])
		checks.Equal(t, name+": trials", len(x.Trials), 2)
		checks.Equal(t, name+": sent", x.Sent, 80)
		checks.Equal(t, name+": received", x.Received, 80)
		checks.Equal(t, name+": lost", x.Lost, 0)
		checks.Equal(t, name+": lost up", *x.LostUp, 0)
		checks.Equal(t, name+": lost down", *x.LostDown, 0)
		checks.Equal(t, name+": duplicates", x.Duplicates, 0)
		checks.Equal(t, name+": foreign", x.Foreign, 0)
		checks.Equal(t, name+": reordered", x.Reordered, 0)
		checks.Equal(t, name+": failures", x.Failures, 0)
		checks.Equal(t, name+": TCP info", x.TCP != nil, runtime.GOOS == "linux" && name != "udp")
		checks.Equal(t, name+": stalls are known", x.Stalls != nil, name == "udp")
		if g := x.Goodput; g < 100_000 || g > 400_000 { // 200 B at 200 a second are 320 kbit/s; a busy machine is slower
			t.Errorf("%s: goodput %v bit/s", name, g)
		}
	}
	for _, s := range samples {
		for seq, m := range s.Messages { // the server had each message in between, on the same clock
			if m.Sent < m.Due || m.Reached < m.Sent || m.Received < m.Reached || m.Copies != 1 {
				t.Errorf("%s, trial %d, message %d: %+v", s.Transport, s.Trial, seq, m)
			}
			checks.Equal(t, "due", m.Due, time.Duration(seq)*5*ms)
		}
	}
	checkFiles(t, report.New(found), samples)
}

// checkFiles checks that a report of real numbers can be read back.
func checkFiles(t *testing.T, r *report.Report, samples []*bench.Samples) {
	t.Helper()
	for _, format := range []string{"table", "markdown", "json", "csv"} {
		if err := r.Write(new(bytes.Buffer), format, report.View{}); err != nil {
			t.Error(err)
		}
	}
	var b bytes.Buffer
	w := report.NewSampleWriter(&b)
	for _, s := range samples {
		if err := w.Write(s); err != nil {
			t.Fatal(err)
		}
	}
	lines, err := csv.NewReader(&b).ReadAll()
	if err != nil || len(lines) != 1+240 {
		t.Fatalf("%d lines of samples, %v", len(lines), err)
	}
	for i, s := range samples {
		for seq, m := range s.Messages {
			line := lines[1+40*i+seq]
			checks.Equal(t, "transport", line[0], s.Transport)
			checks.Equal(t, "trial", line[1], strconv.Itoa(s.Trial+1))
			checks.Equal(t, "seq", line[2], strconv.Itoa(seq))
			for j, d := range []time.Duration{m.Due, m.Sent, m.Reached, m.Received} {
				f, err := strconv.ParseFloat(line[3+j], 64)
				if got := time.Duration(f*1e6 + 0.5); err != nil || got != d {
					t.Fatalf("%s, message %d, column %d: %s, want %v", s.Transport, seq, j, line[3+j], d)
				}
			}
			checks.Equal(t, "copies", line[7], "1")
		}
	}
}

func TestRunBadPlan(t *testing.T) {
	if _, err := Run(t.Context(), bench.Plan{}, Watcher{}); checks.Message(err) != "--transport: name at least one of tcp, udp, ws, socketio" {
		t.Error(err)
	}
}

func TestRunStoppedAtOnce(t *testing.T) {
	noLeak(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if r, err := Run(ctx, shortPlan("tcp", "udp", "ws"), Watcher{}); err != errTooSoon {
		t.Errorf("%v %v", r, err)
	}
}

// A plan that would take a minute is cut short when its server has seen some messages of it.
func TestRunCutShort(t *testing.T) {
	noLeak(t)
	for _, name := range []string{"tcp", "udp", "ws"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel() // it waits, most of the time
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			seen, stopped := 0, time.Time{}
			addr := startEcho(t, name, func([]byte) {
				if seen++; seen == 100 {
					stopped = time.Now()
					cancel()
				}
			})
			plan := shortPlan(name)
			plan.Targets = map[string]string{name: addr}
			plan.Rate, plan.Duration = 1000, time.Minute
			began := time.Now()
			found, err := Run(ctx, plan, Watcher{})
			if err != nil {
				t.Fatal(err)
			}
			took := time.Since(stopped)
			if took > 30*time.Second {
				t.Errorf("it took %v to stop", took)
			}
			if !found.CutShort {
				t.Error("the report does not say that it was cut short")
			}
			x := found.Results[0]
			// A message a millisecond was due. What was under way has no known fate and is not counted.
			if x.Sent < 1 || x.Sent > 1+int(time.Since(began)/ms) || x.Received != x.Sent || x.Lost != 0 || x.Failures != 0 {
				t.Errorf("sent %d, received %d, lost %d, failed %d", x.Sent, x.Received, x.Lost, x.Failures)
			}
			if notes := report.New(found).Notes; len(notes) == 0 || !strings.HasPrefix(notes[0], "Cut short") {
				t.Errorf("notes: %q", notes)
			}
		})
	}
}

// Cut short in the first round, the report has the transports that had their turn.
func TestRunCutShortBetween(t *testing.T) {
	t.Parallel() // it waits, most of the time
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	plan := shortPlan("tcp", "udp")
	seen := 0
	plan.Targets = map[string]string{
		"tcp": startEcho(t, "tcp", nil),
		"udp": startEcho(t, "udp", func([]byte) {
			if seen++; seen == 2 { // a warm-up
				cancel()
			}
		}),
	}
	found, err := Run(ctx, plan, Watcher{})
	if err != nil {
		t.Fatal(err)
	}
	if !found.CutShort || len(found.Results) != 1 || found.Results[0].Transport != "tcp" || found.Results[0].Sent != 40 {
		t.Errorf("cut short %v, results %+v", found.CutShort, found.Results)
	}
	checks.TableWidth(t, report.New(found))
}

// measure runs the plan's trials without calibrating first.
func measure(t *testing.T, plan bench.Plan) (all map[string][]*bench.Samples, err error) {
	t.Helper()
	if err := plan.Validate(); err != nil {
		t.Fatal(err)
	}
	all = map[string][]*bench.Samples{}
	r := &runner{plan: plan, progress: &Progress{}, patience: 200 * ms}
	r.watcher.Trial = func(s *bench.Samples) error {
		all[s.Transport] = append(all[s.Transport], s)
		return nil
	}
	host := r.siteAt(place.Host())
	stop, err := host.startServers(t.Context())
	defer stop()
	if err != nil {
		t.Fatal(err)
	}
	done, err := r.trials(t.Context(), r.oneByOne(host.trialOn))
	if failed := r.failures.list(plan, done); err == nil && len(failed) > 0 {
		err = fmt.Errorf("%s: %w", failed[0].Transport, failed[0].Err)
	}
	return all, err
}

// Trials of the transports alternate, and each time another goes first.
func TestTrialsInterleave(t *testing.T) {
	plan := shortPlan("tcp", "udp", "ws")
	plan.Duration, plan.Trials, plan.WarmUp = 5*ms, 3, 0 // one message a trial
	plan.Targets = map[string]string{}
	seen := make(chan string, 9)
	for _, name := range plan.Transports {
		plan.Targets[name] = startEcho(t, name, func([]byte) { seen <- name })
	}
	if _, err := measure(t, plan); err != nil {
		t.Fatal(err)
	}
	for i, want := range strings.Fields("tcp udp ws udp ws tcp ws tcp udp") {
		checks.Equal(t, "turn "+strconv.Itoa(i), <-seen, want)
	}
}

// A server that is gone in the second trial does not take the first one's numbers with it.
func TestRunServerGoes(t *testing.T) {
	t.Parallel() // it waits, most of the time
	var connections atomic.Int32
	addr := fakeTCP(t, func(conn net.Conn) {
		if connections.Add(1) == 1 {
			io.Copy(conn, conn)
		}
	})
	plan := at("tcp", addr)
	plan.Trials = 3
	found, err := Run(t.Context(), plan, Watcher{})
	if err != nil {
		t.Fatal(err)
	}
	var gone *fault.NoServerError
	if !found.CutShort || !errors.As(found.Failed, &gone) || gone.Addr != addr {
		t.Errorf("cut short %v, failed %v", found.CutShort, found.Failed)
	}
	checks.Equal(t, "trials", len(found.Results[0].Trials), 1)
	if want := "TCP completed only 1 of 3 trials: the server at " + addr + " ended the connection"; !strings.HasPrefix(report.New(found).Notes[0], want) {
		t.Errorf("notes: %q", report.New(found).Notes)
	}
}
