package report

import (
	"strings"
	"testing"
	"time"

	"wirelab/bench"
	"wirelab/bench/internal/checks"
	"wirelab/internal/network/link"
)

// plain is a report of the three transports on a link of the lab, in which all went well: each was measured
// seven times, and UDP was the fastest.
func plain(change func(r *Report, tcp, udp, ws *bench.Result)) *Report {
	plan := bench.DefaultPlan("lab")
	plan.Link, plan.Up, plan.Down = "custom", link.Config{}, link.Config{}
	r := &Report{Findings: &bench.Findings{Plan: plan}}
	for _, name := range plan.Transports {
		var trials []bench.Metrics
		for n := range 7 {
			took := bench.Known(map[string]time.Duration{"tcp": 40 * ms, "udp": 20 * ms, "ws": 41 * ms}[name] + time.Duration(n)*ms)
			trials = append(trials, bench.Metrics{
				Sent: 100, Received: 100, Stalls: &bench.Stalls{}, Wire: &bench.Wire{},
				Response: bench.Distribution{P50: took, P99: took}, SetUp: took,
			})
		}
		r.Results = append(r.Results, bench.Combine(plan, name, trials))
	}
	r.Results[1].SetUp = bench.Known(0)
	if change != nil {
		change(r, &r.Results[0], &r.Results[1], &r.Results[2])
	}
	return r
}

// held makes a result of a transport that sent packets again, and held messages back.
func held(x *bench.Result, packets int) {
	x.Stalls, x.Wire = &bench.Stalls{Count: 3}, &bench.Wire{}
	x.Wire.Retransmissions = packets
}

// A sentence of the verdict, and what it says of a change to a plain report.
type sentence struct {
	name   string
	of     func(*Report) string
	change func(r *Report, tcp, udp, ws *bench.Result)
	want   string
}

var sentences = []sentence{
	{"nothing lost", (*Report).lossSentence, nil, ""},
	{"lost", (*Report).lossSentence, func(r *Report, tcp, udp, ws *bench.Result) {
		udp.Lost, udp.LostPercent, udp.Reordered = 28, 4, 2
	}, "UDP lost 28 of 700 messages (4.0 %) and delivered 2 out of order."},
	{"a connection failed", (*Report).lossSentence, func(r *Report, tcp, udp, ws *bench.Result) {
		tcp.Lost, tcp.LostPercent, tcp.NotSent, tcp.Failures = 7, 1, 9, 1
	}, "TCP lost 7 of 700 messages (1.0 %) and could not send 9."},
	{"something else", (*Report).lossSentence, func(r *Report, tcp, udp, ws *bench.Result) { udp.Duplicates = 1 }, "UDP delivered 1 extra copy."},

	{"all well", (*Report).orderSentence, nil, "TCP, UDP and WebSocket delivered every message, once and in order."},
	{"again and held", (*Report).orderSentence, func(r *Report, tcp, udp, ws *bench.Result) {
		udp.Lost = 1
		held(tcp, 28)
		held(ws, 27)
	}, "TCP and WebSocket delivered everything in order: they sent 28 and 27 packets again and held messages back until earlier ones came."},
	{"one of them", (*Report).orderSentence, func(r *Report, tcp, udp, ws *bench.Result) {
		udp.Lost, ws.Lost = 1, 1
		held(tcp, 1)
	}, "TCP delivered everything in order: it sent 1 packet again and held messages back until earlier ones came."},
	{"again only", (*Report).orderSentence, func(r *Report, tcp, udp, ws *bench.Result) {
		udp.Lost, ws.Lost = 1, 1
		held(tcp, 2)
		tcp.Stalls.Count = 0
	}, "TCP delivered everything in order: it sent 2 packets again."},
	{"nobody sees the wire", (*Report).orderSentence, func(r *Report, tcp, udp, ws *bench.Result) {
		udp.Lost, tcp.Stalls, tcp.Wire, ws.Stalls, ws.Wire = 1, nil, nil, nil, nil
	}, "TCP and WebSocket delivered every message, once and in order."},
	{"not all of them were held up", (*Report).orderSentence, func(r *Report, tcp, udp, ws *bench.Result) {
		udp.Lost = 1
		held(tcp, 28)
	}, "TCP and WebSocket delivered every message, once and in order."},
	{"nobody delivered all", (*Report).orderSentence, func(r *Report, tcp, udp, ws *bench.Result) { tcp.Lost, udp.Lost, ws.Lost = 1, 1, 1 }, ""},

	{"slower", (*Report).costSentence, nil, "TCP's slowest 1 in 100 took more than 43.0 ms, UDP's more than 23.0 ms (p99)."},
	{"slower, and why", (*Report).costSentence, func(r *Report, tcp, udp, ws *bench.Result) {
		udp.Lost = 1
		held(tcp, 28)
		held(ws, 27)
	}, "That costs time: TCP's slowest 1 in 100 took more than 43.0 ms, UDP's more than 23.0 ms (p99)."},
	{"no p99", (*Report).costSentence, func(r *Report, tcp, udp, ws *bench.Result) {
		for i := range udp.Trials {
			udp.Trials[i].Response.P99 = bench.Span{}
		}
	}, "TCP's slower half took more than 43.0 ms, UDP's more than 23.0 ms (p50)."},
	{"alike", (*Report).costSentence, func(r *Report, tcp, udp, ws *bench.Result) { tcp.Trials = udp.Trials }, "Response times over TCP and UDP do not differ measurably."},
	{"too few trials", (*Report).costSentence, func(r *Report, tcp, udp, ws *bench.Result) { tcp.Trials = tcp.Trials[:5] }, ""},
	{"no UDP", (*Report).costSentence, func(r *Report, tcp, udp, ws *bench.Result) { udp.Transport = "ws" }, ""},

	{"three", (*Report).aloneSentence, nil, ""},
	{"alone", (*Report).aloneSentence, func(r *Report, tcp, udp, ws *bench.Result) { r.Results = r.Results[:1] }, "Half of the messages took at most 43.0 ms (p50), and 99 of 100 at most 43.0 ms (p99)."},
	{"alone, without p99", (*Report).aloneSentence, func(r *Report, tcp, udp, ws *bench.Result) {
		r.Results = r.Results[:1]
		tcp.Response.P99 = bench.Span{}
	}, ""},

	{"set-up", (*Report).setUpSentence, nil, "UDP needs no set-up; TCP's took 43.0 ms and WebSocket's 44.0 ms."},
	{"UDP's takes time, too", (*Report).setUpSentence, func(r *Report, tcp, udp, ws *bench.Result) { udp.SetUp = bench.Known(us) }, ""},
	{"too short to tell", (*Report).setUpSentence, func(r *Report, tcp, udp, ws *bench.Result) {
		tcp.SetUp, ws.SetUp = bench.Known(us), bench.Known(us)
	}, ""},

	{"in the lab", (*Report).loopbackSentence, nil, ""},
	{"loopback", (*Report).loopbackSentence, func(r *Report, tcp, udp, ws *bench.Result) { r.Plan = bench.DefaultPlan("host") }, "On loopback the network loses nothing: only the work that each transport takes differs."},
	{"loopback that loses", (*Report).loopbackSentence, func(r *Report, tcp, udp, ws *bench.Result) {
		r.Plan, udp.Lost = bench.DefaultPlan("host"), 1
	}, ""},
}

