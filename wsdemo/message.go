package wsdemo

import (
	"github.com/gorilla/websocket"

	"wirelab/wsdemo/frames"
)

// MaxMessage is the largest message that a Conn sends or accepts, in bytes. WebSocket's own limit is
// 2^63 - 1: a receiver must set one, or a peer could make it set aside any amount of memory.
const MaxMessage = 1 << 20

// ErrTooLarge is the error for a message of more than MaxMessage bytes.
var ErrTooLarge = frames.ErrTooLarge

// A Kind is what a message says of itself: text, which must be UTF-8, or binary.
type Kind int

// The two kinds of message, by their opcodes (RFC 6455 section 5.6).
const (
	Text   Kind = websocket.TextMessage
	Binary Kind = websocket.BinaryMessage
)

// There is no framing to write here: each WebSocket frame carries its own length, and a flag on the
// last frame of a message. What is left to do is to bound what the frames add up to, and to look at text:
// frames.Inbox does both.
