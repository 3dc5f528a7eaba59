//go:build !solution

package handmade

import (
	"errors"
	"io"
)

// Accept answers a client's Sec-WebSocket-Key (RFC 6455 section 4.2.2, step 5): the key and, right
// behind it, GUID; of both together the SHA-1; of that the base64.
//
// Packages: crypto/sha1 (Sum), encoding/base64 (StdEncoding).
func Accept(key string) string {
	return "" // your code
}

// AppendFrame appends to dst a frame as a server sends it (RFC 6455 section 5.2):
//
//	1 byte   0x80, which says that it is the message's last frame, together with the opcode
//	1 byte   the payload's length, if it is below 126; otherwise 126
//	2 bytes  only after 126: the length, the more significant byte first
//	         the payload, as it is
//
// Longer payloads than 65,535 bytes need not work. Package: encoding/binary (BigEndian).
func AppendFrame(dst []byte, opcode byte, payload []byte) []byte {
	return dst // your code
}

// ErrNoMask is the error for a client's frame that is not masked.
var ErrNoMask = errors.New("a client has to mask its frames")

// ReadFrame reads a frame as a client sends it. It is like a server's, with two differences: the second
// byte has 0x80 added to it, and between the length and the payload are 4 bytes, the mask. Byte i of the
// payload was combined by XOR (^) with byte i%4 of the mask; do it once more, and it is as it was.
//
// A frame without the 0x80 is ErrNoMask. Use io.ReadFull: what comes may come in pieces.
func ReadFrame(r io.Reader) (opcode byte, payload []byte, err error) {
	return 0, nil, errors.New("ReadFrame is not written yet") // your code
}
