package measure

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"strings"
	"testing"
	"time"

	"wirelab/bench"
	"wirelab/bench/internal/checks"
	"wirelab/bench/report"
	"wirelab/internal/network/link"
)

// labReport carries out the default plan of the lab for a minute, once on each transport.
func labReport(t *testing.T, change func(*bench.Plan)) *report.Report {
	t.Helper()
	p := bench.DefaultPlan("lab")
	p.Duration, p.Trials = time.Minute, 1
	if change != nil {
		change(&p)
	}
	r, err := Run(t.Context(), p, Watcher{})
	if err != nil {
		t.Fatal(err)
	}
	return report.New(r)
}

// TestLabIsTheSameEachTime: the same plan and seed give the same report to the last byte, on however
// many processors, and while something else keeps them busy. With -short, which is for the race detector,
// fewer and shorter ones.
func TestLabIsTheSameEachTime(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	duration, repeats := 20*time.Second, 2
	if testing.Short() {
		duration, repeats = 5*time.Second, 1
	}
	plan := func(p *bench.Plan) { p.Duration = duration }
	want := checks.JSON(t, labReport(t, plan))
	for _, processors := range []int{1, 2, 4} {
		runtime.GOMAXPROCS(processors)
		for range repeats {
			if got := checks.JSON(t, labReport(t, plan)); got != want {
				t.Fatalf("on %d processors, differs from the first run at %q", processors, difference(want, got))
			}
		}
	}
	busy, stop := context.WithCancel(t.Context())
	defer stop()
	for range 4 {
		go func() {
			for busy.Err() == nil {
				runtime.Gosched()
			}
		}()
	}
	for range 2 {
		if got := checks.JSON(t, labReport(t, plan)); got != want {
			t.Fatalf("on a busy machine, differs from the first run at %q", difference(want, got))
		}
	}
	if got := checks.JSON(t, labReport(t, func(p *bench.Plan) { p.Duration, p.Seed = duration, 2 })); got == want {
		t.Error("another seed gives the same report")
	}
}

// difference returns the first line of got that is not in want.
func difference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range min(len(w), len(g)) {
		if w[i] != g[i] {
			return fmt.Sprintf("line %d: %s, not %s", i+1, g[i], w[i])
		}
	}
	return "its end"
}

// TestLabTellsTransportsApart: on the default link UDP loses what two independent losses of 2 % leave,
// and TCP and WebSocket lose nothing and wait instead.
func TestLabTellsTransportsApart(t *testing.T) {
	r := labReport(t, nil)
	tcp, udp, ws := r.Result("tcp"), r.Result("udp"), r.Result("ws")
	checks.Equal(t, "TCP lost", tcp.Lost, 0)
	checks.Equal(t, "WebSocket lost", ws.Lost, 0)
	// Of 3,000 messages 118.8 are lost on average, 10.7 more or less (one standard deviation).
	if udp.Lost < 119-43 || udp.Lost > 119+43 {
		t.Errorf("UDP lost %d", udp.Lost)
	}
	checks.Equal(t, "lost up and down", *udp.LostUp+*udp.LostDown, udp.Lost)
	if udp.Reordered == 0 || tcp.Reordered != 0 || ws.Reordered != 0 {
		t.Errorf("reordered: UDP %d, TCP %d, WebSocket %d", udp.Reordered, tcp.Reordered, ws.Reordered)
	}
	if tcp.Response.P99.Length() < udp.Response.P99.Length()+10*ms {
		t.Errorf("p99: TCP %v, UDP %v", tcp.Response.P99.Length(), udp.Response.P99.Length())
	}
	if u, tc, w := udp.SetUp.Length(), tcp.SetUp.Length(), ws.SetUp.Length(); u > ms || tc < 20*ms || w < tc+20*ms {
		t.Errorf("set-up takes no, one and two round trips of 30 ms: %v, %v, %v", u, tc, w)
	}
}

// TestLabStalls: over TCP complete messages wait for lost bytes before them; where nothing is lost or
// overtaken, none does.
func TestLabStalls(t *testing.T) {
	r := labReport(t, nil)
	for _, name := range []string{"tcp", "ws"} {
		s := r.Result(name).Stalls
		if s.Count < 100 || s.Count > 2000 || s.Longest.Length() < 30*ms || s.Longest.Length() > time.Second || s.Total.Length() < s.Longest.Length() {
			t.Errorf("%s: %+v", name, s)
		}
	}
	checks.Equal(t, "UDP's stalls", r.Result("udp").Stalls.Count, 0)
	ideal := labReport(t, func(p *bench.Plan) { p.Up, p.Down = link.Config{Delay: 20 * ms}, link.Config{Delay: 20 * ms} })
	for _, x := range ideal.Results {
		checks.Equal(t, x.Transport+" without loss", x.Stalls.Count, 0)
		checks.Equal(t, x.Transport+" without loss: sent again", x.Wire.Retransmissions, 0)
	}
}

