package report

import (
	"io"
	"strings"
	"testing"
	"time"

	"wirelab/bench"
	"wirelab/udpdemo"
)

// says checks which of these words are in the report's notes. "-" before them: they must not be.
func says(t *testing.T, r *story, words ...string) {
	t.Helper()
	notes := strings.Join(r.notes(), "\n")
	for _, w := range words {
		w, absent := strings.CutPrefix(w, "-")
		if strings.Contains(notes, w) == absent {
			t.Errorf("%q: there %v, want %v; the notes are\n%s", w, absent, !absent, notes)
		}
	}
}

func TestNotesWell(t *testing.T) {
	says(t, reportOf(bench.DefaultPlan("host"), nil),
		"TCP, UDP and WebSocket delivered every message, once and in order", "On loopback", "UDP's is 20.0 µs shorter", "WebSocket's is the same within this machine's noise",
		"-UDP lost", "-fell behind", "-left more than", "-Cut short", "-twice", "-out of order", "-fail", "-again", "-limits", "-It takes", "-That takes")
}

// TestNotesShortBuffer: that this machine gives UDP's sockets little is said, if UDP was measured.
func TestNotesShortBuffer(t *testing.T) {
	r := reportOf(bench.DefaultPlan("host"), nil)
	r.ShortBuffer = &udpdemo.SmallBufferError{Got: 208 << 10}
	says(t, r, "UDP: the socket's receive buffer is 208 KiB, not the 4096 KiB that were asked for")
	plan := bench.DefaultPlan("host")
	plan.Transports = []string{"tcp", "ws"}
	r = reportOf(plan, nil)
	r.ShortBuffer = &udpdemo.SmallBufferError{Got: 208 << 10}
	says(t, r, "-208 KiB")
}

func TestNotesTroubled(t *testing.T) {
	says(t, troubled(),
		"UDP lost 91 of 700 messages (13 %)", "delivered 7 out of order", "TCP lost 5 of 645 messages (0.78 %)", "1 of 7 connections fail",
		"WebSocket delivered every message", "24 segments were sent again for TCP", "looks like a lost one",
		"-On loopback", "-limits", "-fell behind", "-Cut short")
}

// TestNotesOfOne: one message is a message, and one connection a connection.
func TestNotesOfOne(t *testing.T) {
	one := bench.DefaultPlan("host")
	one.Rate, one.Duration, one.Trials = 1, time.Second, 1
	one.Targets = map[string]string{"tcp": "192.0.2.7:7101", "udp": "192.0.2.7:7102", "ws": "192.0.2.7:7103"}
	r := reportOf(one, map[string]fate{
		"udp": func(_, _ int, m *bench.Sample) { m.Received += 3 * time.Second }, // too late
		"tcp": func(_, _ int, m *bench.Sample) { lose(m) },
	})
	r.Result("tcp").Failures = 1
	says(t, r, "TCP lost 1 of 1 message (100 %) and had 1 of 1 connection fail", "UDP lost 1 of 1 message (100 %)",
		"1 of UDP's 1 message.", "-1 messages", "-1 connections")

	// A server that answers one message a second.
	says(t, capped(100, 1), "in each second 1 message came back", "-1 messages")

	room := &Report{Findings: &bench.Findings{Plan: bench.DefaultPlan("lab")}}
	room.Plan.Server, room.Plan.Disconnect = "broadcast", time.Second
	for _, away := range []bench.Away{{Once: 1}, {Lost: 1}} {
		room.Results = []bench.Result{{Transport: "tcp", Metrics: bench.Metrics{Broadcast: &bench.Broadcast{Away: &away}}}}
		says(t, &story{Report: room}, "of 1 message", "-1 messages")
	}
}

func TestNotesCutShort(t *testing.T) {
	says(t, cutShort(), "Cut short", "-TCP", "-difference", "-chance")
}

func TestNotesBehind(t *testing.T) {
	says(t, behind(), "UDP: this machine fell behind", "TCP: this machine", "median round trip is",
		"2 trials are not enough", "at least 6", "-TCP's median", "-shorter", "-longer")

	// The slowest 2 % alone.
	plan := bench.DefaultPlan("host")
	r := reportOf(plan, map[string]fate{"udp": func(trial, seq int, m *bench.Sample) {
		if seq%50 == 7 {
			m.Sent += 5 * ms
			m.Received += 5 * ms
		}
	}})
	says(t, r, "UDP: 1 message in 100 left more than", "-fell behind", "-TCP: 1", "-WebSocket: 1")
}

func TestNotesSameWithinTheMachinesNoise(t *testing.T) {
	r := reportOf(bench.DefaultPlan("host"), nil)
	says(t, r, "UDP's is 20.0 µs shorter", "WebSocket's is the same within this machine's noise (5.00 µs)")
	r.Calibration.Resolution = 20 * us
	says(t, r, "-UDP's is 20.0 µs shorter", "UDP's and WebSocket's are the same within this machine's noise (20.0 µs)")
}

// capped is a report in which the server answers the first n of each second's messages.
func capped(rate float64, n int) *story {
	return lossy(rate, 3500*ms, func(seq int) bool { return seq%int(rate) >= n })
}

// lossy is a report of UDP to a server elsewhere, in which these messages are lost.
func lossy(rate float64, duration time.Duration, lost func(seq int) bool) *story {
	plan := bench.DefaultPlan("host")
	plan.Transports, plan.Trials = []string{"udp"}, 2
	plan.Targets = map[string]string{"udp": "192.0.2.7:7102"}
	plan.Rate, plan.Duration = rate, duration
	return reportOf(plan, map[string]fate{"udp": func(trial, seq int, m *bench.Sample) {
		if lost(seq) {
			lose(m)
		}
	}})
}

