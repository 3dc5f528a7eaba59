package bench

import (
	"slices"
	"testing"
	"time"

	"wirelab/bench/internal/checks"
)

// sent makes the samples of a sender that is to send each 20 ms, does not run in the pauses, and is in
// Send for as long as said, by number; otherwise for 10 us. When it is late, it makes up for it.
func sent(n int, inSend map[int]time.Duration, pauses ...Pause) []Sample {
	run := func(from, d time.Duration) (to time.Duration) { // works for d, as far as it runs
		to = from + d
		for _, p := range pauses {
			if p.From >= from && p.From <= to || p.From < from && from < p.To {
				to += p.To - max(p.From, from)
			}
		}
		return to
	}
	var messages []Sample
	var free time.Duration
	for seq := range n {
		m := Sample{Due: time.Duration(seq) * 20 * ms, Reached: Never}
		m.Sent = run(max(m.Due, free), 3*us)
		d := 10 * us
		if long, ok := inSend[seq]; ok {
			d = long
		}
		m.Returned = run(m.Sent, d)
		free = m.Returned
		m.Received, m.Copies = m.Returned+50*us, 1
		messages = append(messages, m)
	}
	return messages
}

// TestBlame: whose lateness it is.
func TestBlame(t *testing.T) {
	stopped := Pause{1005 * ms, 3005 * ms}          // between two messages
	inside := Pause{1000*ms + 5*us, 3000*ms + 5*us} // in the Send of message 50
	everySend := map[int]time.Duration{}
	for seq := range 120 {
		everySend[seq] = 25 * ms
	}
	for _, test := range []struct {
		name         string
		messages     []Sample
		pauses       []Pause
		own, blocked bool // more than half of them are late by that, and by more than 100 ms
	}{
		{"all in time", sent(120, nil), nil, false, false},
		{"the process was stopped", sent(120, nil, stopped), nil, true, false},
		{"and knows of it", sent(120, nil, stopped), []Pause{stopped}, true, false},
		{"it was stopped in a Send", sent(120, nil, inside), []Pause{inside}, true, false},
		{"a Send waited for room", sent(120, map[int]time.Duration{50: 2 * time.Second}), nil, false, true},
		{"each Send waits for room", sent(120, everySend), nil, false, true},
		{"each takes its time, but not too long", sent(120, map[int]time.Duration{3: 15 * ms, 4: 15 * ms}), nil, false, false},
	} {
		own, blocked := blame(test.messages, test.pauses)
		for i, m := range test.messages {
			if own[i] < 0 || blocked[i] < 0 || own[i]+blocked[i] != m.Sent-m.Due {
				t.Fatalf("%s: message %d: %v and %v of %v", test.name, i, own[i], blocked[i], m.Sent-m.Due)
			}
		}
		late := func(by []time.Duration) bool {
			return distribution(slices.Clone(by)).P50.d > 100*ms
		}
		checks.Equal(t, test.name+": own", late(own), test.own)
		checks.Equal(t, test.name+": blocked", late(blocked), test.blocked)
	}
}
