package netx

import (
	"fmt"
	"net"
)

// ErrLongAnswer is the error for a server that answers a WebSocket's handshake, and does not come to an end.
var ErrLongAnswer = fmt.Errorf("the answer to the handshake has more than %d bytes", maxHandshake)

// maxHandshake is how much of a server's answer to the handshake is read, in bytes. It is as much as
// our server reads of a request.
const maxHandshake = 16 << 10

// A HandshakeConn bounds what is read of that answer. Package http reads a head of any length.
type HandshakeConn struct {
	net.Conn
	left int
	done bool
}

// NewHandshakeConn returns a connection on which the answer is to be read.
func NewHandshakeConn(conn net.Conn) *HandshakeConn {
	return &HandshakeConn{Conn: conn, left: maxHandshake}
}

// Done says that the answer has been read: what follows are frames, as many as may be. Nobody reads meanwhile.
func (c *HandshakeConn) Done() { c.done = true }

func (c *HandshakeConn) Read(b []byte) (int, error) {
	switch {
	case c.done:
		return c.Conn.Read(b)
	case c.left == 0:
		return 0, ErrLongAnswer
	}
	n, err := c.Conn.Read(b[:min(len(b), c.left)])
	c.left -= n
	return n, err
}

// Brief returns an error of package http with a text that is short: it may quote all that the other side has said.
func Brief(err error) error { return brief{err} }

type brief struct{ error }

func (e brief) Error() string {
	text := e.error.Error()
	if short := fmt.Sprintf("%.200s", text); short != text {
		return short + "..."
	}
	return text
}

func (e brief) Unwrap() error { return e.error }
