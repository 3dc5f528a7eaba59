package wsdemo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/gorilla/websocket"

	"wirelab/internal/netx"
)

// Path is where the server speaks WebSocket; its other paths are plain HTTP.
const Path = "/ws"

// Conn sends and receives messages over one WebSocket connection. One goroutine may send while
// another receives.
type Conn struct {
	conn *websocket.Conn
	kind Kind

	receiving sync.Mutex // held while somebody reads from conn
	in        []byte     // the message being received, kept to be filled again
}

// Dial connects to the server at addr (host:port). It returns when both handshakes are done, TCP's
// and the HTTP upgrade, two round trips later. All its messages will be of the given kind.
func Dial(ctx context.Context, nw netx.Network, addr string, kind Kind) (*Conn, error) {
	dialer := websocket.Dialer{NetDialContext: nw.DialContext}
	conn, response, err := dialer.DialContext(ctx, "ws://"+addr+Path, nil)
	if err != nil && response != nil {
		return nil, fmt.Errorf("wsdemo: %w: the server answered %q", err, response.Status)
	}
	if err != nil {
		return nil, fmt.Errorf("wsdemo: %w", err)
	}
	return &Conn{conn: conn, kind: kind}, nil
}

// Send sends msg as one message: one frame, or fragments of 4 KiB if it is larger. That it returns nil means that this machine has taken
// the bytes, not that anyone has received them. ErrTooLarge means that nothing was sent.
func (c *Conn) Send(msg []byte) error {
	if len(msg) > MaxMessage {
		return fmt.Errorf("wsdemo: send: %w", ErrTooLarge)
	}
	if c.kind == Text && !utf8.Valid(msg) {
		return errors.New("wsdemo: send: a text message must be UTF-8")
	}
	if err := c.conn.WriteMessage(int(c.kind), msg); err != nil {
		return fmt.Errorf("wsdemo: send: %w", err)
	}
	return nil
}

// Recv waits for one message, copies it into buf and returns its length. A message longer than buf
// is dropped and reported as io.ErrShortBuffer. Where the peer closed the connection as it should,
// the error is io.EOF; where it just went away, io.ErrUnexpectedEOF. After any other error all that
// is left to do is to Close.
func (c *Conn) Recv(buf []byte) (int, error) {
	c.receiving.Lock()
	defer c.receiving.Unlock()
	_, r, err := c.conn.NextReader()
	if err == nil {
		c.in, err = readMessage(r, c.in[:0], MaxMessage)
	}
	switch {
	case websocket.IsCloseError(err, goodCloses...):
		return 0, io.EOF
	case websocket.IsCloseError(err, websocket.CloseAbnormalClosure):
		return 0, fmt.Errorf("wsdemo: recv: %w", io.ErrUnexpectedEOF)
	case err != nil:
		return 0, fmt.Errorf("wsdemo: recv: %w", err)
	case len(c.in) > len(buf):
		return 0, fmt.Errorf("wsdemo: recv: %w", io.ErrShortBuffer)
	}
	return copy(buf, c.in), nil
}

// goodCloses are the close codes (RFC 6455 section 7.4.1) that end a connection well: done, going
// away, and no code given.
var goodCloses = []int{websocket.CloseNormalClosure, websocket.CloseGoingAway, websocket.CloseNoStatusReceived}

// Close ends the connection: it sends a Close frame (code 1000), waits up to a second for the peer's
// own, so that neither side is left guessing, and then closes TCP. A Send or Recv that is waiting
// returns with an error.
func (c *Conn) Close() error {
	defer c.conn.Close()
	err := sayClose(c.conn, websocket.CloseNormalClosure, "")
	if errors.Is(err, websocket.ErrCloseSent) || errors.Is(err, net.ErrClosed) {
		return nil // Close was called before, or the peer was first
	}
	if err != nil {
		return fmt.Errorf("wsdemo: close: %w", err)
	}
	c.receiving.Lock() // a Recv that is waiting gets the peer's Close frame, and lets go
	defer c.receiving.Unlock()
	awaitClose(c.conn)
	return nil
}

// closeTimeout is how long a side that has sent its Close frame waits for the other's.
const closeTimeout = time.Second

// sayClose begins the closing handshake (RFC 6455 section 7.1.2) with a Close frame of the given
// code and reason. Nothing can be sent after it; if the peer does not end the connection, it ends
// after closeTimeout.
func sayClose(conn *websocket.Conn, code int, reason string) error {
	time.AfterFunc(closeTimeout, func() { conn.Close() })
	frame := websocket.FormatCloseMessage(code, reason)
	return conn.WriteControl(websocket.CloseMessage, frame, time.Now().Add(closeTimeout))
}

// awaitClose drops what the peer sent before its own Close frame came, or the connection ended.
func awaitClose(conn *websocket.Conn) {
	for {
		if _, _, err := conn.NextReader(); err != nil {
			return
		}
	}
}
