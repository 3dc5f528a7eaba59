package bench

import (
	"time"

	"wirelab/internal/packet"
)

// Wire is what a trial cost on the wire: IP packets, in both directions, as they entered the link,
// whether or not they arrived. Copies that the link made are not the hosts' doing and do not count.
type Wire struct {
	packet.Cost             // of all
	SetUp       packet.Cost `json:"setup"`    // before the first message was due
	Messages    packet.Cost `json:"messages"` // until the connection was closed
	Close       packet.Cost `json:"close"`    // after that
}

// wireOf counts what was seen, and divides it at the times at which the first message was due and the
// connection was closed.
func wireOf(seen []packet.Record, framing packet.Protocol, start, closed time.Duration) *Wire {
	w := &Wire{}
	counter := packet.Counter{Protocol: framing}
	for _, r := range seen {
		cost := counter.Add(r)
		switch {
		case r.Time < start:
			w.SetUp.Add(cost)
		case r.Time < closed:
			w.Messages.Add(cost)
		default:
			w.Close.Add(cost)
		}
	}
	w.Cost = counter.Total
	return w
}

// add adds what other trials cost; nil where one of them is unknown.
func (w *Wire) add(o *Wire) *Wire {
	if w == nil || o == nil {
		return nil
	}
	sum := *w
	sum.Cost.Add(o.Cost)
	sum.SetUp.Add(o.SetUp)
	sum.Messages.Add(o.Messages)
	sum.Close.Add(o.Close)
	return &sum
}
