package report

import (
	"testing"

	"wirelab/bench"
	"wirelab/internal/network/link"

	"wirelab/bench/internal/checks"
)

// The ladder that a report points to has the report's transport, link and seed.
func TestNext(t *testing.T) {
	p := bench.DefaultPlan("lab")
	p.Transports = []string{"udp", "ws"}
	checks.Equal(t, "as it is", ladder(p), "wirelab ladder udp")
	p.Link, p.Seed = "lossy", 7
	checks.Equal(t, "another link", ladder(p), "wirelab ladder udp --link lossy --seed 7")
	p.Link, p.Up, p.Down = "custom", link.Config{Loss: 0.02}, link.Config{Loss: 0.02}
	checks.Equal(t, "a link of one's own", ladder(p), "wirelab ladder udp --delay 0s --loss 2% --seed 7")
	checks.Equal(t, "commands", len((&Report{Findings: &bench.Findings{Plan: p}}).next()), 3)
	p.Net = "host"
	checks.Equal(t, "on the host there is no ladder", (&Report{Findings: &bench.Findings{Plan: p}}).next()[1], [2]string{"Why", "wirelab lessons show 6"})
}

// A report points to the lesson that treats what it shows: see the titles in lessons.
func TestWhy(t *testing.T) {
	steady := link.Config{Delay: 20 * ms, Bandwidth: 1_000_000}
	for _, test := range []struct {
		name   string
		change func(*bench.Plan)
		result *bench.Broadcast
		want   int
	}{
		{"loss and order", func(p *bench.Plan) { p.Server = "echo" }, nil, 6},
		{"a link that only takes its time", func(p *bench.Plan) { p.Server, p.Up, p.Down = "echo", steady, steady }, nil, 5},
		{"a room", func(p *bench.Plan) {}, &bench.Broadcast{}, 10},
		{"a room that misses something", func(p *bench.Plan) {}, &bench.Broadcast{MissedBySome: 1}, 13},
		{"one goes away", func(p *bench.Plan) { p.Disconnect = 1 }, &bench.Broadcast{}, 13},
		{"and resumes", func(p *bench.Plan) { p.Disconnect, p.Resume = 1, true }, &bench.Broadcast{}, 13},
		{"a slow one", func(p *bench.Plan) { p.Slow = 1 }, &bench.Broadcast{MissedBySome: 5}, 10},
		{"a slow one that is cut off", func(p *bench.Plan) { p.Slow = 1 }, &bench.Broadcast{Evicted: 1}, 14},
	} {
		r := &Report{Findings: &bench.Findings{Plan: bench.DefaultPlan("lab")}}
		r.Plan.Server = "broadcast"
		test.change(&r.Plan)
		r.Results = []bench.Result{{Transport: "tcp", Metrics: bench.Metrics{Broadcast: test.result}}}
		checks.Equal(t, test.name, r.lesson(), test.want)
	}
}
