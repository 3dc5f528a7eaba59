package bench

import (
	"testing"
	"time"

	"wirelab/bench/internal/checks"
	"wirelab/wsdemo/socketio"
)

// queueTrial is a trial in which six events are due, 100 ms apart, and something happens to each but the first.
func queueTrial() *Samples {
	s := &Samples{Transport: "udp", Size: 100, Wait: 50 * ms, Messages: make([]Sample, 6)}
	for seq := range s.Messages {
		due := time.Duration(seq) * 100 * ms
		s.Messages[seq] = Sample{Due: due, Sent: due, Returned: due, Reached: Never, Received: Never}
	}
	s.Worked = &Worked{
		Acked:     []bool{true, true, false, true, true, true},
		Delivered: [][]int{{1, 1, 0, 1, 5, 1}, {0, 2, 0, 0, 0, 1}},
		Dead:      []bool{false, false, false, false, true, false},
		Again:     700, Crashed: true, Crash: 250 * ms,
	}
	apply := func(seq int, at time.Duration) {
		m := &s.Messages[seq]
		if m.Copies++; m.Copies == 1 {
			m.Received = at
		}
		s.Arrivals = append(s.Arrivals, Arrival{seq, at})
	}
	apply(0, 20*ms)
	apply(1, 120*ms)
	apply(5, 1400*ms) // after the restart
	apply(1, 1600*ms)
	return s
}

// TestQueueCounts: each event is applied once, twice, never or a dead letter, however late; and what the server had
// acknowledged and nobody has applied is counted apart.
func TestQueueCounts(t *testing.T) {
	m := Summarise(queueTrial())
	q := m.Queue
	checks.Equal(t, "sent", m.Sent, 6)
	checks.Equal(t, "received, though after the wait", m.Received, 3)
	checks.Equal(t, "lost", m.Lost, 3)
	checks.Equal(t, "late", m.Late, 0)
	checks.Equal(t, "duplicates", m.Duplicates, 1)
	checks.Equal(t, "acknowledged", q.Acknowledged, 5)
	checks.Equal(t, "once", q.Once, 2)
	checks.Equal(t, "twice", q.Twice, 1)
	checks.Equal(t, "never", q.Never, 2)
	checks.Equal(t, "of these acknowledged", q.LostAcknowledged, 1)
	checks.Equal(t, "dead letters", *q.DeadLetters, 1)
	checks.Equal(t, "delivered twice", q.DeliveredTwice, 3)
	checks.Equal(t, "sent again", q.SentAgain, 700)
	checks.Equal(t, "response p50", m.Response.P50.Length(), 20*ms)
	checks.Equal(t, "throughput", q.Throughput, 3/1.6)
}

// TestQueueRecovery: what is applied between the crash and the restart, because it was there already, is no recovery.
func TestQueueRecovery(t *testing.T) {
	s := queueTrial()
	s.Messages[3].Received, s.Messages[3].Copies = 300*ms, 1
	s.Messages[2].Received, s.Messages[2].Copies = 1900*ms, 1
	s.Arrivals = []Arrival{{0, 20 * ms}, {1, 120 * ms}, {3, 300 * ms}, {5, 1400 * ms}, {2, 1900 * ms}}
	q := Summarise(s).Queue
	checks.Equal(t, "recovery", q.Recovery, Known(1150*ms))
	checks.Equal(t, "caught up", q.CaughtUp, Known(1650*ms))
	s.Arrivals = s.Arrivals[:3]
	checks.Equal(t, "it never recovers", Summarise(s).Queue.Recovery.IsKnown(), false)
	s.Worked.Crashed = false
	checks.Equal(t, "there is no crash", Summarise(s).Queue.Recovery.IsKnown(), false)
}

