package bench

import (
	"io"
	"testing"
	"time"

	"wirelab/internal/room/hub"

	"wirelab/bench/internal/checks"
)

const (
	us = time.Microsecond
	ms = time.Millisecond
)

// observed makes samples of messages, whose Received and Copies it fills in from the arrivals. Wait
// is 100 ms, a message has 100 bytes.
func observed(messages []Sample, arrivals ...Arrival) *Samples {
	s := &Samples{Transport: "udp", Size: 100, Wait: 100 * ms, ServerSaw: true, Messages: messages, Arrivals: arrivals}
	for i := range messages {
		messages[i].Received = Never
	}
	for _, a := range arrivals {
		m := &messages[a.Seq]
		if m.Copies++; m.Copies == 1 {
			m.Received = a.At
		}
	}
	return s
}

// example is a trial in which everything happens that can. What comes of it is worked out by hand in
// TestSummarise.
func example() *Samples {
	s := observed([]Sample{
		0: {Due: 0 * ms, Sent: 0 * ms, Reached: 4 * ms},
		1: {Due: 10 * ms, Sent: 12 * ms, Reached: 16 * ms}, // sent late
		2: {Due: 20 * ms, Sent: 20 * ms, Reached: Never},   // lost on the way up
		3: {Due: 30 * ms, Sent: 30 * ms, Reached: 36 * ms}, // lost on the way down
		4: {Due: 40 * ms, Sent: 40 * ms, Reached: 45 * ms}, // overtaken by 5
		5: {Due: 50 * ms, Sent: 50 * ms, Reached: 53 * ms},
		6: {Due: 60 * ms, Sent: 60 * ms, Reached: 70 * ms}, // came back 101 ms later
		7: {Due: 70 * ms, Sent: 70 * ms, Reached: 75 * ms}, // came thrice, the last time too late
		8: {Due: 80 * ms, Sent: Never, Reached: Never},     // not sent: no message at all
	},
		Arrival{0, 10 * ms}, Arrival{1, 20 * ms}, Arrival{5, 55 * ms}, Arrival{4, 60 * ms},
		Arrival{7, 80 * ms}, Arrival{7, 81 * ms}, Arrival{6, 161 * ms}, Arrival{7, 171 * ms},
	)
	s.Foreign = 2
	s.SetUp = 3 * ms
	return s
}

func TestSummarise(t *testing.T) {
	m := Summarise(example())

	checks.Equal(t, "sent", m.Sent, 8)
	checks.Equal(t, "received", m.Received, 5) // 0 1 4 5 7
	checks.Equal(t, "lost", m.Lost, 3)         // 2 3 6
	checks.Equal(t, "lost %", m.LostPercent, 37.5)
	checks.Equal(t, "lost up", *m.LostUp, 1)
	checks.Equal(t, "lost down", *m.LostDown, 1)      // 3; 6 came, and nothing has lost it
	checks.Equal(t, "loss periods", m.LossPeriods, 2) // 2-3, 6
	checks.Equal(t, "longest loss period", m.LossPeriodMax, 2)
	checks.Equal(t, "late", m.Late, 1) // 6
	checks.Equal(t, "slowest", m.LateMax, Known(101*ms))
	checks.Equal(t, "duplicates", m.Duplicates, 1)
	checks.Equal(t, "foreign", m.Foreign, 2)
	checks.Equal(t, "failures", m.Failures, 0)

	checks.Equal(t, "reordered", m.Reordered, 1)
	checks.Equal(t, "reordered %", m.ReorderedPercent, 20)
	checks.Equal(t, "reorder extent", m.ReorderExtentMax, 1)
	checks.Equal(t, "reorder late time", m.ReorderLateMax, Known(5*ms))
	checks.Equal(t, "3-reordered", m.ThreeReordered, 0)

	// In the order of their numbers, 0 1 4 5 7.
	checks.Equal(t, "response", m.Response, of(10*ms, 10*ms, 20*ms, 5*ms, 10*ms))
	checks.Equal(t, "response, median", m.Response.P50, Known(10*ms))
	checks.Equal(t, "response, mean", m.Response.Mean, Known(11*ms))
	checks.Equal(t, "service", m.Service, of(10*ms, 8*ms, 20*ms, 5*ms, 10*ms))
	checks.Equal(t, "service, mean", m.Service.Mean, Known(10600*time.Microsecond))
	checks.Equal(t, "lateness", m.SendLateness, of(0, 2*ms, 0, 0, 0, 0, 0, 0)) // of what was lost, too
	checks.Equal(t, "one way up", *m.OneWayUp, of(4*ms, 4*ms, 6*ms, 5*ms, 3*ms, 10*ms, 5*ms))
	checks.Equal(t, "one way down", *m.OneWayDown, of(6*ms, 4*ms, 15*ms, 2*ms, 5*ms))

	// In order of arrival, 0 1 5 4 7, the delays are 10 8 5 20 10 and differ by 2 3 15 10:
	// 2/16 = 0.125, + (3 - 0.125)/16 = 0.3046875, + (15 - 0.3046875)/16 = 1.22314453125,
	// + (10 - 1.22314453125)/16 = 1.771697998...
	checks.Equal(t, "RTP jitter at last", m.Jitter.RTPLast, Known(1771698*time.Nanosecond))
	// Those values stand for 10, 35, 5 and 20 of 70 ms.
	checks.Equal(t, "RTP jitter", m.Jitter.RTP, Known(763768*time.Nanosecond))
	checks.Equal(t, "PDV", m.Jitter.PDV99, Span{}) // of so few, unknown
	checks.Equal(t, "IPDV", m.Jitter.IPDV99, Span{})

	checks.Equal(t, "longest gap", m.Gaps.Longest, Known(35*ms)) // from 20 to 55
	checks.Equal(t, "released", m.Gaps.Released, 1)
	checks.Equal(t, "set-up", m.SetUp, Known(3*ms))
	checks.Equal(t, "goodput", m.Goodput, 5*100*8/0.080)
	checks.Equal(t, "stalls", *m.Stalls, Stalls{0, Known(0), Known(0)}) // UDP has none
}

