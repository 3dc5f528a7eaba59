package bench

import (
	"time"

	"wirelab/internal/packet"
)

// Wire is what a trial cost on the wire: IP packets, in both directions, as they entered the link,
// whether or not they arrived. Copies that the link made are not the hosts' doing and do not count.
type Wire struct {
	WirePart
	SetUp    WirePart `json:"setup"`    // before the first message was due
	Messages WirePart `json:"messages"` // until the connection was closed
	Close    WirePart `json:"close"`    // after that
	// Retransmissions are TCP segments that were sent again, by both hosts.
	Retransmissions int `json:"retransmissions"`
}

// A WirePart counts packets, and their bytes from the IP header on.
type WirePart struct {
	Packets int `json:"packets"`
	Bytes   int `json:"bytes"`
}

// wireOf divides what was seen at the times at which the first message was due and the connection
// was closed.
func wireOf(seen []packet.Record, start, closed time.Duration, retransmissions int) *Wire {
	w := &Wire{Retransmissions: retransmissions}
	for _, s := range seen {
		part := &w.Messages
		switch {
		case s.Copy:
			continue
		case s.Time < start:
			part = &w.SetUp
		case s.Time >= closed:
			part = &w.Close
		}
		for _, p := range []*WirePart{&w.WirePart, part} {
			p.Packets++
			p.Bytes += len(s.Data)
		}
	}
	return w
}

// add adds what other trials cost; nil where one of them is unknown.
func (w *Wire) add(o *Wire) *Wire {
	if w == nil || o == nil {
		return nil
	}
	sum := func(a, b WirePart) WirePart { return WirePart{a.Packets + b.Packets, a.Bytes + b.Bytes} }
	return &Wire{
		sum(w.WirePart, o.WirePart), sum(w.SetUp, o.SetUp), sum(w.Messages, o.Messages), sum(w.Close, o.Close),
		w.Retransmissions + o.Retransmissions,
	}
}
