package packet

import (
	"fmt"
	"net/netip"
)

// A tracker follows the TCP connections on a link from where their packets enter it: it sees what the
// hosts send, in the order in which they send it, lost or not.
type tracker struct {
	protocol Protocol
	counts   bool // bytes alone: nobody looks at units
	flows    map[flowKey]*flow

	connections int // so far
}

// A flowKey names one direction of a connection.
type flowKey struct{ from, to netip.AddrPort }

func (k flowKey) back() flowKey { return flowKey{k.to, k.from} }

// A flow is one direction of a connection.
type flow struct {
	number int // of the connection, from 1
	stream Stream
	parser Parser
}

// maxFlows bounds what a tracker remembers. Connections beyond are not followed.
const maxFlows = 1 << 16

// A sight is a packet as the tracker sees it.
type sight struct {
	Packet
	err      error
	key      flowKey
	seq, ack uint32   // relative: the SYN is 0 and the first byte of data 1
	sacked   []string // the ranges that SACK reports, the last number included
	fed      Fed
	framing  int // bytes that were not sent before
	payload  int
	units    []Unit // that end in this packet
	open     *Unit  // that goes on after it
	inHead   bool   // with its header
}

// see takes the next record.
func (t *tracker) see(r Record) (s sight) {
	if s.Packet, s.err = Decode(r.Data); s.err != nil {
		return s
	}
	ip := s.IPv4
	switch {
	case s.UDP != nil:
		s.key = flowKey{
			netip.AddrPortFrom(ip.SourceAddress, s.UDP.SourcePort),
			netip.AddrPortFrom(ip.DestinationAddress, s.UDP.DestinationPort),
		}
	case s.TCP != nil:
		s.key = flowKey{
			netip.AddrPortFrom(ip.SourceAddress, s.TCP.SourcePort),
			netip.AddrPortFrom(ip.DestinationAddress, s.TCP.DestinationPort),
		}
		if !ip.Fragment() {
			t.follow(&s, r)
		}
	}
	return s
}

// follow places a segment in its connection.
func (t *tracker) follow(s *sight, r Record) {
	f := t.flow(s.key, s.TCP)
	if f == nil {
		s.seq, s.ack = s.TCP.SequenceNumber, s.TCP.AcknowledgmentNumber
		s.payload = len(s.Payload)
		return
	}
	s.fed = f.stream.Feed(s.TCP, s.Payload, r.Time)
	s.seq = s.TCP.SequenceNumber - f.stream.first + 1
	if s.TCP.Flags.Has(ACK) {
		if other := t.flows[s.key.back()]; other != nil && other.stream.begun {
			s.ack = s.TCP.AcknowledgmentNumber - other.stream.first + 1
			for _, block := range s.TCP.Options.SACK {
				first := other.stream.first
				s.sacked = append(s.sacked, fmt.Sprintf("SACK %d-%d", block.Left-first+1, block.Right-first))
			}
		}
	}
	framing, payload := f.parser.Split()
	for _, c := range s.fed.Delivered {
		s.units = append(s.units, f.parser.Feed(c)...)
	}
	if !t.counts && len(s.fed.Delivered) > 0 {
		s.open, s.inHead = f.unfinished()
	}
	framingNow, payloadNow := f.parser.Split()
	s.framing, s.payload = int(framingNow-framing), int(payloadNow-payload)
}

// unfinished is the unit that goes on after the last segment, nil if there is none, and whether it is
// still in its header.
func (f *flow) unfinished() (u *Unit, inHead bool) {
	open, ok := f.parser.Open()
	if !ok {
		return nil, false
	}
	if open.Kind == Message && f.parser.Protocol == LengthPrefix {
		open.Payload += f.parser.left // a part is shown as part of the whole
	}
	return &open, f.parser.state == inHeader
}

// flow finds the flow of a segment, or begins it: with a SYN that is not one sent again, the same
// addresses and ports are a new connection.
func (t *tracker) flow(key flowKey, h *TCP) *flow {
	f := t.flows[key]
	if f != nil && !(h.Flags.Has(SYN) && f.stream.begun && h.SequenceNumber+1 != f.stream.first) {
		return f
	}
	if len(t.flows) >= maxFlows && f == nil {
		return nil
	}
	if t.flows == nil {
		t.flows = make(map[flowKey]*flow)
	}
	if !h.Flags.Has(ACK) {
		delete(t.flows, key.back()) // the answer belongs to the new connection, too
	}
	f = &flow{parser: Parser{Protocol: t.protocol, counts: t.counts}}
	if other := t.flows[key.back()]; other != nil {
		f.number = other.number
	} else {
		t.connections++
		f.number = t.connections
	}
	t.flows[key] = f
	return f
}
