package measure

import (
	"runtime"
	"testing"
	"time"

	"wirelab/bench"
	"wirelab/bench/report"
	"wirelab/internal/network/link"
	"wirelab/wsdemo/socketio"

	"wirelab/bench/internal/checks"
)

// samePlans are plans of every kind, short ones. Each has some trials, which run at once where there are
// processors for it.
func samePlans(t *testing.T) map[string]bench.Plan {
	t.Helper()
	plan := func(change func(*bench.Plan)) bench.Plan {
		p := bench.DefaultPlan("lab")
		p.Duration, p.Trials = 2*time.Second, 2
		change(&p)
		return p
	}
	room := func(subscribers int, change func(*bench.Plan)) bench.Plan {
		return plan(func(p *bench.Plan) {
			p.Server, p.Subscribers, p.Rate = "broadcast", subscribers, 20
			change(p)
		})
	}
	socketIO := func(change func(*bench.Plan)) bench.Plan {
		return plan(func(p *bench.Plan) {
			p.Transports, p.Duration = []string{"socketio"}, time.Second
			change(p)
		})
	}
	queue := func(g bench.Guarantee, c bench.Crash, change func(*bench.Plan)) bench.Plan {
		return plan(func(p *bench.Plan) {
			*p = bench.DefaultQueue("lab")
			p.Guarantee, p.Crash, p.Duration, p.Trials = g, c, 2*time.Second, 2
			change(p)
		})
	}
	return map[string]bench.Plan{
		"queue":                  queue(bench.AtLeastOnce, bench.CrashNone, func(p *bench.Plan) {}),
		"queue, no server":       queue(bench.AtMostOnce, bench.CrashServer, func(p *bench.Plan) {}),
		"queue, no consumer":     queue(bench.Once, bench.CrashConsumer, func(p *bench.Plan) { on(t, "lossy", p) }),
		"queue, far":             queue(bench.AtMostOnce, bench.CrashNone, func(p *bench.Plan) { on(t, "satellite", p) }),
		"queue, at once":         queue(bench.AtLeastOnce, bench.CrashServer, func(p *bench.Plan) { p.Rate, p.Duration = 300, time.Second; on(t, "ideal", p) }),
		"queue on Socket.IO":     queue(bench.Once, bench.CrashServer, func(p *bench.Plan) { p.Transports = []string{"socketio"} }),
		"many trials":            plan(func(p *bench.Plan) { p.Duration, p.Trials = time.Second, 7 }),
		"fast":                   plan(func(p *bench.Plan) { p.Rate, p.Duration = 500, time.Second }),
		"large":                  plan(func(p *bench.Plan) { p.Size, p.Duration = 20_000, time.Second; on(t, "dsl", p) }),
		"far":                    plan(func(p *bench.Plan) { on(t, "satellite", p) }),
		"at once":                plan(func(p *bench.Plan) { on(t, "lan", p) }),
		"shuffled":               plan(func(p *bench.Plan) { on(t, "shuffled", p) }),
		"Socket.IO":              socketIO(func(p *bench.Plan) {}),
		"Socket.IO at once":      socketIO(func(p *bench.Plan) { p.SocketIO = socketio.WebSocketOnly }),
		"Socket.IO polls":        socketIO(func(p *bench.Plan) { p.SocketIO = socketio.PollingOnly }),
		"Socket.IO in a room":    room(8, func(p *bench.Plan) { p.Transports = []string{"socketio"} }),
		"another seed":           plan(func(p *bench.Plan) { p.Seed = 99 }),
		"many subscribers":       room(30, func(p *bench.Plan) { p.Rate, p.Duration = 10, time.Second }),
		"many on a perfect link": room(30, func(p *bench.Plan) { p.Rate, p.Duration = 10, time.Second; on(t, "ideal", p) }),
		"some are slow":          room(8, func(p *bench.Plan) { p.Slow = 2 }),
		"one goes away":          room(8, func(p *bench.Plan) { p.Disconnect = time.Second }),
		"one comes back":         room(8, func(p *bench.Plan) { p.Disconnect, p.Resume = time.Second, true }),
		"lossy, slow, resumed": room(10, func(p *bench.Plan) {
			p.Slow, p.Rate, p.Resume, p.Duration = 1, 100, true, time.Second
			on(t, "lossy", p)
		}),
		"lossy, resumed": room(8, func(p *bench.Plan) { p.Up.Loss, p.Down.Loss, p.Resume = 0.1, 0.1, true }),
	}
}

// on sets a plan's link.
func on(t *testing.T, name string, p *bench.Plan) {
	t.Helper()
	profile, err := link.Named(name)
	if err != nil {
		t.Fatal(err)
	}
	p.Link, p.Up, p.Down = name, profile.Up, profile.Down
}

// TestLabTakesEverythingFromItsSeed: plans of every kind, on all transports, give the same report to the
// last byte on 1, 2 and 8 processors.
func TestLabTakesEverythingFromItsSeed(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for name, p := range samePlans(t) {
		if testing.Short() {
			p.Duration = time.Second
			p.Disconnect = min(p.Disconnect, p.Duration/2)
		}
		var want string
		for _, processors := range []int{1, 2, 8} {
			runtime.GOMAXPROCS(processors)
			r, err := Run(t.Context(), p, Watcher{})
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			got := checks.JSON(t, report.New(r))
			if want == "" {
				want = got
			}
			if got != want {
				t.Errorf("%s: on %d processors it differs at %q", name, processors, difference(want, got))
			}
		}
	}
}
