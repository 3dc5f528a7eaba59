package packet

import "time"

// A Flight follows what a client has under way over its first TCP connection: what it has sent and not yet seen
// acknowledged (RFC 5681's FlightSize). The zero Flight is ready.
type Flight struct {
	port  uint16 // the client's
	begun bool
	first uint32 // the first sequence number
	sent  uint32 // how far it has sent, counted from first on
	acked uint32 // how far it knows that the server has it
	again int    // segments of which at least a part was sent before
	acks  []ack  // that are still on their way, in the order in which they left
}

// An ack says, when it arrives, how far its sender has everything.
type ack struct {
	at   time.Duration
	upTo uint32
}

// At is how many bytes the client has under way at a time that is not before that of a packet seen, and how many segments
// it has sent again so far. begun is false while there is no connection.
func (f *Flight) At(now time.Duration) (bytes, again int, begun bool) {
	f.arrived(now)
	return int(f.sent - f.acked), f.again, f.begun
}

// Add takes the next packet, in the order in which they entered the link.
func (f *Flight) Add(r Record) {
	p, err := Decode(r.Data)
	if r.Copy || err != nil || p.TCP == nil {
		return
	}
	switch {
	case !f.begun && r.Up && p.TCP.Flags.Has(SYN):
		f.port, f.begun, f.first = p.TCP.SourcePort, true, p.TCP.SequenceNumber+1
	case !f.begun:
	case r.Up && p.TCP.SourcePort == f.port && len(p.Payload) > 0:
		from := p.TCP.SequenceNumber - f.first
		if int32(from-f.sent) < 0 {
			f.again++
		}
		if end := from + uint32(len(p.Payload)); int32(end-f.sent) > 0 {
			f.sent = end
		}
	case !r.Up && p.TCP.DestinationPort == f.port && r.Arrived() && p.TCP.Flags.Has(ACK):
		f.arrived(r.Time)
		f.acks = append(f.acks, ack{r.Arrives, p.TCP.AcknowledgmentNumber - f.first})
	}
}

// arrived takes the acknowledgements that have arrived by now. Reordered ones arrive before those ahead of them.
func (f *Flight) arrived(now time.Duration) {
	waiting := f.acks[:0]
	for _, a := range f.acks {
		switch {
		case a.at > now:
			waiting = append(waiting, a)
		case a.upTo == f.sent+1: // of a FIN, too, which is behind all data
			f.acked = f.sent
		case int32(a.upTo-f.acked) > 0 && int32(a.upTo-f.sent) <= 0:
			f.acked = a.upTo
		}
	}
	f.acks = waiting
}