// TestVerdictSentences: each is there where the numbers bear it, and not where they do not.
func TestVerdictSentences(t *testing.T) {
	for _, test := range sentences {
		checks.Equal(t, test.name, test.of(plain(test.change)), test.want)
	}
}

// TestVerdictOfRooms: the same for what only rooms have.
func TestVerdictOfRooms(t *testing.T) {
	room := func(change func(tcp, udp *bench.Broadcast)) func(r *Report, tcp, udp, ws *bench.Result) {
		return func(r *Report, tcp, udp, ws *bench.Result) {
			r.Plan.Server, r.Plan.Disconnect, r.Results = "broadcast", 2*time.Second, r.Results[:2]
			tcp.Broadcast, udp.Broadcast = &bench.Broadcast{}, &bench.Broadcast{}
			change(tcp.Broadcast, udp.Broadcast)
		}
	}
	well := room(func(tcp, udp *bench.Broadcast) {})
	for _, test := range []sentence{
		{"no room", (*Report).gapsSentence, nil, ""},
		{"no gaps", (*Report).gapsSentence, well, ""},
		{
			"gaps", (*Report).gapsSentence, room(func(_, udp *bench.Broadcast) { udp.MissedBySome, udp.MissedByAll = 28, 8 }),
			"Each subscriber missed different messages: 28 messages reached only some of them, and 8 reached none.",
		},
		{"nobody away", (*Report).awaySentence, well, ""},
		{"away", (*Report).awaySentence, room(func(tcp, udp *bench.Broadcast) {
			tcp.Away, udp.Away = &bench.Away{Once: 300}, &bench.Away{Once: 190, Duplicated: 4, Told: 6, Lost: 100}
		}), "The subscriber that was away for 2 s missed 0 of 300 over TCP and 106 of 300 over UDP."},
		{"nobody slow", (*Report).slowSentence, well, ""},
		{"slow", (*Report).slowSentence, room(func(tcp, udp *bench.Broadcast) {
			tcp.Slow, udp.Slow = &bench.Completeness{Median: 0.16}, &bench.Completeness{Median: 0.022}
		}), "Slow subscribers received 16 % over TCP and 2.2 % over UDP."},
		{
			"cut off", (*Report).slowSentence, room(func(tcp, _ *bench.Broadcast) { tcp.Evicted = 2 }),
			"The server cut off subscribers whose queue was full: 2 over TCP.",
		},
		{"the others", (*Report).orderSentence, well, "To the others, TCP and UDP delivered every message, once and in order."},
	} {
		checks.Equal(t, test.name, test.of(plain(test.change)), test.want)
	}
}