// TestQueueTrials: counts are added, and what is unknown in one trial is unknown in all.
func TestQueueTrials(t *testing.T) {
	one, other := Summarise(queueTrial()), Summarise(queueTrial())
	r := Combine(DefaultQueue("lab"), "udp", []Metrics{one, other})
	checks.Equal(t, "never", r.Queue.Never, 4)
	checks.Equal(t, "dead letters", *r.Queue.DeadLetters, 2)
	checks.Equal(t, "recovery", r.Spans()["recovery"].Length(), 1150*ms)
	checks.Equal(t, "throughput", r.Queue.Throughput, 3/1.6)
	checks.Equal(t, "a trial is as it was", one.Queue.Never, 2)
	s := queueTrial()
	s.Worked.Dead = nil
	r = Combine(DefaultQueue("lab"), "udp", []Metrics{one, Summarise(s)})
	checks.Equal(t, "dead letters", r.Queue.DeadLetters == nil, true)
}

// TestQueueOutcomes: pictures count as the table does. What a queue delivers after a while is not lost, over UDP either.
func TestQueueOutcomes(t *testing.T) {
	s := queueTrial()
	s.Reliable, s.Wait = false, ms
	never := 0
	for _, x := range s.Outcomes()[0] {
		if x.Received == Never {
			never++
		}
	}
	m := Summarise(s)
	checks.Equal(t, "never done", never, m.Sent-m.Received)
}

func TestQueuePlan(t *testing.T) {
	for _, test := range []struct {
		net    string
		change func(*Plan)
		want   string
	}{
		{"lab", func(p *Plan) {}, ""},
		{"lab", func(p *Plan) { p.Guarantee, p.Crash = Once, CrashServer }, ""},
		{"lab", func(p *Plan) { p.Guarantee = "often" }, "--guarantee often: choose one of at-most-once, at-least-once, once"},
		{"lab", func(p *Plan) { p.Crash = "disk" }, "--crash disk: choose one of none, server, consumer"},
		{"lab", func(p *Plan) { p.Server = "echo" }, "--guarantee at-least-once: only a queue has guarantees; add --server queue"},
		{"lab", func(p *Plan) { p.Server, p.Guarantee = "echo", "" }, "--crash none: only a queue outlives a crash; add --server queue"},
		{"lab", func(p *Plan) { p.NoFsync = true }, "--fsync: only a server on --net host has a disk, and not one on --net lab"},
		{"host", func(p *Plan) { p.NoFsync = true }, ""},
		{"host", func(p *Plan) {
			p.Transports, p.Targets, p.Crash = []string{"tcp"}, map[string]string{"tcp": "localhost:7"}, CrashServer
		}, "--target: bench can neither kill a server that it has not started, nor say how it keeps its log"},
		{"lab", func(p *Plan) { p.Transports = []string{"socketio"} }, ""},
		{"host", func(p *Plan) { p.Transports, p.SocketIO = []string{"socketio"}, socketio.PollingOnly }, ""},
		{"lab", func(p *Plan) {
			p.Transports, p.SocketIO = []string{"socketio"}, socketio.PollingOnly
		}, "--socketio-transports polling: a queue by polling alone would not be the same each time in the lab; add websocket, or use --net host"},
		{"lab", func(p *Plan) { p.Size = 801 }, "--size 801: an event of a queue must have 16 to 800 bytes"},
		{"lab", func(p *Plan) { p.Crash, p.Duration = CrashServer, 900*ms }, "--duration 900ms: with --crash a trial must last 1s or more"},
		{"lab", func(p *Plan) { p.Crash, p.Rate, p.Duration = CrashServer, 2, 2*time.Second }, "--rate 2 for 2s: with --crash a trial needs 6 messages or more"},
		{"lab", func(p *Plan) { p.Slow = 1 }, "--slow 1: a queue has no subscribers; add --server broadcast"},
	} {
		p := DefaultQueue(test.net)
		test.change(&p)
		if got := checks.Message(p.Validate()); got != test.want {
			t.Errorf("got  %q\nwant %q", got, test.want)
		}
	}
	p := DefaultQueue("host")
	p.Guarantee, p.Crash, p.NoFsync, p.Rate = Once, CrashConsumer, true, 100
	checks.Equal(t, "command", p.Command(), "wirelab bench --net host --server queue --rate 100 --guarantee once --crash consumer --fsync off")
}