func TestNotesCap(t *testing.T) {
	const told, warned = "limits its replies", "looks like a lost one"
	says(t, capped(2000, 1000), told, "1000 messages", "-"+warned)
	says(t, capped(1100, 1000), told, "1000 messages", "-"+warned)
	says(t, capped(500, 100), told, "100 messages", "-"+warned)

	random := func(seq int) bool { return seq*7919%100 < 2 }
	says(t, lossy(200, 2*time.Second, random), warned, "-"+told, "-1,000 times a second")
	says(t, lossy(2000, 2*time.Second, random), warned, "-"+told, "1,000 answers a second")
	says(t, lossy(200, 2*time.Second, func(seq int) bool { return seq%100 >= 80 }), warned, "-"+told) // in waves, of half a second
	says(t, lossy(200, 2*time.Second, func(seq int) bool { return seq >= 300 }), warned, "-"+told)    // it died
	says(t, lossy(200, 2*time.Second, func(seq int) bool { return true }), warned, "-"+told)
	says(t, lossy(200, 2*time.Second, func(seq int) bool { return false }), "-"+warned, "-"+told)

	// Bench's own server has no cap.
	r := capped(2000, 1000)
	r.Plan.Targets = nil
	says(t, r, "-"+warned, "-"+told)
}

// Single losses that happen to be a second apart are no cap.
func TestNotesCapByChance(t *testing.T) {
	says(t, lossy(50, 2*time.Second, func(seq int) bool { return seq == 20 || seq == 70 }), "-caps its replies")
	says(t, lossy(10, 5*time.Second, func(seq int) bool { return seq == 20 || seq == 30 }), "-caps its replies")
}

func TestNotesRetransmissions(t *testing.T) {
	r := troubled()
	for _, s := range r.samples {
		if s.TCP != nil {
			s.TCP.Retransmissions = 0
		}
	}
	r.sumUp()
	says(t, r, "-again")
}

// A Send that waits for room is the connection's doing, and not the generator's.
func TestNotesHeldUp(t *testing.T) {
	plan := bench.DefaultPlan("host")
	plan.Transports = []string{"tcp"}
	r := reportOf(plan, map[string]fate{"tcp": func(trial, seq int, m *bench.Sample) {
		m.Returned = m.Due + 120*ms // 6 messages later
		if seq > 0 {
			m.Sent = max(m.Due, m.Due-20*ms+120*ms)
		}
		m.Received = m.Returned + 20*ms
	}})
	says(t, r, "TCP made the sender wait: half of the messages waited for more than 100.0 ms", "-this machine")
}

// What a failed connection kept from being sent is said, and so is what UDP was told.
func TestNotesServerGone(t *testing.T) {
	plan := bench.DefaultPlan("host")
	plan.Targets = map[string]string{"tcp": "192.0.2.7:7101", "udp": "192.0.2.7:7102", "ws": "192.0.2.7:7103"}
	gone := func(trial, seq int, m *bench.Sample) {
		if seq >= 60 {
			lose(m)
		}
		if seq >= 61 {
			m.Sent = bench.Never
		}
	}
	r := reportOf(plan, map[string]fate{"tcp": gone, "udp": func(trial, seq int, m *bench.Sample) {
		if seq >= 60 {
			lose(m)
		}
	}})
	for _, s := range r.samples {
		switch s.Transport {
		case "tcp":
			s.Failed = io.EOF
		case "udp":
			s.Refused = 40
		}
	}
	r.sumUp()
	says(t, r, "TCP lost 7 of 427 messages (1.6 %), could not send 273 more because the connection was gone",
		"UDP lost 280 of 700 messages (40 %) and was told 280 times that nobody listens there", "-chose")
}

// sentAround makes the samples of a sender that is to send each 20 ms, does not run in the pause, and makes
// up for it then.
func sentAround(pause bench.Pause) (messages []bench.Sample) {
	free := time.Duration(0) // when it can send the next
	for seq := range 120 {
		m := bench.Sample{Due: time.Duration(seq) * 20 * ms, Reached: bench.Never, Copies: 1}
		m.Sent = max(m.Due, free) + 3*us
		if m.Sent > pause.From {
			m.Sent = max(m.Sent, pause.To)
		}
		m.Returned = m.Sent + 10*us
		m.Received, free = m.Returned+50*us, m.Returned
		messages = append(messages, m)
	}
	return messages
}

// TestNotesPause: the sentence says that the machine is to blame, and not the other side.
func TestNotesPause(t *testing.T) {
	plan := bench.DefaultPlan("host")
	plan.Transports, plan.Trials, plan.Duration = []string{"tcp"}, 1, 2400*ms
	stopped := bench.Pause{From: 1005 * ms, To: 3005 * ms}
	r := reportOf(plan, nil)
	r.samples[0].Messages = sentAround(stopped)
	for _, pauses := range [][]bench.Pause{nil, {stopped}} {
		r.samples[0].Pauses = pauses
		r.sumUp()
		says(t, r, "TCP: this machine fell behind", "-made the sender wait", "-other side")
	}
	says(t, r, "This program stood still for 2.00 s: it was stopped, or the machine was asleep or busy")
}

// TestNoLateNote: a wait that is long enough is not spoken of.
func TestNoLateNote(t *testing.T) {
	r := labReport(t, func(p *bench.Plan) { p.Trials, p.Duration = 1, 5*time.Second })
	if text := strings.Join(r.Notes, " "); strings.Contains(text, "--wait") {
		t.Error(text)
	}
}
