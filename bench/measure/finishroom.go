package measure

import (
	"time"

	"wirelab/bench"
	"wirelab/internal/room/event"
)

// finish turns clock readings into times since start, and adds what the witness saw. Of a trial that
// was cut short, messages that may still have come to somebody are taken for not sent.
func (p *publication) finish(start time.Duration, w *witness, cut bool) {
	var reached []time.Duration
	if w != nil {
		reached, p.Hub = w.end(p.offsets)
	}
	end := p.now() - start
	for seq := range p.Messages {
		m := &p.Messages[seq]
		if reached != nil {
			m.Reached = reached[seq]
		}
		since(start, &m.Sent, &m.Returned, &m.Reached)
		settled := !p.Reliable && end-m.Sent > p.Wait
		offset := p.offsets[seq].Load()
		m.Published = offset > 0
		for _, s := range p.audience {
			since(start, &s.Received[seq])
			s.Told[seq] = m.Published && s.Copies[seq] == 0 && told(s.gaps, offset)
		}
		if cut && !settled && !p.allHave(seq) {
			m.Sent = bench.Never
		}
	}
	for _, s := range p.audience {
		for i := range s.Arrivals {
			s.Arrivals[i].At -= start
		}
	}
	p.Pauses = sinceStart(start, p.Pauses)
	p.Refused, p.SocketErrors = p.socket.seen()
	p.SetUp, p.CutShort = p.publisher.SetUp, cut
	p.Failed = p.publisher.Failed
}

func (p *publication) allHave(seq int) bool {
	for _, s := range p.audience {
		if s.Role == bench.Ordinary && s.Copies[seq] == 0 {
			return false
		}
	}
	return true
}

func told(gaps []event.Gap, offset uint64) bool {
	for _, g := range gaps {
		if g.From <= offset && offset <= g.To {
			return true
		}
	}
	return false
}
