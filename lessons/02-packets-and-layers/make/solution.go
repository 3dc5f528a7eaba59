//go:build solution

// Package envelope puts a message into a UDP datagram, and that into an IP packet, byte by byte.
package envelope

import (
	"encoding/binary"
	"errors"
	"net/netip"
)

// ErrTooLong is for a message that does not fit: both headers and the message have at most 65,535 bytes.
var ErrTooLong = errors.New("the message is too long for one datagram")

// ErrBad is for bytes that are not a whole IP packet with a whole UDP datagram in it.
var ErrBad = errors.New("this is no good UDP packet")

// Lengths of the headers, in bytes. An IP header with options is longer.
const (
	lenIP  = 20
	lenUDP = 8
	udp    = 17 // in the IP header: UDP comes next
)

// Checksum is the Internet's (RFC 1071): the bytes are added up in pairs, and the sum is inverted. A
// header that holds its own right checksum has the checksum 0.
func Checksum(b []byte) uint16 {
	sum := uint32(0)
	for ; len(b) >= 2; b = b[2:] {
		sum += uint32(binary.BigEndian.Uint16(b))
	}
	if len(b) == 1 {
		sum += uint32(b[0]) << 8
	}
	for sum > 0xffff {
		sum = sum>>16 + sum&0xffff
	}
	return ^uint16(sum)
}

// ChecksumUDP is UDP's (RFC 768): over the datagram, and over the addresses, the protocol and the length
// as well, so that a datagram that went to the wrong host is found out. The datagram's own checksum field
// is 0 while it is made. With the right checksum in it, the result is 0.
func ChecksumUDP(from, to netip.Addr, datagram []byte) uint16 {
	b := append(from.AsSlice(), to.AsSlice()...)
	b = append(b, 0, udp)
	b = binary.BigEndian.AppendUint16(b, uint16(len(datagram)))
	return Checksum(append(b, datagram...))
}

// Wrap puts a message into a UDP datagram and that into an IPv4 packet.
func Wrap(from, to netip.AddrPort, message []byte) ([]byte, error) {
	total := lenIP + lenUDP + len(message)
	if total > 65_535 {
		return nil, ErrTooLong
	}
	be := binary.BigEndian
	d := be.AppendUint16(nil, from.Port())
	d = be.AppendUint16(d, to.Port())
	d = be.AppendUint16(d, uint16(lenUDP+len(message)))
	d = be.AppendUint16(d, 0) // the checksum's place
	d = append(d, message...)
	sum := ChecksumUDP(from.Addr(), to.Addr(), d)
	if sum == 0 {
		sum = 0xffff
	}
	be.PutUint16(d[6:], sum)

	p := []byte{4<<4 | lenIP/4, 0}
	p = be.AppendUint16(p, uint16(total))
	p = append(p, 0, 0, 0x40, 0, 64, udp, 0, 0)
	p = append(p, from.Addr().AsSlice()...)
	p = append(p, to.Addr().AsSlice()...)
	be.PutUint16(p[10:], Checksum(p))
	return append(p, d...), nil
}

// Unwrap takes a packet apart.
func Unwrap(packet []byte) (from, to netip.AddrPort, message []byte, err error) {
	be := binary.BigEndian
	if len(packet) < lenIP || packet[0]>>4 != 4 {
		return from, to, nil, ErrBad
	}
	header, total := int(packet[0]&15)*4, int(be.Uint16(packet[2:]))
	switch {
	case header < lenIP, total < header+lenUDP, total > len(packet), Checksum(packet[:header]) != 0:
		return from, to, nil, ErrBad
	case packet[9] != udp, be.Uint16(packet[6:])&0x3fff != 0: // more fragments, or an offset
		return from, to, nil, ErrBad
	}
	d := packet[header:total]
	fromHost, toHost := netip.AddrFrom4([4]byte(packet[12:16])), netip.AddrFrom4([4]byte(packet[16:20]))
	if int(be.Uint16(d[4:])) != len(d) || be.Uint16(d[6:]) != 0 && ChecksumUDP(fromHost, toHost, d) != 0 {
		return from, to, nil, ErrBad
	}
	from, to = netip.AddrPortFrom(fromHost, be.Uint16(d)), netip.AddrPortFrom(toHost, be.Uint16(d[2:]))
	return from, to, d[lenUDP:], nil
}
