package measure

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"wirelab/bench"
	"wirelab/bench/report"
	"wirelab/internal/network/link"

	"wirelab/bench/internal/checks"
)

// TestGivenUp: where a plan asks so much of a link that nobody waits for the end, what has not come counts as lost, or as
// never applied. The report says that it was given up, and not that a connection has failed or a guarantee has lost it.
func TestGivenUp(t *testing.T) {
	narrow := link.Config{Bandwidth: 100_000, Queue: 64 << 10}
	for _, test := range []struct {
		server string
		says   string
		not    string
	}{
		{"echo", "TCP took too long, and was given up: what had not come by then counts as lost.", "connection fail"},
		{"broadcast", "TCP took too long, and was given up: what had not come by then counts as lost.", " of 1 connection "},
		{"queue", "TCP took too long, and was given up: events not applied by then count as never applied.", "lost"},
	} {
		t.Run(test.server, func(t *testing.T) {
			r := labReport(t, func(p *bench.Plan) {
				if test.server == "queue" {
					*p = bench.DefaultQueue("lab")
				}
				p.Transports, p.Trials, p.Duration, p.Server, p.Rate = []string{"tcp"}, 1, 20*time.Second, test.server, 200
				p.Subscribers = 10
				if test.server != "broadcast" {
					p.Subscribers = 0
				}
				p.Link, p.Up, p.Down = "custom", narrow, narrow
			})
			x := r.Results[0]
			checks.Equal(t, "given up", x.GivenUp, 1)
			checks.Equal(t, "not all came", x.Lost > 0, true)
			full, first := strings.Join(r.Notes, "\n"), new(bytes.Buffer)
			if !strings.Contains(full, test.says) || strings.Contains(full, test.not) {
				t.Errorf("the notes are %s", full)
			}
			if err := r.Write(first, "table", report.View{}); err != nil || !strings.Contains(first.String(), "TCP took too long") {
				t.Errorf("%v: the first page is %s", err, first)
			}
		})
	}
	x := labReport(t, func(p *bench.Plan) { p.Transports, p.Duration = []string{"tcp", "udp"}, time.Second }).Results
	for i := range x {
		checks.Equal(t, x[i].Transport+" is not given up", x[i].GivenUp, 0)
	}
}
