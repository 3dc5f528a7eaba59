package packet

import (
	"encoding/binary"
	"fmt"
	"net/netip"
)

// The protocols that an IP packet may carry, of those that Decode knows.
const (
	ProtocolICMP = 1
	ProtocolTCP  = 6
	ProtocolUDP  = 17
)

// IPv4 is the header of an IP packet (RFC 791 section 3.1; what that calls Type of Service is two
// fields today, RFC 2474 and RFC 3168).
//
//	 0                   1                   2                   3
//	+-------+-------+-----------+---+-------------------------------+
//	|Version|  IHL  |   DSCP    |ECN|         Total Length          |
//	+-------+-------+-----------+---+-----+-------------------------+
//	|        Identification         |Flags|     Fragment Offset     |
//	+---------------+---------------+-----+-------------------------+
//	| Time to Live  |   Protocol    |        Header Checksum        |
//	+---------------+---------------+-------------------------------+
//	|                        Source Address                         |
//	+---------------------------------------------------------------+
//	|                      Destination Address                      |
//	+---------------------------------------------------------------+
//	|                     Options, if IHL > 5                       |
//	+---------------------------------------------------------------+
type IPv4 struct {
	Version            uint8
	IHL                uint8 // length of the header, in units of 4 bytes
	DSCP               uint8
	ECN                uint8
	TotalLength        uint16 // header and all that follows, in bytes
	Identification     uint16 // the same in all fragments of a packet
	DontFragment       bool
	MoreFragments      bool
	FragmentOffset     int // where this fragment belongs, in bytes (on the wire: units of 8)
	TimeToLive         uint8
	Protocol           uint8
	HeaderChecksum     uint16
	SourceAddress      netip.Addr
	DestinationAddress netip.Addr
	Options            []byte
}

const minIPv4 = 20

func decodeIPv4(b []byte) (IPv4, error) {
	if err := short(b, minIPv4); err != nil {
		return IPv4{}, err
	}
	fragment := binary.BigEndian.Uint16(b[6:])
	h := IPv4{
		Version: b[0] >> 4, IHL: b[0] & 15,
		DSCP: b[1] >> 2, ECN: b[1] & 3,
		TotalLength:    binary.BigEndian.Uint16(b[2:]),
		Identification: binary.BigEndian.Uint16(b[4:]),
		DontFragment:   fragment&0x4000 != 0,
		MoreFragments:  fragment&0x2000 != 0,
		FragmentOffset: int(fragment&0x1fff) * 8,
		TimeToLive:     b[8], Protocol: b[9],
		HeaderChecksum:     binary.BigEndian.Uint16(b[10:]),
		SourceAddress:      netip.AddrFrom4([4]byte(b[12:16])),
		DestinationAddress: netip.AddrFrom4([4]byte(b[16:20])),
	}
	length := h.HeaderLength()
	switch {
	case h.Version != 4:
		return IPv4{}, fmt.Errorf("%w: version %d", errMalformed, h.Version)
	case length < minIPv4, int(h.TotalLength) < length:
		return IPv4{}, fmt.Errorf("%w: a header of %d bytes in %d", errMalformed, length, h.TotalLength)
	}
	if err := short(b, int(h.TotalLength)); err != nil {
		return IPv4{}, err
	}
	if length > minIPv4 {
		h.Options = b[minIPv4:length]
	}
	return h, nil
}

// HeaderLength is the length of the header with its options, in bytes.
func (h IPv4) HeaderLength() int { return int(h.IHL) * 4 }

// Fragment reports whether the packet is a part of a larger one.
func (h IPv4) Fragment() bool { return h.MoreFragments || h.FragmentOffset > 0 }
