package packet

import (
	"encoding/binary"
	"fmt"
	"io"
)

// A Frame is the header of a WebSocket frame (RFC 6455 section 5.2).
//
//	 0               1               2               3
//	+-+-+-+-+-------+-+-------------+-------------------------------+
//	|F|R|R|R| op-   |M| payload     | extended payload length,      |
//	|I|S|S|S| code  |A| length      | if that is 126 (2 bytes)      |
//	|N|V|V|V|       |S|             | or 127 (8 bytes)              |
//	+-+-+-+-+-------+-+-------------+-------------------------------+
//	|            masking key (4 bytes), if MASK is set              |
//	+---------------------------------------------------------------+
type Frame struct {
	FIN              bool // the last frame of its message
	RSV1, RSV2, RSV3 bool // for extensions: RSV1 marks a compressed message (RFC 7692)
	Opcode           Opcode
	Masked           bool    // as all frames from a client are
	MaskingKey       [4]byte // drawn anew for each frame
	PayloadLength    int64
	HeaderLength     int
}

// An Opcode is the kind of a frame.
type Opcode uint8

// The opcodes.
const (
	Continuation Opcode = 0 // of a message that an earlier frame began
	Text         Opcode = 1
	Binary       Opcode = 2
	Close        Opcode = 8
	Ping         Opcode = 9
	Pong         Opcode = 10
)

// Control reports whether the frame is WebSocket's own, and not part of a message.
func (o Opcode) Control() bool { return o >= 8 }

// String returns the name of the opcode.
func (o Opcode) String() string {
	name, ok := map[Opcode]string{
		Continuation: "continuation", Text: "text", Binary: "binary", Close: "close", Ping: "ping", Pong: "pong",
	}[o]
	if !ok {
		return fmt.Sprintf("reserved (%d)", uint8(o))
	}
	return name
}

var errFrameCut = fmt.Errorf("packet: WebSocket: %w", io.ErrUnexpectedEOF)

// DecodeFrame reads the header of the frame that b begins with; the payload need not be there. A
// header that is cut short is io.ErrUnexpectedEOF.
func DecodeFrame(b []byte) (Frame, error) {
	if len(b) < 2 {
		return Frame{}, errFrameCut
	}
	f := Frame{
		FIN:  b[0]&0x80 != 0,
		RSV1: b[0]&0x40 != 0, RSV2: b[0]&0x20 != 0, RSV3: b[0]&0x10 != 0,
		Opcode:        Opcode(b[0] & 0x0f),
		Masked:        b[1]&0x80 != 0,
		PayloadLength: int64(b[1] & 0x7f),
		HeaderLength:  2,
	}
	extended := 0
	switch f.PayloadLength {
	case 126:
		extended = 2
	case 127:
		extended = 8
	}
	f.HeaderLength += extended
	if f.Masked {
		f.HeaderLength += len(f.MaskingKey)
	}
	if len(b) < f.HeaderLength {
		return Frame{}, errFrameCut
	}
	switch extended {
	case 2:
		f.PayloadLength = int64(binary.BigEndian.Uint16(b[2:]))
	case 8:
		f.PayloadLength = int64(binary.BigEndian.Uint64(b[2:]))
	}
	if f.Masked {
		copy(f.MaskingKey[:], b[f.HeaderLength-4:])
	}
	return f, f.check()
}

// check holds the frame against the rules that a decoder depends on.
func (f Frame) check() error {
	reserved := f.Opcode > Pong || (f.Opcode > Binary && f.Opcode < Close)
	switch {
	case f.PayloadLength < 0:
		return fmt.Errorf("packet: WebSocket: %w: a length above 2^63", errMalformed)
	case reserved:
		return fmt.Errorf("packet: WebSocket: %w: opcode %d", errMalformed, uint8(f.Opcode))
	case f.Opcode.Control() && (f.PayloadLength > 125 || !f.FIN):
		return fmt.Errorf("packet: WebSocket: %w: a %v frame of %d bytes", errMalformed, f.Opcode, f.PayloadLength)
	}
	return nil
}

// Unmask unmasks, or masks, part of the payload in place; the first byte of b is the payload's byte
// number at. It changes nothing in a frame that is not masked.
func (f Frame) Unmask(b []byte, at int64) {
	if !f.Masked {
		return
	}
	for i := range b {
		b[i] ^= f.MaskingKey[(at+int64(i))%4]
	}
}
