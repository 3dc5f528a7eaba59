package packet

import (
	"encoding/binary"
	"fmt"
)

// ICMP is the header of a control message (RFC 792). Its payload, in messages of trouble, begins with
// the packet that was the cause.
type ICMP struct {
	Type         uint8
	Code         uint8
	Checksum     uint16
	RestOfHeader uint32 // its meaning depends on the type
}

const lenICMP = 8

func decodeICMP(b []byte) (ICMP, error) {
	if err := short(b, lenICMP); err != nil {
		return ICMP{}, err
	}
	return ICMP{b[0], b[1], binary.BigEndian.Uint16(b[2:]), binary.BigEndian.Uint32(b[4:])}, nil
}

// HeaderLength is 8 bytes.
func (ICMP) HeaderLength() int { return lenICMP }

// String says what the message means.
func (c ICMP) String() string {
	switch {
	case c.Type == 0:
		return "echo reply"
	case c.Type == 3 && c.Code == 0:
		return "network unreachable"
	case c.Type == 3 && c.Code == 1:
		return "host unreachable"
	case c.Type == 3 && c.Code == 2:
		return "protocol unreachable"
	case c.Type == 3 && c.Code == 3:
		return "port unreachable"
	case c.Type == 3 && c.Code == 4:
		return "too large, and may not be fragmented"
	case c.Type == 3:
		return fmt.Sprintf("destination unreachable (code %d)", c.Code)
	case c.Type == 8:
		return "echo request"
	case c.Type == 11:
		return "time exceeded"
	}
	return fmt.Sprintf("type %d, code %d", c.Type, c.Code)
}