// TestCostIsTheKernels: 100 echoes of 200 B at 50 a second, from the first packet to the last, cost what
// they cost on Linux (measured between two network namespaces: 209 packets and 50,884 B over TCP
// without framing, to which here come 4 B for each message and each echo).
func TestCostIsTheKernels(t *testing.T) {
	r := labReport(t, func(p *bench.Plan) {
		p.Link, p.Up, p.Down, p.Duration = "ideal", link.Config{}, link.Config{}, 2*time.Second
	})
	for name, want := range map[string]struct{ packets, bytes int }{
		"tcp": {209, 50_884 + 800}, "udp": {200, 45_600}, "ws": {212, 52_557},
	} {
		got := r.Result(name).Wire
		for what, n := range map[string][2]int{"packets": {got.Packets, want.packets}, "bytes": {got.Bytes, want.bytes}} {
			if off := float64(n[0]-n[1]) / float64(n[1]); math.Abs(off) > 0.02 {
				t.Errorf("%s: %d %s, on Linux %d: %+.1f %%", name, n[0], what, n[1], 100*off)
			}
		}
	}
}

// TestWireAddsUp: every byte is in one phase and one part, and the payload is that of the messages.
func TestWireAddsUp(t *testing.T) {
	r := labReport(t, nil)
	for _, x := range r.Results {
		w := x.Wire
		sum := w.SetUp
		sum.Add(w.Messages)
		sum.Add(w.Close)
		checks.Equal(t, x.Transport+": phases", sum, w.Cost)
		checks.Equal(t, x.Transport+": parts", w.Headers+w.Framing+w.Payload+w.AckBytes+w.RetransmittedBytes+w.Other, w.Bytes)
		checks.Equal(t, x.Transport+": framing of the messages", w.Messages.Framing,
			map[string]int{"tcp": 2 * 4, "ws": 8 + 4, "udp": 0}[x.Transport]*x.Sent)
		payload := 2 * x.Sent * r.Plan.Size
		if x.Transport == "udp" { // what did not reach the server was not echoed
			payload -= *x.LostUp * r.Plan.Size
			checks.Equal(t, "UDP's set-up and close", w.SetUp.Packets+w.Close.Packets, 0)
		}
		checks.Equal(t, x.Transport+": payload", w.Payload, payload)
	}
}

// TestLabCutShort: Ctrl-C reaches into virtual time.
func TestLabCutShort(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	p := bench.DefaultPlan("lab")
	p.Duration, p.Transports = time.Hour, []string{"tcp"}
	var progress Progress
	go func() {
		for share, _ := progress.Now(); share < 0.01; share, _ = progress.Now() {
			runtime.Gosched()
		}
		cancel()
	}()
	r, err := Run(ctx, p, Watcher{Progress: &progress})
	if err != nil {
		t.Fatal(err)
	}
	if x := r.Result("tcp"); !r.CutShort || x.Sent == 0 || x.Sent > 100_000 || x.Lost != 0 {
		t.Errorf("cut short %v: sent %d, lost %d", r.CutShort, x.Sent, x.Lost)
	}
}

// TestStuckExperimentIsAnError that names the plan, and no hang.
func TestStuckExperimentIsAnError(t *testing.T) {
	r := &runner{plan: bench.DefaultPlan("lab")}
	r.plan.Seed = 7
	err := r.virtually(t.Context(), func(context.Context) { <-make(chan int) })
	if err == nil || !strings.HasPrefix(err.Error(), "wirelab bench --seed 7: ") {
		t.Error(err)
	}
}

// TestLabIsTheSameEverywhere: the report is the same to the last digit on all systems and processors,
// in a browser too (GOOS=js).
func TestLabIsTheSameEverywhere(t *testing.T) {
	r := labReport(t, func(p *bench.Plan) { p.Duration, p.Trials = 10*time.Second, 2 })
	checks.Golden(t, "lab.json", []byte(checks.JSON(t, r)))
}
