package socketio

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"wirelab/internal/network/netx"
	"wirelab/internal/room/event"
)

// MaxMessage is the largest message that a MessageConn sends, in bytes.
const MaxMessage = 1 << 20

// ErrTooLarge is the error for a message of more than MaxMessage bytes.
var ErrTooLarge = errors.New("message too large")

// A MessageConn sends each message as the argument of an event "message", and receives those of such events: from
// the echo server they come back.
//
//	42["message","hi"]
//
// What is text goes as text, and what is not as bytes.
type MessageConn struct{ conn *Conn }

// DialMessages connects to the echo server at addr.
func DialMessages(ctx context.Context, nw netx.Network, addr string, o Options) (*MessageConn, error) {
	c, err := Dial(ctx, nw, addr, o)
	if err != nil {
		return nil, err
	}
	return &MessageConn{c}, nil
}

// Send sends a message.
func (c *MessageConn) Send(msg []byte) error {
	if len(msg) > MaxMessage {
		return fmt.Errorf("socketio: send: %w", ErrTooLarge)
	}
	if !utf8.Valid(msg) {
		return c.conn.Emit(event.EventMessage, mark64(msg))
	}
	return c.conn.Emit(event.EventMessage, event.Quote(string(msg)))
}

// Recv waits for the next message, copies it into buf and returns its length. Of an event that is none it copies the
// arguments, as they are. One that is longer than buf is dropped, and reported as io.ErrShortBuffer.
func (c *MessageConn) Recv(buf []byte) (int, error) {
	m, err := c.conn.Recv()
	if err != nil {
		return 0, err
	}
	text := contents(m)
	if len(text) > len(buf) {
		return 0, fmt.Errorf("socketio: recv: %w", io.ErrShortBuffer)
	}
	return copy(buf, text), nil
}

// Close ends the connection.
func (c *MessageConn) Close() error { return c.conn.Close() }

// contents returns what an event says.
func contents(m Message) []byte {
	if len(m.Args) == 1 {
		return plain(m.Args[0])
	}
	values := make([][]byte, len(m.Args))
	for i, arg := range m.Args {
		values[i] = arg
	}
	return array(values...)
}

// plain returns the text or the bytes that an argument is, and of another the JSON.
func plain(arg json.RawMessage) []byte {
	var text string
	if json.Unmarshal(arg, &text) == nil {
		return []byte(text)
	}
	if bytes, ok := bytesIn(arg); ok {
		return bytes
	}
	return arg
}
