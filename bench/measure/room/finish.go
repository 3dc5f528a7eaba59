package room

import (
	"time"

	"wirelab/bench"
	"wirelab/bench/measure/trial"
	"wirelab/internal/room/event"
)

// finish turns clock readings into times since start, and adds what the witness saw. In a trial that
// was cut short, messages that could still have come to somebody count as not sent.
func (p *publication) finish(start time.Duration, w *witness, cut bool) {
	samples := p.trial.Samples
	var reached []time.Duration
	if w != nil {
		reached, samples.Hub = w.end(p.offsets)
	}
	end := p.trial.Place.Now() - start
	for seq := range samples.Messages {
		m := &samples.Messages[seq]
		if reached != nil {
			m.Reached = reached[seq]
		}
		trial.SinceStart(start, &m.Sent, &m.Returned, &m.Reached)
		settled := !samples.Reliable && end-m.Sent > samples.Wait
		offset := p.offsets[seq].Load()
		m.Published = offset > 0
		for _, s := range p.audience {
			trial.SinceStart(start, &s.heard.Received[seq])
			s.heard.Told[seq] = m.Published && s.heard.Copies[seq] == 0 && told(s.gaps, offset)
		}
		if cut && !settled && !p.allHave(seq) {
			m.Sent = bench.Never
		}
	}
	for _, s := range p.audience {
		for i := range s.heard.Arrivals {
			s.heard.Arrivals[i].At -= start
		}
	}
	samples.SetUp, samples.Failed = p.publisher.heard.SetUp, p.publisher.heard.Failed
	p.trial.Finish(start, cut)
}

// allHave says whether each ordinary subscriber has message seq.
func (p *publication) allHave(seq int) bool {
	for _, s := range p.audience {
		if s.heard.Role == bench.Ordinary && s.heard.Copies[seq] == 0 {
			return false
		}
	}
	return true
}

// told says whether the server has said that it lost what has this offset.
func told(gaps []event.Gap, offset uint64) bool {
	for _, g := range gaps {
		if g.From <= offset && offset <= g.To {
			return true
		}
	}
	return false
}
