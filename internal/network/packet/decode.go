package packet

import (
	"errors"
	"fmt"
	"io"
)

// A Packet is an IP packet, decoded. At most one of TCP, UDP and ICMP is set; none in a fragment but
// the first, and none for other protocols.
type Packet struct {
	IPv4    IPv4
	TCP     *TCP
	UDP     *UDP
	ICMP    *ICMP
	Payload []byte // what follows the innermost header that was decoded
	Data    []byte // the whole packet, as long as its header says
}

// errMalformed is for headers that contradict themselves.
var errMalformed = errors.New("malformed")

// Decode reads an IPv4 packet. The slices in the result are parts of b. A packet that is cut short is
// io.ErrUnexpectedEOF; with an error, the result holds the headers that could be read before it.
// Checksums are not looked at.
func Decode(b []byte) (Packet, error) {
	p, err := decode(b)
	if err != nil {
		return p, fmt.Errorf("packet: %w", err)
	}
	return p, nil
}

func decode(b []byte) (p Packet, err error) {
	p.Data = b
	if p.IPv4, err = decodeIPv4(b); err != nil {
		return p, fmt.Errorf("IPv4: %w", err)
	}
	p.Data = b[:p.IPv4.TotalLength] // what comes after it is padding of the link
	p.Payload = p.Data[p.IPv4.HeaderLength():]
	if p.IPv4.FragmentOffset > 0 {
		return p, nil // the transport's header was in the first fragment
	}
	switch p.IPv4.Protocol {
	case ProtocolTCP:
		t, err := decodeTCP(p.Payload)
		if err != nil {
			return p, fmt.Errorf("TCP: %w", err)
		}
		p.TCP, p.Payload = &t, p.Payload[t.HeaderLength():]
	case ProtocolUDP:
		u, err := decodeUDP(p.Payload, p.IPv4.MoreFragments)
		if err != nil {
			return p, fmt.Errorf("UDP: %w", err)
		}
		end := min(int(u.Length), len(p.Payload))
		p.UDP, p.Payload = &u, p.Payload[u.HeaderLength():end]
	case ProtocolICMP:
		c, err := decodeICMP(p.Payload)
		if err != nil {
			return p, fmt.Errorf("ICMP: %w", err)
		}
		p.ICMP, p.Payload = &c, p.Payload[c.HeaderLength():]
	}
	return p, nil
}

// Headers is the length of the IP header and the transport's together, in bytes.
func (p Packet) Headers() int {
	n := p.IPv4.HeaderLength()
	switch {
	case p.TCP != nil:
		n += p.TCP.HeaderLength()
	case p.UDP != nil:
		n += p.UDP.HeaderLength()
	case p.ICMP != nil:
		n += p.ICMP.HeaderLength()
	}
	return n
}

// short says that b ends before n bytes.
func short(b []byte, n int) error {
	if len(b) < n {
		return fmt.Errorf("%d bytes of at least %d: %w", len(b), n, io.ErrUnexpectedEOF)
	}
	return nil
}
