package packet

import (
	"encoding/binary"
	"fmt"
)

// TCPOptions are the options of a segment that Decode knows; others are passed over.
type TCPOptions struct {
	MaximumSegmentSize uint16      // the largest segment that the sender takes; 0: not given (RFC 9293)
	WindowScale        *uint8      // the sender's windows are to be shifted left by so many bits (RFC 7323)
	SACKPermitted      bool        // the sender understands SACK (RFC 2018)
	SACK               []SACKBlock // what has come beyond the acknowledgment number (RFC 2018)
	Timestamps         *Timestamps // RFC 7323
}

// A SACKBlock is a range of sequence numbers that has come.
type SACKBlock struct {
	Left  uint32 // the first number
	Right uint32 // the number after the last
}

// Timestamps are the sender's clock, and the last that it has seen of its peer's.
type Timestamps struct{ TSval, TSecr uint32 }

// The kinds of options.
const (
	optionEnd           = 0
	optionNop           = 1
	optionMSS           = 2
	optionWindowScale   = 3
	optionSACKPermitted = 4
	optionSACK          = 5
	optionTimestamps    = 8
)

// decodeTCPOptions reads options: each is a kind, a length that counts both, and data, except for the
// two that are a kind alone.
func decodeTCPOptions(b []byte) (o TCPOptions, err error) {
	for len(b) > 0 && b[0] != optionEnd {
		if b[0] == optionNop {
			b = b[1:]
			continue
		}
		if len(b) < 2 || b[1] < 2 || int(b[1]) > len(b) {
			return o, fmt.Errorf("%w: option %d does not fit", errMalformed, b[0])
		}
		kind, data := b[0], b[2:b[1]]
		b = b[2+len(data):]
		if !o.set(kind, data) {
			return o, fmt.Errorf("%w: option %d with %d bytes of data", errMalformed, kind, len(data))
		}
	}
	return o, nil
}

// set notes one option, and reports whether its data has the length that it must.
func (o *TCPOptions) set(kind byte, data []byte) bool {
	n := len(data)
	switch {
	case kind == optionMSS && n == 2:
		o.MaximumSegmentSize = binary.BigEndian.Uint16(data)
	case kind == optionWindowScale && n == 1:
		o.WindowScale = &data[0]
	case kind == optionSACKPermitted && n == 0:
		o.SACKPermitted = true
	case kind == optionSACK && n > 0 && n%8 == 0:
		for ; len(data) > 0; data = data[8:] {
			o.SACK = append(o.SACK, SACKBlock{binary.BigEndian.Uint32(data), binary.BigEndian.Uint32(data[4:])})
		}
	case kind == optionTimestamps && n == 8:
		o.Timestamps = &Timestamps{binary.BigEndian.Uint32(data), binary.BigEndian.Uint32(data[4:])}
	default:
		return kind > optionSACK && kind != optionTimestamps
	}
	return true
}
