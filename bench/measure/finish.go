package measure

import (
	"time"

	"wirelab/bench"
)

// finish turns clock readings into times since start, and adds what the server saw. Of a trial that
// was cut short, messages that may still have come are taken for not sent.
func (f *flight) finish(start time.Duration, reach *reach, cut bool) {
	var reached []time.Duration
	if reach != nil {
		reached = reach.end()
	}
	end := f.now() - start
	for i := range f.Messages {
		m := &f.Messages[i]
		if reached != nil {
			m.Reached = reached[i]
		}
		since(start, &m.Sent, &m.Returned, &m.Reached, &m.Received)
		settled := m.Received != bench.Never || !f.Reliable && end-m.Sent > f.Wait
		if cut && !settled {
			m.Sent = bench.Never
		}
	}
	for i := range f.Arrivals {
		f.Arrivals[i].At -= start
	}
	f.Pauses = sinceStart(start, f.Pauses)
	f.Refused, f.SocketErrors = f.socket.seen()
	f.CutShort = cut
}

// since turns readings of the clock into times since start.
func since(start time.Duration, times ...*time.Duration) {
	for _, t := range times {
		if *t != bench.Never {
			*t -= start
		}
	}
}

// sinceStart does that to pauses.
func sinceStart(start time.Duration, pauses []bench.Pause) []bench.Pause {
	for i := range pauses {
		pauses[i].From -= start
		pauses[i].To -= start
	}
	return pauses
}
