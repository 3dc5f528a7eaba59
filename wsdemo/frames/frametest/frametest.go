// Package frametest has WebSocket's frames as a client sends them, good ones and wrong ones, for tests.
package frametest

import (
	"encoding/binary"
	"strings"
)

// The first byte of a frame (RFC 6455 section 5.2): flags and opcode.
const (
	Fin  = 0x80 // the last of its message
	Rsv1 = 0x40 // the message is compressed (RFC 7692)

	Continuation = 0
	Text         = 1
	Binary       = 2
	Close        = 8
	Ping         = 9
	Pong         = 10
)

const masked = 0x80 // in the second byte

// Frame is a frame as a client sends it, masked.
func Frame(first byte, payload string) string {
	out := []byte{first}
	switch n := len(payload); {
	case n < 126:
		out = append(out, masked|byte(n))
	case n < 1<<16:
		out = binary.BigEndian.AppendUint16(append(out, masked|126), uint16(n))
	default:
		out = binary.BigEndian.AppendUint64(append(out, masked|127), uint64(n))
	}
	mask := [4]byte{0xde, 0xad, 0xbe, 0xef}
	out = append(out, mask[:]...)
	for i := range len(payload) {
		out = append(out, payload[i]^mask[i%4])
	}
	return string(out)
}

// ClosePayload is the payload of a Close frame.
func ClosePayload(code uint16, reason string) string {
	return string(binary.BigEndian.AppendUint16(nil, code)) + reason
}

// Head is a frame's head as a client sends it, with a length of any value in any number of bytes, and
// the masking key.
func Head(first byte, length uint64, size int) string {
	var b []byte
	switch size {
	case 0:
		b = []byte{first, masked | byte(length)}
	case 2:
		b = binary.BigEndian.AppendUint16([]byte{first, masked | 126}, uint16(length))
	case 8:
		b = binary.BigEndian.AppendUint64([]byte{first, masked | 127}, length)
	}
	return string(b) + "\x00\x00\x00\x00"
}

// Wrong are frames that a server refuses, and the reason that it gives. It accepts messages of up to 65536 bytes.
var Wrong = []struct{ Name, Bytes, Reason string }{
	{"125 in 2 bytes", Head(Fin|Binary, 125, 2), "length in more bytes than it needs"},
	{"0 in 2 bytes", Head(Fin|Ping, 0, 2), "length in more bytes than it needs"},
	{"65535 in 8 bytes", Head(Fin|Binary, 65535, 8), "length in more bytes than it needs"},
	{"0 in 8 bytes", Head(Fin|Text, 0, 8), "length in more bytes than it needs"},
	{"a length of 2^63", Head(Fin|Binary, 1<<63, 8), "length of more than 63 bits"},
	{"a length of 2^64 - 1", Head(Text, 1<<64-1, 8), "length of more than 63 bits"},
	{"a Close frame with one byte", Frame(Fin|Close, "x"), "Close with half a code"},
	{"a compressed ping", Frame(Fin|Rsv1|Ping, ""), "RSV1 set on a frame that begins no message"},
	{
		"a compressed fragment after the first", Frame(Rsv1|Text, "x") + Frame(Fin|Rsv1|Continuation, "x"),
		"RSV1 set on a frame that begins no message",
	},
	{"a length of more than the limit", Head(Fin|Binary, 1<<20, 8), "message too large"},
	{"fragments of more than the limit", Frame(Text, strings.Repeat("x", 60000)) + Head(Continuation, 5537, 2), "message too large"},
}
