package packet

import (
	"encoding/binary"
	"fmt"
)

// Verify checks the checksums: of the IP header, and of the whole segment, datagram or control
// message, unless this is a fragment or UDP's sender made none.
func (p Packet) Verify() error {
	if len(p.Data) < minIPv4 || p.IPv4.Version != 4 {
		return fmt.Errorf("packet: verify: %w: no header", errMalformed)
	}
	if sum(0, p.Data[:p.IPv4.HeaderLength()]) != allOnes {
		return fmt.Errorf("packet: verify: IPv4: wrong checksum %#04x", p.IPv4.HeaderChecksum)
	}
	body := p.Data[p.IPv4.HeaderLength():]
	switch {
	case p.IPv4.Fragment():
	case p.TCP != nil && sum(p.pseudoHeader(len(body)), body) != allOnes:
		return fmt.Errorf("packet: verify: TCP: wrong checksum %#04x", p.TCP.Checksum)
	case p.UDP != nil && p.UDP.Checksum != 0 && sum(p.pseudoHeader(int(p.UDP.Length)), body[:p.UDP.Length]) != allOnes:
		return fmt.Errorf("packet: verify: UDP: wrong checksum %#04x", p.UDP.Checksum)
	case p.ICMP != nil && sum(0, body) != allOnes:
		return fmt.Errorf("packet: verify: ICMP: wrong checksum %#04x", p.ICMP.Checksum)
	}
	return nil
}

// allOnes is the sum over data together with its checksum, if nothing has changed on the way: the
// checksum is the complement of the sum over the rest.
const allOnes = 0xffff

// sum adds b to start in 16-bit words; what overflows is added at the low end (RFC 1071).
func sum(start uint32, b []byte) uint32 {
	for ; len(b) > 1; b = b[2:] {
		start += uint32(binary.BigEndian.Uint16(b))
	}
	if len(b) == 1 {
		start += uint32(b[0]) << 8
	}
	for start > allOnes {
		start = start>>16 + start&allOnes
	}
	return start
}

// pseudoHeader is the sum over what TCP and UDP count in besides their own bytes: the addresses, the
// protocol and the length. A packet for somebody else does not pass for one's own.
func (p Packet) pseudoHeader(length int) uint32 {
	return sum(uint32(p.IPv4.Protocol)+uint32(length), p.Data[12:20])
}
