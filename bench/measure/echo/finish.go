package echo

import (
	"time"

	"wirelab/bench"
	"wirelab/bench/measure/trial"
)

// finish turns clock readings into times since start, and adds what the server saw. In a trial that
// was cut short, messages that could still have come count as not sent.
func (f *flight) finish(start time.Duration, reach *reach, cut bool) {
	s := f.trial.Samples
	var reached []time.Duration
	if reach != nil {
		reached = reach.end()
	}
	end := f.trial.Place.Now() - start
	for i := range s.Messages {
		m := &s.Messages[i]
		if reached != nil {
			m.Reached = reached[i]
		}
		trial.SinceStart(start, &m.Sent, &m.Returned, &m.Reached, &m.Received)
		settled := m.Received != bench.Never || !s.Reliable && end-m.Sent > s.Wait
		if cut && !settled {
			m.Sent = bench.Never
		}
	}
	for i := range s.Arrivals {
		s.Arrivals[i].At -= start
	}
	for i := range s.Window {
		s.Window[i].At -= start
	}
	f.trial.Finish(start, cut)
}
