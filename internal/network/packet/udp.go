package packet

import (
	"encoding/binary"
	"fmt"
)

// UDP is the header of a datagram (RFC 768): all that UDP adds to IP.
//
//	 0                   1                   2                   3
//	+-------------------------------+-------------------------------+
//	|          Source Port          |       Destination Port        |
//	+-------------------------------+-------------------------------+
//	|            Length             |           Checksum            |
//	+-------------------------------+-------------------------------+
type UDP struct {
	SourcePort      uint16
	DestinationPort uint16
	Length          uint16 // header and data, in bytes
	Checksum        uint16 // 0: the sender made none
}

const lenUDP = 8

// decodeUDP reads a datagram, of which a first fragment holds only the beginning.
func decodeUDP(b []byte, fragment bool) (UDP, error) {
	if err := short(b, lenUDP); err != nil {
		return UDP{}, err
	}
	u := UDP{
		SourcePort:      binary.BigEndian.Uint16(b),
		DestinationPort: binary.BigEndian.Uint16(b[2:]),
		Length:          binary.BigEndian.Uint16(b[4:]),
		Checksum:        binary.BigEndian.Uint16(b[6:]),
	}
	if u.Length < lenUDP {
		return UDP{}, fmt.Errorf("%w: a length of %d", errMalformed, u.Length)
	}
	if !fragment {
		return u, short(b, int(u.Length))
	}
	return u, nil
}

// HeaderLength is 8 bytes.
func (UDP) HeaderLength() int { return lenUDP }
