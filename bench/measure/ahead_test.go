package measure

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"wirelab/bench"
	"wirelab/bench/measure/fault"

	"wirelab/bench/internal/checks"
)

// processors lets the rest of a test have so many.
func processors(t *testing.T, n int) {
	before := runtime.GOMAXPROCS(n)
	t.Cleanup(func() { runtime.GOMAXPROCS(before) })
}

// virtualPlan is a plan in virtual time, of many short trials.
func virtualPlan(transports ...string) bench.Plan {
	p := bench.DefaultPlan("lab")
	p.Transports, p.Duration, p.Trials = transports, time.Second, 8
	return p
}

// TestTrialsComeInOrder however many run at once, and all of them.
func TestTrialsComeInOrder(t *testing.T) {
	processors(t, 8)
	p := virtualPlan("tcp", "udp", "ws")
	var got, want []trialOf
	var progress Progress
	r, err := Run(t.Context(), p, Watcher{Progress: &progress, Trial: func(s *bench.Samples) error {
		got = append(got, trialOf{s.Transport, s.Trial})
		return nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	for trial, first := range []int{0, 1, 2, 0, 1, 2, 0, 1} {
		for i := range 3 {
			want = append(want, trialOf{p.Transports[(first+i)%3], trial})
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
	if share, doing := progress.Now(); share != 1 || doing != "tcp, trial 8 of 8" {
		t.Errorf("progress in the end: %v, %q", share, doing)
	}
	for _, x := range r.Results {
		checks.Equal(t, x.Transport+": trials", len(x.Trials), 8)
	}
}

// TestTrialsDoNotRunFarAhead: while somebody is busy with the first trial, the others do not pile up.
func TestTrialsDoNotRunFarAhead(t *testing.T) {
	processors(t, 2)
	p := virtualPlan("udp")
	p.Trials = 40
	var progress Progress
	seen := 0
	_, err := Run(t.Context(), p, Watcher{Progress: &progress, Trial: func(*bench.Samples) error {
		if seen++; seen == 1 { // as long as all of them would take
			if _, err := Run(t.Context(), p, Watcher{}); err != nil {
				return err
			}
			if share, _ := progress.Now(); share > 6.0/40 {
				return fmt.Errorf("%v of all messages were sent before the second trial was looked at", share)
			}
		}
		return nil
	}})
	if err != nil {
		t.Error(err)
	}
}

// TestFailuresAreTheSame: which trials fail, and why, does not hang on how many run at once. The others are
// carried out all the same.
func TestFailuresAreTheSame(t *testing.T) {
	for _, n := range []int{1, 2, 8} {
		processors(t, n)
		p := virtualPlan("udp", "ws", "tcp")
		p.Link, p.Up.Loss, p.Down.Loss = "custom", 1, 1
		r, err := Run(t.Context(), p, Watcher{})
		if err != nil {
			t.Fatal(err)
		}
		var nobody *fault.NoServerError
		if !r.CutShort || !errors.As(r.Failed, &nobody) {
			t.Errorf("on %d processors: cut short %v, failed %v", n, r.CutShort, r.Failed)
		}
		if len(r.Results) != 1 || len(r.Results[0].Trials) != p.Trials || r.Results[0].Sent != p.Trials*p.Messages() {
			t.Errorf("on %d processors: %d results", n, len(r.Results))
		}
		var failed []string
		for _, f := range r.Failures {
			failed = append(failed, fmt.Sprint(f.Transport, " ", f.Trials))
		}
		checks.Equal(t, "failed", strings.Join(failed, ", "), fmt.Sprintf("ws %d, tcp %d", p.Trials, p.Trials))
	}
}

// TestWatcherEndsTheRun with its error, however many trials are under way.
func TestWatcherEndsTheRun(t *testing.T) {
	noLeak(t)
	processors(t, 4)
	full := errors.New("the disk is full")
	seen := 0
	r, err := Run(t.Context(), virtualPlan("udp"), Watcher{Trial: func(*bench.Samples) error {
		if seen++; seen == 2 {
			return full
		}
		return nil
	}})
	if err != nil || r.Failed != full || seen != 2 {
		t.Errorf("%v: failed %v after %d", err, r.Failed, seen)
	}
}

// TestHalfATrialIsOneTooMany: cut short, the report has the whole trials of a transport. The half one
// counts where there is no whole one.
func TestHalfATrialIsOneTooMany(t *testing.T) {
	for _, n := range []int{1, 4} {
		noLeak(t)
		processors(t, n)
		ctx, cancel := context.WithCancel(t.Context())
		p := virtualPlan("udp")
		var progress Progress
		var seen []*bench.Samples
		r, err := Run(ctx, p, Watcher{Progress: &progress, Trial: func(s *bench.Samples) error {
			seen = append(seen, s)
			if len(seen) == 3 {
				cancel()
			}
			return nil
		}})
		cancel()
		if err != nil {
			t.Fatal(err)
		}
		got := len(r.Results[0].Trials)
		if !r.CutShort || got < 3 || got == p.Trials && n == 1 || len(seen) != got {
			t.Errorf("on %d processors: cut short %v, %d trials, %d were seen", n, r.CutShort, got, len(seen))
		}
		for i, s := range seen {
			checks.Equal(t, "cut short", s.CutShort, false)
			if i > 0 && s.Trial <= seen[i-1].Trial {
				t.Errorf("trial %d comes after %d", s.Trial, seen[i-1].Trial)
			}
		}
	}
}

// TestOnlyHalfTrials: of those that were under way when it was cut short, the first counts.
func TestOnlyHalfTrials(t *testing.T) {
	noLeak(t)
	processors(t, 4)
	ctx, cancel := context.WithCancel(t.Context())
	p := virtualPlan("udp", "tcp")
	p.Duration = time.Hour
	var progress Progress
	go func() {
		for share, _ := progress.Now(); share < 0.001; share, _ = progress.Now() {
			runtime.Gosched()
		}
		cancel()
	}()
	r, err := Run(ctx, p, Watcher{Progress: &progress})
	if err != nil || !r.CutShort {
		t.Fatal(err)
	}
	for _, x := range r.Results {
		if len(x.Trials) != 1 || x.Sent == 0 || x.Sent >= p.Messages() {
			t.Errorf("%s: %d trials, sent %d", x.Transport, len(x.Trials), x.Sent)
		}
	}
}