func TestSummariseReliable(t *testing.T) {
	s := example()
	s.Reliable = true
	m := Summarise(s)
	checks.Equal(t, "received", m.Received, 6) // 6 is late and not lost
	checks.Equal(t, "late", m.Late, 1)
	checks.Equal(t, "lost", m.Lost, 2)
	checks.Equal(t, "lost up", *m.LostUp, 1)
	checks.Equal(t, "lost down", *m.LostDown, 1)
	checks.Equal(t, "loss periods", m.LossPeriods, 1)
	checks.Equal(t, "slowest", m.Service.Max, Known(101*ms))
	if m.Stalls != nil {
		t.Errorf("stalls %v: a host's sockets do not tell", *m.Stalls)
	}
}

func TestSummariseFailedConnection(t *testing.T) {
	s := observed([]Sample{
		{Sent: 0},
		{Due: 10 * ms, Sent: 10 * ms},
		{Due: 20 * ms, Sent: 20 * ms},
		{Due: 30 * ms, Sent: Never},
		{Due: 40 * ms, Sent: Never},
	}, Arrival{0, 5 * ms})
	s.Reliable = true
	s.Failed = io.EOF
	m := Summarise(s)
	checks.Equal(t, "sent", m.Sent, 3)
	checks.Equal(t, "lost", m.Lost, 2) // and what was never sent is not lost
	checks.Equal(t, "failures", m.Failures, 1)
	checks.Equal(t, "loss periods", m.LossPeriods, 1)
	checks.Equal(t, "longest loss period", m.LossPeriodMax, 2)
}

func TestSummariseTarget(t *testing.T) {
	s := example()
	s.ServerSaw = false
	for i := range s.Messages {
		s.Messages[i].Reached = Never
	}
	m := Summarise(s)
	checks.Equal(t, "lost", m.Lost, 3)
	if m.LostUp != nil || m.LostDown != nil || m.OneWayUp != nil || m.OneWayDown != nil {
		t.Error("somebody else's server tells what reached it")
	}
}

// The wait is exact, and runs from each message's own sending.
func TestSummariseWait(t *testing.T) {
	for service, lost := range map[time.Duration]int{100 * ms: 0, 100*ms + 1: 1} {
		m := Summarise(observed([]Sample{{Due: 10 * ms, Sent: 40 * ms}}, Arrival{0, 40*ms + service}))
		checks.Equal(t, service.String(), m.Lost, lost)
	}
}

func TestSummariseNothing(t *testing.T) {
	for name, s := range map[string]*Samples{
		"no messages": {},
		"none sent":   observed([]Sample{{Sent: Never}}),
		"all lost":    observed([]Sample{{Reached: Never}, {Reached: Never}}),
	} {
		m := Summarise(s)
		checks.Equal(t, name+": lost", m.Lost, m.Sent)
		checks.Equal(t, name+": response", m.Response, Distribution{Unit: "ms"})
		checks.Equal(t, name+": jitter", m.Jitter, Jitter{})
		checks.Equal(t, name+": gaps", m.Gaps, Gaps{})
		checks.Equal(t, name+": reordered by", m.ReorderLateMax, Span{})
		checks.Equal(t, name+": goodput", m.Goodput, 0)
	}
}

func TestSummariseLeavesSamplesAlone(t *testing.T) {
	s := example()
	Summarise(s)
	for i, m := range example().Messages {
		checks.Equal(t, "message", s.Messages[i], m)
	}
	for i, a := range example().Arrivals {
		checks.Equal(t, "arrival", s.Arrivals[i], a)
	}
}