// TestReservations: what makes figures doubtful is said, and said first.
func TestReservations(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(r *Report, tcp, udp, ws *bench.Result)
		want   string
	}{
		{"none", nil, ""},
		{"cut short, beyond the lab", func(r *Report, tcp, udp, ws *bench.Result) {
			on(&r.Plan, "bursty")
			r.CutShort, r.Stopped = true, true
		}, "Under bursts of loss TCP's delays differ so much from seed to seed that the lab's have not been shown to be Linux's: " +
			"trust only UDP's numbers here. Cut short: these are the numbers so far."},
		{"missing, for one reason", func(r *Report, tcp, udp, ws *bench.Result) {
			r.Results = r.Results[1:2]
			r.Failures = []bench.Failure{{Transport: "tcp", Reason: "no way"}, {Transport: "ws", Reason: "no way"}}
		}, "TCP and WebSocket could not be measured: no way."},
		{"fewer trials", func(r *Report, tcp, udp, ws *bench.Result) {
			tcp.Trials = tcp.Trials[:1]
			r.Failures = []bench.Failure{{Transport: "tcp", Reason: "no way"}}
		}, "TCP completed only 1 of 7 trials: no way."},
		{
			"late over UDP", func(r *Report, tcp, udp, ws *bench.Result) { udp.Late = 1 },
			"The wait of 2 s was too short: messages that came later count as late, and over UDP as lost.",
		},
		{"late over TCP, which is no fault of the wait", func(r *Report, tcp, udp, ws *bench.Result) { tcp.Late = 1 }, ""},
		{"a machine that falls behind", func(r *Report, tcp, udp, ws *bench.Result) {
			tcp.GeneratorLateness.P50, ws.GeneratorLateness.P50 = bench.Known(10*ms), bench.Known(10*ms)
			udp.GeneratorLateness.P99 = bench.Known(20 * ms)
		}, "This machine fell behind, which makes response times over TCP and WebSocket longer. " +
			"This machine was late at times, which makes p99 over UDP longer."},
		{
			"a full connection", func(r *Report, tcp, udp, ws *bench.Result) { tcp.Blocked.P50 = bench.Known(10 * ms) },
			"The plan sends more than TCP can take.",
		},
	} {
		checks.Equal(t, test.name, strings.Join(plain(test.change).reservations(), " "), test.want)
	}
}

// TestVerdictIsShort: three findings at most, and none that speaks of one that had no room.
func TestVerdictIsShort(t *testing.T) {
	r := plain(func(r *Report, tcp, udp, ws *bench.Result) {
		udp.Lost = 28
		held(tcp, 28)
		held(ws, 27)
	})
	said := r.verdict()
	checks.Equal(t, "findings", len(said), 3)
	checks.Equal(t, "the last", strings.HasPrefix(said[2], "That costs time"), true)
	checks.Equal(t, "without p-values", strings.Contains(strings.Join(said, " "), "p ="), false)
	for n := range 12 { // beside reservations of many lengths
		r.Failures = []bench.Failure{{Transport: "tcp", Reason: strings.Repeat("something happened, ", n)}}
		text := strings.Join(r.verdict(), " ")
		checks.Equal(t, "who lost", strings.Contains(text, "UDP lost"), true)
		if strings.Contains(text, "That costs time") && !strings.Contains(text, "held messages back") {
			t.Errorf("nobody says what costs time: %s", text)
		}
	}
}

// Of a queue that was given up, nobody knows what is lost. Of a room, each subscriber has a connection.
func TestGivenUp(t *testing.T) {
	queue := labReport(t, func(p *bench.Plan) {
		*p = bench.DefaultQueue("lab")
		p.Transports, p.Trials = []string{"tcp"}, 1
	})
	x := &queue.Results[0]
	checks.Equal(t, "all applied", queue.fateSentence(), "At least once lost none and applied none twice.")
	x.Queue.Never = 7
	checks.Equal(t, "lost", queue.fateSentence(), "At least once lost 7 of 500 events over TCP, and applied none twice.")
	x.GivenUp = 1
	checks.Equal(t, "given up", queue.fateSentence(), "At least once did not apply 7 of 500 events over TCP, and applied none twice.")

	room := &Report{Findings: &bench.Findings{Plan: bench.Plan{Server: "broadcast", Subscribers: 10, Slow: 2, Disconnect: time.Second}}}
	y := &bench.Result{Transport: "tcp", Trials: make([]bench.Metrics, 2)}
	y.Failures, y.GivenUp = 12, 1
	checks.Equal(t, "a room's troubles", list(room.troubles(y)), "had 12 of 14 connections fail and was given up in 1 of 2 trials")
	room.Plan.Server = "echo"
	y.Failures, y.GivenUp = 2, 1
	checks.Equal(t, "an echo server's", list(room.troubles(y)), "had 1 of 2 connections fail and was given up in 1 of 2 trials")
}
