package wsdemo

import (
	"errors"
	"io"
	"slices"
	"unicode/utf8"

	"github.com/gorilla/websocket"
)

// MaxMessage is the largest message that a Conn sends or accepts, in bytes. WebSocket's own limit is
// 2^63 - 1: a receiver must set one, or a peer could make it set aside any amount of memory.
const MaxMessage = 1 << 20

// ErrTooLarge is the error for a message of more than MaxMessage bytes.
var ErrTooLarge = errors.New("message too large")

// A Kind is what a message says of itself: text, which must be UTF-8, or binary.
type Kind int

// The two kinds of message, by their opcodes (RFC 6455 section 5.6).
const (
	Text   Kind = websocket.TextMessage
	Binary Kind = websocket.BinaryMessage
)

// There is no framing to write here: each WebSocket frame carries its own length, and a flag on the
// last frame of a message. What is left to do is to bound what the frames add up to.

// readMessage reads one message to its end, appending to buf. It counts the bytes that r delivers
// and not those on the wire: of a compressed message a few bytes there can be megabytes here. After
// more than limit bytes it stops with ErrTooLarge.
func readMessage(r io.Reader, buf []byte, limit int) ([]byte, error) {
	for {
		buf = slices.Grow(buf, 1)
		n, err := r.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		switch {
		case len(buf) > limit:
			return buf, ErrTooLarge
		case err == io.EOF:
			return buf, nil
		case err != nil:
			return buf, err
		}
	}
}

var errNotUTF8 = errors.New("text message is not UTF-8")

// receive waits for the next message of a client and reads it, as readMessage does. Pings that come
// before it, and between its fragments, are answered.
func receive(conn *websocket.Conn, buf []byte, limit int) (kind int, msg []byte, err error) {
	kind, r, err := conn.NextReader()
	if err != nil {
		return 0, nil, err
	}
	msg, err = readMessage(r, buf, limit)
	if err == nil && kind == websocket.TextMessage && !utf8.Valid(msg) {
		err = errNotUTF8
	}
	return kind, msg, err
}
