package tcpdemo

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"

	"wirelab/internal/network/netx"
)

// Conn sends and receives messages over one TCP connection. One goroutine may send while another
// receives.
type Conn struct {
	conn    net.Conn
	framing Framing
	in      *bufio.Scanner
	out     []byte // the frame being sent, kept to be filled again
}

// Dial connects to the server at addr (host:port). It returns when the handshake is done, one round
// trip later. The server must use the same framing; an echo server works with any.
func Dial(ctx context.Context, nw netx.Network, addr string, framing Framing) (*Conn, error) {
	conn, err := nw.DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("tcpdemo: %w", err)
	}
	in := bufio.NewScanner(conn)
	in.Buffer(nil, MaxMessage+prefixLen+1) // a Scanner's buffer must be larger than its token
	in.Split(framing.Split)
	return &Conn{conn: conn, framing: framing, in: in}, nil
}

// Send sends msg as one message. That it returns nil means that this machine has taken the bytes,
// not that anyone has received them. ErrTooLarge means that nothing was sent.
func (c *Conn) Send(msg []byte) error {
	out, err := c.framing.Append(c.out[:0], msg)
	if err != nil {
		return fmt.Errorf("tcpdemo: send: %w", err)
	}
	c.out = out
	// One Write for the whole frame: a frame in two Writes can cost two segments.
	if _, err := c.conn.Write(out); err != nil {
		return fmt.Errorf("tcpdemo: send: %w", err)
	}
	return nil
}

// Recv waits for one message, copies it into buf and returns its length. A message longer than buf
// is dropped and reported as io.ErrShortBuffer. Where the peer ended the stream between two
// messages, the error is io.EOF; within one, io.ErrUnexpectedEOF. After any other error the
// boundaries are lost, and all that is left to do is to Close.
func (c *Conn) Recv(buf []byte) (int, error) {
	if !c.in.Scan() {
		if err := c.in.Err(); err != nil {
			return 0, fmt.Errorf("tcpdemo: recv: %w", err)
		}
		return 0, io.EOF
	}
	msg := c.in.Bytes()
	if len(msg) > len(buf) {
		return 0, fmt.Errorf("tcpdemo: recv: %w", io.ErrShortBuffer)
	}
	return copy(buf, msg), nil
}

// Close ends the connection: this side says that it will send no more (FIN). A Send or Recv that is
// waiting returns with net.ErrClosed.
func (c *Conn) Close() error {
	return c.conn.Close()
}
