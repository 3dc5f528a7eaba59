//go:build !solution

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

// YOUR TASK: write Wrap and Unwrap.
//
// Wrap puts a message into a UDP datagram and that into an IPv4 packet (RFC 768, RFC 791 section 3.1).
// The drawing in the lesson shows where everything stands. Into the IP header go version 4, a header of 5
// rows, service 0, identification 0, the flag "don't fragment" (40 00) and a time to live of 64.
//
//   - binary.BigEndian.AppendUint16 appends a number of two bytes.
//   - from.Addr().AsSlice() is an address as four bytes, from.Port() is the port.
//   - Put 0 where a checksum goes, and fill it in at the end: binary.BigEndian.PutUint16.
//   - In UDP, 0 means "no checksum". If yours comes out as 0, send ff ff in its place.
func Wrap(from, to netip.AddrPort, message []byte) ([]byte, error) {
	return nil, errors.New("Wrap is still to be written")
}

// Unwrap takes a packet apart. What comes from a network may be anything, so it returns ErrBad, and never
// panics or reads beyond the end, if
//
//   - it is too short for what it says of its own length, or for its headers;
//   - it is not IP version 4, or the IP header's checksum is wrong;
//   - what comes next is not UDP, or it is a fragment (flag 20 00, or an offset in the 13 bits after the flags);
//   - UDP's length does not agree with IP's, or its checksum is wrong (0 is none, and not wrong).
//
// The header may be longer than 20 bytes: its length in rows of 4 bytes is in the lower half of the first
// byte. And behind the packet there may be a filling, as on Ethernet: the packet ends where it says.
func Unwrap(packet []byte) (from, to netip.AddrPort, message []byte, err error) {
	return from, to, nil, errors.New("Unwrap is still to be written")
}
