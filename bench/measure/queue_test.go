package measure

import (
	"fmt"
	"testing"
	"time"

	"wirelab/bench"
)

// queueOn carries out a plan for a queue on the lab, and returns what each transport came to.
func queueOn(t *testing.T, link string, g bench.Guarantee, c bench.Crash, change func(*bench.Plan)) []bench.Result {
	t.Helper()
	p := bench.DefaultQueue("lab")
	p.Guarantee, p.Crash, p.Duration, p.Trials, p.Rate = g, c, 3*time.Second, 2, 30
	on(t, link, &p)
	if change != nil {
		change(&p)
	}
	found, err := Run(t.Context(), p, Watcher{})
	if err != nil {
		t.Fatalf("%s: %v", p.Command(), err)
	}
	return found.Results
}

// TestGuarantees: on a link that loses and reorders, on one that is far, and whoever crashes, at most once applies nothing twice, at least once and once lose
// nothing, and once applies nothing twice.
func TestGuarantees(t *testing.T) {
	noLeak(t)
	for _, link := range []string{"cafe", "satellite"} {
		for _, crash := range bench.Crashes() {
			for _, g := range bench.Guarantees() {
				for _, x := range queueOn(t, link, g, crash, nil) {
					q, what := x.Queue, fmt.Sprintf("%s, %s over %s, crash %s: %+v", g, link, x.Transport, crash, *x.Queue)
					sum := q.Once + q.Twice + q.Never + *q.DeadLetters
					switch {
					case x.Sent != 180 || sum != x.Sent:
						t.Errorf("%d of %d events are accounted for: %s", sum, x.Sent, what)
					case g != bench.AtLeastOnce && q.Twice > 0:
						t.Errorf("applied twice: %s", what)
					case g != bench.AtMostOnce && (q.Never > 0 || *q.DeadLetters > 0 || q.Acknowledged < x.Sent):
						t.Errorf("lost: %s", what)
					case (crash == bench.CrashNone) == q.Recovery.IsKnown():
						t.Errorf("recovery of %v: %s", q.Recovery, what)
					}
				}
			}
		}
	}
}

// TestDoubledByTheNetwork: copies that the link makes are no events of their own. At most once applies nothing twice over UDP
// either, which hides none of them itself.
func TestDoubledByTheNetwork(t *testing.T) {
	for _, g := range []bench.Guarantee{bench.AtMostOnce, bench.Once} {
		for _, x := range queueOn(t, "lan", g, bench.CrashNone, func(p *bench.Plan) { p.Up.Duplicate, p.Down.Duplicate = 0.3, 0.3 }) {
			if x.Queue.Once != 180 {
				t.Errorf("%s over %s: %+v", g, x.Transport, *x.Queue)
			}
		}
	}
}

// TestGuaranteesDiffer: on a link that loses nothing the crash is all that happens, and each guarantee meets it in its own
// way. Order is kept by all where one connection keeps it.
func TestGuaranteesDiffer(t *testing.T) {
	lan := func(g bench.Guarantee, c bench.Crash) *bench.Result {
		x := queueOn(t, "lan", g, c, func(p *bench.Plan) { p.Transports = []string{"tcp"} })[0]
		if x.Reordered > 0 {
			t.Errorf("%s, crash %s: %d out of order", g, c, x.Reordered)
		}
		return &x
	}
	for _, g := range bench.Guarantees() {
		x := lan(g, bench.CrashNone)
		if q := x.Queue; q.Once != 180 || q.SentAgain > 0 || q.DeliveredTwice > 0 {
			t.Errorf("%s, nobody crashes: %+v", g, q)
		}
	}
	// Two trials with a crash each. The server is down for a second, in which 30 events are due.
	if q := lan(bench.AtMostOnce, bench.CrashServer).Queue; q.Never < 2*30 || q.Never > 2*45 {
		t.Errorf("at most once, the server crashes: %+v", q)
	}
	if q := lan(bench.AtMostOnce, bench.CrashConsumer).Queue; q.Never != 2 || q.LostAcknowledged != 2 {
		t.Errorf("at most once, the consumer crashes: %+v", q)
	}
	for _, crash := range []bench.Crash{bench.CrashServer, bench.CrashConsumer} {
		if q := lan(bench.AtLeastOnce, crash).Queue; q.Twice != 2 || q.DeliveredTwice != 2 {
			t.Errorf("at least once, crash %s: %+v", crash, q)
		}
		x := lan(bench.Once, crash)
		if q := x.Queue; q.Twice != 0 || q.DeliveredTwice != 2 {
			t.Errorf("once, crash %s: %+v", crash, q)
		}
		if took := x.Queue.Recovery.Length(); took < bench.DownFor || took > bench.DownFor+time.Second {
			t.Errorf("once, crash %s: recovery took %v", crash, took)
		}
	}
}

// TestDeadLetters: over a link that loses most deliveries, some events become dead letters, and none is unaccounted for.
func TestDeadLetters(t *testing.T) {
	x := queueOn(t, "ideal", bench.AtLeastOnce, bench.CrashNone, func(p *bench.Plan) {
		p.Transports, p.Link, p.Down.Loss, p.Rate, p.Trials = []string{"udp"}, "custom", 0.5, 50, 1
	})[0]
	if q := x.Queue; *q.DeadLetters == 0 || q.Once+q.Twice+*q.DeadLetters != x.Sent {
		t.Errorf("of %d: %+v, dead letters %d", x.Sent, *q, *q.DeadLetters)
	}
}
