package packet

import "encoding/binary"

// Sum is the ones' complement sum of 16-bit words (RFC 1071), added to a sum so far. A checksum is its complement; over bytes that hold
// their checksum, the sum is 0xffff.
func Sum(b []byte, so uint32) uint16 {
	total := uint64(so)
	for ; len(b) >= 4; b = b[4:] {
		total += uint64(binary.BigEndian.Uint32(b))
	}
	if len(b) >= 2 {
		total += uint64(binary.BigEndian.Uint16(b))
		b = b[2:]
	}
	if len(b) == 1 {
		total += uint64(b[0]) << 8
	}
	for total > 0xffff {
		total = total>>16 + total&0xffff
	}
	return uint16(total)
}

// Pseudo is what the checksum of a segment or a datagram of so many bytes covers of the IP header before it: the addresses, the protocol,
// and that length (RFC 9293 section 3.1, RFC 768).
func Pseudo(ip []byte, length int) uint32 {
	return uint32(Sum(ip[12:20], 0)) + uint32(ip[9]) + uint32(length)
}
