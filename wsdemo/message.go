package wsdemo

import (
	"unicode/utf8"

	"github.com/gorilla/websocket"
)

// MaxMessage is the largest message that a Conn sends or accepts, in bytes. WebSocket's own limit is
// 2^63 - 1: a receiver must set one, or a peer could make it set aside any amount of memory.
const MaxMessage = 1 << 20

// ErrTooLarge is the error for a message of more than MaxMessage bytes.
var ErrTooLarge error = &violation{websocket.CloseMessageTooBig, "message too large"}

// A Kind is what a message says of itself: text, which must be UTF-8, or binary.
type Kind int

// The two kinds of message, by their opcodes (RFC 6455 section 5.6).
const (
	Text   Kind = websocket.TextMessage
	Binary Kind = websocket.BinaryMessage
)

// There is no framing to write here: each WebSocket frame carries its own length, and a flag on the
// last frame of a message. What is left to do is to bound what the frames add up to, which is inbox's
// business, and to look at text.

// validText returns how many bytes of b are whole characters in UTF-8. It is false where something can
// never become a character, whatever comes next.
func validText(b []byte) (n int, ok bool) {
	n = len(b)
	for i := 1; i < utf8.UTFMax && i <= len(b); i++ { // may the last character be incomplete?
		if last := b[len(b)-i:]; utf8.RuneStart(last[0]) {
			if !utf8.FullRune(last) {
				n -= i
			}
			break
		}
	}
	return n, utf8.Valid(b[:n])
}
