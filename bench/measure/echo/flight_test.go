package echo

import (
	"testing"
	"time"

	"wirelab/bench"
	"wirelab/bench/internal/checks"
	"wirelab/bench/measure/place"
	"wirelab/bench/measure/trial"
	"wirelab/internal/transport"
)

const ms = time.Millisecond

// flightOf returns a flight of n messages, sent a millisecond apart, on which nothing has come yet.
// Its clock shows now.
func flightOf(n int, now time.Duration) *flight {
	p := bench.Plan{Size: 200, Rate: 1000, Duration: time.Duration(n) * ms, Wait: 100 * ms}
	at := &place.Place{Now: func() time.Duration { return now }}
	f := newFlight(trial.New(p, at, transport.Transport{Name: "udp"}, "", 3), nil)
	for i := range f.trial.Samples.Messages {
		m := &f.trial.Samples.Messages[i]
		m.Sent, m.Returned = m.Due, m.Due
	}
	return f
}

func TestRecord(t *testing.T) {
	const n = 50
	f := flightOf(n, 0)
	if f.record(n, 0) {
		t.Error("there is no such message")
	}
	refused := 0
	for range 10_000 { // a server gone mad
		if !f.record(0, 5*ms) {
			refused++
		}
	}
	checks.Equal(t, "copies", f.trial.Samples.Messages[0].Copies+refused, 10_000)
	for seq := n - 1; seq > 0; seq-- {
		if !f.record(seq, time.Duration(seq+10)*ms) {
			t.Fatalf("no room for message %d", seq)
		}
	}
	select {
	case <-f.trial.AllArrived:
	default:
		t.Error("all have arrived, and nobody was told")
	}
	checks.Equal(t, "arrivals", len(f.trial.Samples.Arrivals), 2*n+1000)
	m := bench.Summarise(f.trial.Samples)
	checks.Equal(t, "lost", m.Lost, 0)
	checks.Equal(t, "duplicates", m.Duplicates, n+1000)
	checks.Equal(t, "first copy", f.trial.Samples.Messages[0].Received, 5*ms)
}

// What is done between a message's coming and the next must not wait for the garbage collector.
func TestRecordAllocatesNothing(t *testing.T) {
	f := flightOf(5000, 0)
	msg := make([]byte, 200)
	f.trial.Real.Put(msg, 0)
	seq := 0
	if n := testing.AllocsPerRun(4000, func() {
		f.trial.Real.Put(msg, seq)
		got, ok := f.trial.Real.Seq(msg)
		if !ok || !f.record(got, 0) {
			t.Fatal("refused")
		}
		seq++
	}); n != 0 {
		t.Errorf("recording a message allocates %v times", n)
	}

	r := newReach(true, 1)
	stream := streamOf(7, 0)
	r.data(alice, stream) // makes room for the rest
	if n := testing.AllocsPerRun(1000, func() { r.data(alice, stream) }); n != 0 {
		t.Errorf("noting that a message reached allocates %v times", n)
	}
}

// Where a trial is cut short, what is under way has no fate yet: it is not counted.
func TestFinishCutShort(t *testing.T) {
	const start = time.Second
	for _, test := range []struct {
		name     string
		reliable bool
		cut      bool
		now      time.Duration // since start
		missing  int           // the message that has not come; those after it have
		want     int           // messages counted
	}{
		{"not cut: missing is lost", false, false, 50 * ms, 3, 10},
		{"UDP: it may still come", false, true, 50 * ms, 3, 9},
		{"UDP: the wait is over", false, true, 103*ms + 1, 3, 10},
		{"UDP: to the moment", false, true, 103 * ms, 3, 9},
		{"TCP: the wait is over, but TCP goes on", true, true, 103*ms + 1, 3, 9},
		{"all have come", true, true, 50 * ms, -1, 10},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := flightOf(10, start+test.now)
			f.trial.Samples.Reliable = test.reliable
			for seq := range f.trial.Samples.Messages {
				f.trial.Samples.Messages[seq].Sent += start
				f.trial.Samples.Messages[seq].Returned = f.trial.Samples.Messages[seq].Sent
				if seq != test.missing {
					f.record(seq, start+20*ms)
				}
			}
			f.finish(start, nil, test.cut)
			m := bench.Summarise(f.trial.Samples)
			checks.Equal(t, "sent", m.Sent, test.want)
			checks.Equal(t, "received", m.Received, test.want-m.Lost)
			checks.Equal(t, "not sent", m.NotSent, 0)
			checks.Equal(t, "first", f.trial.Samples.Messages[0], bench.Sample{Sent: 0, Returned: 0, Received: 20 * ms, Reached: bench.Never, Copies: 1})
		})
	}

	// What was not sent yet is not counted either.
	f := flightOf(10, start+50*ms)
	for seq := range f.trial.Samples.Messages {
		f.trial.Samples.Messages[seq].Sent = bench.Never
	}
	f.finish(start, nil, true)
	checks.Equal(t, "sent", bench.Summarise(f.trial.Samples).Sent, 0)
}

// finish puts what the server saw on the trial's clock.
func TestFinishReached(t *testing.T) {
	r := newReach(false, 2)
	r.now = func() time.Duration { return time.Second + 7*ms }
	r.data(bob, messageOf(7, 1))
	f := flightOf(2, 2*time.Second)
	f.finish(time.Second, r, false)
	checks.Equal(t, "not reached", f.trial.Samples.Messages[0].Reached, bench.Never)
	checks.Equal(t, "reached", f.trial.Samples.Messages[1].Reached, 7*ms)
}