func TestLossPeriods(t *testing.T) {
	for pattern, want := range map[string][2]int{ // number and longest; x is lost
		"....":      {0, 0},
		"x...":      {1, 1},
		"...x":      {1, 1},
		"xxxx":      {1, 4},
		"x.x.x":     {3, 1},
		".xx.xxx.x": {3, 3},
	} {
		var messages []Sample
		var arrivals []Arrival
		for seq, c := range pattern {
			messages = append(messages, Sample{Sent: time.Duration(seq) * ms})
			if c == '.' {
				arrivals = append(arrivals, Arrival{seq, time.Duration(seq+1) * ms})
			}
		}
		m := Summarise(observed(messages, arrivals...))
		checks.Equal(t, pattern, [2]int{m.LossPeriods, m.LossPeriodMax}, want)
	}
}

// of is the distribution of values, in any order. See TestDistribution for itself.
func of(values ...time.Duration) Distribution {
	return distribution(values)
}

// An answer that comes before its question is none, and the copy that comes after it counts.
func TestSummariseEarly(t *testing.T) {
	s := observed([]Sample{
		{Sent: 0}, {Due: 10 * ms, Sent: 10 * ms}, {Due: 20 * ms, Sent: 20 * ms}, {Due: 30 * ms, Sent: Never},
	}, Arrival{1, 5 * ms}, Arrival{0, 6 * ms}, Arrival{2, 19 * ms}, Arrival{2, 24 * ms}, Arrival{3, 25 * ms})
	m := Summarise(s)
	checks.Equal(t, "early", m.Early, 3) // 1, 2 and 3, which was never sent
	checks.Equal(t, "received", m.Received, 2)
	checks.Equal(t, "lost", m.Lost, 1)
	checks.Equal(t, "duplicates", m.Duplicates, 0)
	checks.Equal(t, "slowest", m.Response.Max, Known(6*ms))
	checks.Equal(t, "quickest", m.Response.Min, Known(4*ms))
	s.CutShort = true // what was not sent may be what was not noted
	checks.Equal(t, "cut short", Summarise(s).Early, 2)
}

// TestSummariseBroadcast: three subscribers and four messages, worked out by hand.
func TestSummariseBroadcast(t *testing.T) {
	heard := func(role Role, at ...time.Duration) *Heard {
		h := &Heard{Role: role, Received: at, Copies: make([]int, len(at)), Told: make([]bool, len(at))}
		for seq, d := range at {
			if d != Never {
				h.Copies[seq] = 1
				h.Arrivals = append(h.Arrivals, Arrival{seq, d})
			}
		}
		return h
	}
	s := &Samples{Size: 100, Wait: time.Second, Trial: 0, Transport: "udp", ServerSaw: true, Hub: &hub.Stats{Evicted: 2}}
	for seq := range 4 {
		due := time.Duration(seq) * 10 * ms
		s.Messages = append(s.Messages, Sample{Due: due, Sent: due, Returned: due, Reached: due + ms, Published: true})
	}
	s.Messages[3].Reached, s.Messages[3].Published = Never, false
	away := heard(Disconnected, 3*ms, Never, Never, Never)
	away.Told[1] = true
	s.Audience = []*Heard{
		heard(Ordinary, 2*ms, 13*ms, 24*ms, Never),
		heard(Ordinary, 4*ms, Never, 25*ms, Never),
		heard(Slow, 9*ms, Never, Never, Never),
		away,
	}
	m := Summarise(s)
	b := m.Broadcast
	checks.Equal(t, "to deliver", m.Sent, 8)
	checks.Equal(t, "received", m.Received, 5)
	checks.Equal(t, "lost up", *m.LostUp, 2)
	checks.Equal(t, "lost down", *m.LostDown, 1)
	checks.Equal(t, "response p50", m.Response.P50, Known(4*ms)) // of 2, 3, 4, 4 and 5
	checks.Equal(t, "one way down p50", m.OneWayDown.P50, Known(3*ms))
	checks.Equal(t, "published", b.Published, 4)
	checks.Equal(t, "some missed", b.MissedBySome, 1)
	checks.Equal(t, "all missed", b.MissedByAll, 1)
	checks.Equal(t, "completeness", b.Completeness, Completeness{0.25, 0.375}) // of 0.25, 0.25, 0.5 and 0.75
	checks.Equal(t, "the slow one's", *b.Slow, Completeness{0.25, 0.25})
	checks.Equal(t, "skew", b.Skew.P50, Known(ms)) // 2 ms and 1 ms
	checks.Equal(t, "evicted", b.Evicted, 2)
	checks.Equal(t, "away", *b.Away, Away{Once: 1, Told: 1, Lost: 1})
	sum := Combine(Plan{Server: "broadcast"}, "udp", []Metrics{m, m})
	checks.Equal(t, "of two trials, to deliver", sum.Sent, 16)
	checks.Equal(t, "of two trials, away", *sum.Broadcast.Away, Away{Once: 2, Told: 2, Lost: 2})
	checks.Equal(t, "a trial stays as it was", *sum.Trials[0].Broadcast.Away, *b.Away)
}
