package wsdemo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"unicode/utf8"

	"github.com/gorilla/websocket"

	"wirelab/internal/network/netx"
	"wirelab/internal/room/event"
	"wirelab/wsdemo/frames"
)

// Conn sends and receives messages over one WebSocket connection. One goroutine may send while
// another receives.
type Conn struct {
	conn *websocket.Conn
	kind Kind

	receiving frames.Lock  // held while somebody reads from conn
	in        frames.Inbox // its buffer is kept to be filled again
	failed    error        // what ended receiving
}

// ErrFull is the error for a server that has no place for one more connection of this address.
var ErrFull = errors.New(event.FullForAddress)

// Dial connects to the server at addr (host:port). It returns when both handshakes are done, TCP's
// and the HTTP upgrade, two round trips later. A server may take as long as ctx lets it, and what is read
// of its answer is bounded. All messages of the Conn will be of the given kind.
func Dial(ctx context.Context, nw netx.Network, addr string, kind Kind) (*Conn, error) {
	stop := func() bool { return true }
	var bounded *netx.HandshakeConn
	dialer := websocket.Dialer{
		NetDialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			conn, err := nw.DialContext(ctx, network, addr)
			if err != nil {
				return nil, err
			}
			// The upgrade knows ctx's deadline, but not that it can be cancelled.
			stop = context.AfterFunc(ctx, func() { conn.Close() })
			bounded = netx.NewHandshakeConn(conn)
			return bounded, nil
		},
	}
	conn, response, err := dialer.DialContext(ctx, "ws://"+addr+Path, nil)
	switch {
	case !stop():
		return nil, fmt.Errorf("wsdemo: %w", context.Cause(ctx))
	case err != nil && isFull(response):
		return nil, fmt.Errorf("wsdemo: %w", ErrFull)
	case err != nil && response != nil:
		return nil, fmt.Errorf("wsdemo: %w: the server answered %.80q", err, response.Status)
	case err != nil:
		return nil, fmt.Errorf("wsdemo: %w", netx.Brief(err))
	}
	bounded.Done()
	in := frames.Inbox{Conn: conn, Limit: MaxMessage} // whose buffer is kept: Done is never called
	return &Conn{conn: conn, kind: kind, receiving: frames.NewLock(), in: in}, nil
}

// Send sends msg as one message: one frame, or fragments of 4 KiB if it is larger. That it returns
// nil means that this machine has taken the bytes, not that anyone has received them. ErrTooLarge
// means that nothing was sent.
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
	if c.failed == nil { // a connection fails once: gorilla/websocket must not be asked again
		c.failed = c.receive()
	}
	switch {
	case c.failed != nil:
		return 0, c.failed
	case len(c.in.Message) > len(buf):
		return 0, fmt.Errorf("wsdemo: recv: %w", io.ErrShortBuffer)
	}
	return copy(buf, c.in.Message), nil
}

// receive reads the next message into c.in. A server that breaks the rules is told so.
func (c *Conn) receive() error {
	_, err := c.in.Receive()
	if v := frames.Blame(err); v != nil {
		sayClose(c.conn, v.Code, v.Reason)
	}
	switch {
	case websocket.IsCloseError(err, goodCloses...):
		return io.EOF
	case websocket.IsCloseError(err, websocket.CloseAbnormalClosure):
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return fmt.Errorf("wsdemo: recv: %w", err)
	}
	return nil
}

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
