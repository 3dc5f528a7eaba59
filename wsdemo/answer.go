package wsdemo

import (
	"fmt"
	"io"
	"net"
	"net/http"

	"wirelab/internal/room/event"
)

// ErrLongAnswer is the error for a server that answers the handshake, and does not come to an end.
var ErrLongAnswer = fmt.Errorf("the answer to the handshake has more than %d bytes", maxHandshake)

// maxHandshake is how much of a server's answer to the handshake is read, in bytes. It is as much as
// our server reads of a request.
const maxHandshake = 16 << 10

// brief is an error of package http, which may quote all that the server said.
type brief struct{ error }

func (e brief) Error() string {
	text := e.error.Error()
	if short := fmt.Sprintf("%.200s", text); short != text {
		return short + "..."
	}
	return text
}

func (e brief) Unwrap() error { return e.error }

// A handshakeConn bounds what is read of that answer. Package http reads a head of any length.
type handshakeConn struct {
	net.Conn
	left int
	done bool // what follows are frames
}

func (c *handshakeConn) Read(b []byte) (int, error) {
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

// isFull says whether a server of ours has refused the connection (listener.go).
func isFull(response *http.Response) bool {
	if response == nil || response.StatusCode != http.StatusServiceUnavailable {
		return false
	}
	said, _ := io.ReadAll(response.Body) // which the dialer has read already, as far as it goes
	return string(said) == event.FullForAddress+"\n"
}
