package watch

import (
	"slices"

	"wirelab/bench/measure/trial"
	"wirelab/internal/network/packet"
	"wirelab/internal/transport"
)

// layers is how many there are: IP, the transport, framing, the messages.
const layers = 4

// layerNames says what these are on a transport.
func layerNames(t transport.Transport) [layers]string {
	switch t.Framing {
	case packet.Unframed:
		return [layers]string{"IP header", "UDP header", "framing", "message"}
	case packet.LengthPrefix:
		return [layers]string{"IP header", "TCP header", "length prefix", "message"}
	case packet.WebSocket:
		return [layers]string{"IP header", "TCP header", "WebSocket framing", "message"}
	}
	return [layers]string{"IP header", "TCP header", "framing", "message"}
}

// A look is what the senders put into each packet.
type look struct {
	records   []packet.Record
	sights    []packet.Sight // of each record
	pieces    map[stream][]piece
	datagrams map[datagram][]int // which messages a datagram in fragments carries
	format    trial.Format
}

// A stream is one direction of a TCP connection.
type stream struct {
	connection int
	up         bool
}

func streamOf(s packet.Sight, r packet.Record) stream { return stream{s.Connection, r.Up} }

// A piece is a unit of a stream, and the messages that are in it.
type piece struct {
	packet.Unit
	messages []int
}

// A datagram is one that IP may have divided into fragments.
type datagram struct {
	up bool
	id uint16
}

// lookAt looks at records, in the order in which they left. A packet sent again, or with the end of a message, carries a
// message that began in another one: so all of the stream is read first.
func lookAt(records []packet.Record, framing packet.Protocol, format trial.Format) *look {
	l := &look{records: records, format: format, pieces: make(map[stream][]piece), datagrams: make(map[datagram][]int)}
	t := packet.Tracker{Protocol: framing}
	numbers := numbering{format, make(map[bool][]int)}
	sent := make(map[string]packet.Sight) // by the packet, for the link's copies
	for _, r := range records {
		s, known := sent[string(r.Data)]
		if !r.Copy || !known {
			s = t.See(r)
			sent[string(r.Data)] = s
			for _, u := range s.Units {
				l.pieces[streamOf(s, r)] = append(l.pieces[streamOf(s, r)], piece{u, numbers.messages(r.Up, u)})
			}
			if s.UDP != nil && s.IPv4.MoreFragments {
				l.datagrams[datagram{r.Up, s.IPv4.Identification}] = format.Begun(s.Payload)
			}
		}
		l.sights = append(l.sights, s)
	}
	return l
}

// A numbering tells which messages are in the units of a trial's streams, each given in the order of its stream.
type numbering struct {
	format trial.Format
	framed map[bool][]int // by direction: the messages whose frames go on (RFC 6455 section 5.4)
}

// messages are the numbers of the messages of which a unit has something.
func (n *numbering) messages(up bool, u packet.Unit) []int {
	switch {
	case !u.Carries():
		return nil
	case u.Kind != packet.WSFrame || u.Frame.Opcode != packet.Continuation:
		n.framed[up] = n.format.Begun(u.Preview)
	}
	return n.framed[up]
}

// messages are the numbers of the messages of which at least a part is in packet i.
func (l *look) messages(i int) (all []int) {
	s := l.sights[i]
	switch {
	case s.Err != nil:
	case s.IPv4.FragmentOffset > 0:
		return l.datagrams[datagram{l.records[i].Up, s.IPv4.Identification}]
	case s.UDP != nil:
		return l.format.Begun(s.Payload)
	}
	for _, p := range l.within(i) {
		all = append(all, p.messages...)
	}
	return slices.Compact(all) // a message may be in several frames
}

// within are the pieces of its stream that a segment has at least a byte of.
func (l *look) within(i int) []piece {
	s := l.sights[i]
	if s.Fed.From == s.Fed.To {
		return nil
	}
	pieces := l.pieces[streamOf(s, l.records[i])]
	from, _ := slices.BinarySearchFunc(pieces, s.Fed.From+1, func(p piece, o int64) int { return int(p.To - o) })
	to := from
	for to < len(pieces) && pieces[to].From < s.Fed.To {
		to++
	}
	return pieces[from:to]
}

// bytes says how many of packet i's bytes are of each layer, from IP up. That some of them were sent before makes no
// difference.
func (l *look) bytes(i int) (b [layers]int) {
	s := l.sights[i]
	if s.Err != nil {
		return [layers]int{len(s.Data)}
	}
	b[0] = s.IPv4.HeaderLength()
	b[1] = s.Headers() - b[0]
	rest := len(s.Data) - b[0] - b[1]
	switch {
	case s.UDP != nil, s.IPv4.FragmentOffset > 0:
		b[3] = rest
	case s.TCP == nil:
		b[1] += rest
	default:
		for _, p := range l.within(i) {
			b[2] += overlap(s.Fed, p.From, p.From+p.Framing) // it comes first
			b[3] += overlap(s.Fed, p.From+p.Framing, p.To)
		}
	}
	return b
}

// overlap is how many bytes of a segment lie between two offsets of its stream.
func overlap(f packet.Fed, from, to int64) int {
	return int(max(0, min(f.To, to)-max(f.From, from)))
}
