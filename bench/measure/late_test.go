package measure

import (
	"strings"
	"testing"
	"time"

	"wirelab/bench"
	"wirelab/internal/network/link"

	"wirelab/bench/internal/checks"
)

// TestLateIsNotLostOnTheWay: where the link takes longer than the wait, UDP's messages count as late, and
// no direction has lost them. The first sentence says so, and which wait would do.
func TestLateIsNotLostOnTheWay(t *testing.T) {
	for _, test := range []struct {
		name   string
		link   link.Config
		wait   time.Duration
		server string
		some   bool // some came in time
		says   string
	}{
		{"the round trip alone", link.Config{Delay: 3 * time.Second}, 0, "echo", false, "round trip of 6 s is longer than the wait of 2 s"},
		{"longer than a trial goes on otherwise", link.Config{Delay: 30 * time.Second}, 0, "echo", false, "round trip of 1 min is longer"},
		{"a queue that fills", link.Config{Bandwidth: 64_000, Queue: 1 << 20}, 0, "echo", true, "The wait of 2 s was too short for "},
		{"jitter", link.Config{Delay: 40 * ms, Jitter: 40 * ms}, 90 * ms, "echo", true, "The wait of 90 ms was too short for "},
		{"what is held back", link.Config{Delay: 10 * ms, Reorder: 0.1, ReorderBy: 500 * ms}, 100 * ms, "echo", true, "--wait "},
		{"a room", link.Config{Delay: 3 * time.Second}, 0, "broadcast", false, "round trip of 6 s is longer than the wait of 2 s"},
		{"a room's queue", link.Config{Bandwidth: 300_000, Queue: 1 << 20}, 0, "broadcast", true, "The wait of 2 s was too short for "},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := labReport(t, func(p *bench.Plan) {
				p.Transports, p.Trials, p.Duration = []string{"udp"}, 1, 20*time.Second
				p.Link, p.Up, p.Down = "custom", test.link, test.link
				p.Server, p.Subscribers = test.server, 4
				if test.wait > 0 {
					p.Wait = test.wait
				}
			})
			x := r.Results[0]
			checks.Equal(t, "lost up", *x.LostUp, 0)
			checks.Equal(t, "lost down", *x.LostDown, 0)
			checks.Equal(t, "late are all that count as lost", x.Late, x.Lost)
			checks.Equal(t, "sent", x.Sent, x.Received+x.Lost)
			checks.Equal(t, "some lost", x.Lost > 0, true)
			checks.Equal(t, "some in time", x.Received > 0, test.some)
			if test.server == "broadcast" {
				checks.Equal(t, "missed", x.Broadcast.MissedBySome+x.Broadcast.MissedByAll, 0)
			}
			if !strings.Contains(r.Notes[0], test.says) || !strings.Contains(r.Notes[0], "although the network delivered them. Use --wait ") {
				t.Errorf("the first sentence is %q", r.Notes[0])
			}
		})
	}
}

// TestLateBesideLost: what the link loses is lost on its way, whatever else is late.
func TestLateBesideLost(t *testing.T) {
	r := labReport(t, func(p *bench.Plan) {
		p.Transports, p.Trials, p.Wait = []string{"tcp", "udp"}, 1, 10*ms
	})
	udp, tcp := r.Result("udp"), r.Result("tcp")
	checks.Equal(t, "up, down and late", *udp.LostUp+*udp.LostDown+udp.Late, udp.Lost)
	checks.Equal(t, "some up, some down, more late", *udp.LostUp > 0 && *udp.LostDown > 0 && udp.Late > 1000, true)
	checks.Equal(t, "tcp: late are not lost", tcp.Lost, 0)
	checks.Equal(t, "tcp: late are received", tcp.Late, tcp.Received)
}
