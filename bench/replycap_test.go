package bench

import (
	"testing"
	"time"
)

// capped are messages that are due each interval, of which a server answers so many in each of its seconds. Its first began
// just before, with a message to warm up.
func capped(n int, interval time.Duration, most int) []Sample {
	messages := make([]Sample, n)
	second, answers := time.Duration(0), 1
	for i := range messages {
		due := time.Duration(i) * interval
		if now := due / time.Second; now != second {
			second, answers = now, 0
		}
		answers++
		messages[i] = Sample{Due: due, Sent: due, Received: due + time.Millisecond}
		if answers > most {
			messages[i].Received = Never
		}
	}
	return messages
}

// A server that caps its replies by the second leaves a trace. What is lost in other ways does not look like it.
func TestReplyCap(t *testing.T) {
	every := func(step int) []Sample {
		messages := capped(1500, 2*time.Millisecond, 1000)
		for i := range messages {
			if i%step == 0 {
				messages[i].Received = Never
			}
		}
		return messages
	}
	late := capped(1500, 2*time.Millisecond, 100)
	for i := range late[:900] { // for a while the server had more time than that
		late[i].Received = late[i].Due
	}
	for _, c := range []struct {
		name     string
		messages []Sample
		want     int // 0: no cap
	}{
		{"100 a second of 500", capped(1500, 2*time.Millisecond, 100), 100},
		{"10 a second of 50", capped(150, 20*time.Millisecond, 10), 10},
		{"none", capped(1500, 2*time.Millisecond, 1000), 0},
		{"each 50th lost", every(50), 0},
		{"half of the time only", late, 0},
		{"no messages", nil, 0},
	} {
		n, ok := replyCap(c.messages)
		if n != c.want || ok != (c.want > 0) {
			t.Errorf("%s: cap %d, %t; want %d", c.name, n, ok, c.want)
		}
	}
}
