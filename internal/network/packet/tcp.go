package packet

import (
	"encoding/binary"
	"fmt"
	"strings"
)

// TCP is the header of a segment (RFC 9293 section 3.1).
//
//	 0                   1                   2                   3
//	+-------------------------------+-------------------------------+
//	|          Source Port          |       Destination Port        |
//	+-------------------------------+-------------------------------+
//	|                        Sequence Number                        |
//	+---------------------------------------------------------------+
//	|                     Acknowledgment Number                     |
//	+-------+-------+---------------+-------------------------------+
//	| DOffs | Rsrvd | Control Bits  |            Window             |
//	+-------+-------+---------------+-------------------------------+
//	|           Checksum            |        Urgent Pointer         |
//	+-------------------------------+-------------------------------+
//	|                      Options, if DOffs > 5                    |
//	+---------------------------------------------------------------+
type TCP struct {
	SourcePort           uint16
	DestinationPort      uint16
	SequenceNumber       uint32 // of the first byte of data, or of the SYN
	AcknowledgmentNumber uint32 // the byte that is expected next, if ACK is set
	DataOffset           uint8  // length of the header, in units of 4 bytes
	Flags                Flags
	Window               uint16 // as sent: not yet scaled
	Checksum             uint16
	UrgentPointer        uint16
	Options              TCPOptions
}

const minTCP = 20

func decodeTCP(b []byte) (TCP, error) {
	if err := short(b, minTCP); err != nil {
		return TCP{}, err
	}
	t := TCP{
		SourcePort:           binary.BigEndian.Uint16(b),
		DestinationPort:      binary.BigEndian.Uint16(b[2:]),
		SequenceNumber:       binary.BigEndian.Uint32(b[4:]),
		AcknowledgmentNumber: binary.BigEndian.Uint32(b[8:]),
		DataOffset:           b[12] >> 4,
		Flags:                Flags(b[13]),
		Window:               binary.BigEndian.Uint16(b[14:]),
		Checksum:             binary.BigEndian.Uint16(b[16:]),
		UrgentPointer:        binary.BigEndian.Uint16(b[18:]),
	}
	length := t.HeaderLength()
	if length < minTCP {
		return TCP{}, fmt.Errorf("%w: a header of %d bytes", errMalformed, length)
	}
	if err := short(b, length); err != nil {
		return TCP{}, err
	}
	var err error
	t.Options, err = decodeTCPOptions(b[minTCP:length])
	return t, err
}

// HeaderLength is the length of the header with its options, in bytes.
func (t TCP) HeaderLength() int { return int(t.DataOffset) * 4 }

// Flags are the control bits of a segment.
type Flags uint8

// The control bits, from the lowest.
const (
	FIN Flags = 1 << iota // the sender will send no more
	SYN                   // the sequence number is where the sender begins to count
	RST                   // the connection is over, at once
	PSH                   // do not keep what has come from the application
	ACK                   // the acknowledgment number counts: in all segments but the first
	URG                   // the urgent pointer counts
	ECE                   // the sender was told of congestion (RFC 3168)
	CWR                   // the sender has slowed down (RFC 3168)
)

// Has reports whether all of the flags f are set.
func (s Flags) Has(f Flags) bool { return s&f == f }

// String returns the names of the flags that are set, such as "SYN ACK".
func (s Flags) String() string {
	var names []string
	for _, f := range []struct {
		Flags
		name string
	}{{SYN, "SYN"}, {FIN, "FIN"}, {RST, "RST"}, {PSH, "PSH"}, {ACK, "ACK"}, {URG, "URG"}, {ECE, "ECE"}, {CWR, "CWR"}} {
		if s.Has(f.Flags) {
			names = append(names, f.name)
		}
	}
	return strings.Join(names, " ")
}
