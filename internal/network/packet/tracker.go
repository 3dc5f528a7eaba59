package packet

import (
	"fmt"
	"net/netip"
)

// A Tracker follows the TCP connections on a link from where their packets enter it: it sees what the
// hosts send, in the order in which they send it, lost or not.
type Tracker struct {
	Protocol    Protocol // of all TCP connections
	Connections int      // so far

	counts bool // bytes alone: nobody looks at units
	flows  map[FlowKey]*flow
}

// A FlowKey names one direction of a connection.
type FlowKey struct{ From, To netip.AddrPort }

func (k FlowKey) back() FlowKey { return FlowKey{k.To, k.From} }

// A flow is one direction of a connection.
type flow struct {
	number int // of the connection, from 1
	stream Stream
	parser Parser
}

// maxFlows bounds what a Tracker remembers. Connections beyond are not followed.
const maxFlows = 1 << 16

// A Sight is a packet as the Tracker sees it.
type Sight struct {
	Packet
	Err        error // of Decode
	Key        FlowKey
	Connection int      // its number, from 1; 0 where there is none
	Seq, Ack   uint32   // relative: the SYN is 0 and the first byte of data 1
	SACKed     []string // the ranges that SACK reports, the last number included
	Fed        Fed
	Units      []Unit // that end in this packet
	Open       *Unit  // that goes on after it; nil if there is none
	InHead     bool   // it goes on with its header

	framing, payload int // bytes that were not sent before
}

// See takes the next record.
func (t *Tracker) See(r Record) (s Sight) {
	if s.Packet, s.Err = Decode(r.Data); s.Err != nil {
		return s
	}
	ip := s.IPv4
	switch {
	case s.UDP != nil:
		s.Key = FlowKey{
			netip.AddrPortFrom(ip.SourceAddress, s.UDP.SourcePort),
			netip.AddrPortFrom(ip.DestinationAddress, s.UDP.DestinationPort),
		}
	case s.TCP != nil:
		s.Key = FlowKey{
			netip.AddrPortFrom(ip.SourceAddress, s.TCP.SourcePort),
			netip.AddrPortFrom(ip.DestinationAddress, s.TCP.DestinationPort),
		}
		if !ip.Fragment() {
			t.follow(&s, r)
		}
		if f := t.flows[s.Key]; f != nil {
			s.Connection = f.number
		}
	}
	return s
}

// follow places a segment in its connection.
func (t *Tracker) follow(s *Sight, r Record) {
	f := t.flow(s.Key, s.TCP)
	if f == nil {
		s.Seq, s.Ack = s.TCP.SequenceNumber, s.TCP.AcknowledgmentNumber
		s.payload = len(s.Payload)
		return
	}
	s.Fed = f.stream.Feed(s.TCP, s.Payload, r.Time)
	s.Seq = s.TCP.SequenceNumber - f.stream.first + 1
	if s.TCP.Flags.Has(ACK) {
		if other := t.flows[s.Key.back()]; other != nil && other.stream.begun {
			s.Ack = s.TCP.AcknowledgmentNumber - other.stream.first + 1
			for _, block := range s.TCP.Options.SACK {
				first := other.stream.first
				s.SACKed = append(s.SACKed, fmt.Sprintf("SACK %d-%d", block.Left-first+1, block.Right-first))
			}
		}
	}
	framing, payload := f.parser.Split()
	for _, c := range s.Fed.Delivered {
		s.Units = append(s.Units, f.parser.Feed(c)...)
	}
	if !t.counts && len(s.Fed.Delivered) > 0 {
		s.Open, s.InHead = f.unfinished()
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
func (t *Tracker) flow(key FlowKey, h *TCP) *flow {
	f := t.flows[key]
	if f != nil && !(h.Flags.Has(SYN) && f.stream.begun && h.SequenceNumber+1 != f.stream.first) {
		return f
	}
	if len(t.flows) >= maxFlows && f == nil {
		return nil
	}
	if t.flows == nil {
		t.flows = make(map[FlowKey]*flow)
	}
	if !h.Flags.Has(ACK) {
		delete(t.flows, key.back()) // the answer belongs to the new connection, too
	}
	f = &flow{parser: Parser{Protocol: t.Protocol, counts: t.counts}}
	if other := t.flows[key.back()]; other != nil {
		f.number = other.number
	} else {
		t.Connections++
		f.number = t.Connections
	}
	t.flows[key] = f
	return f
}
