package udpdemo

import (
	"context"
	"fmt"
	"io"
	"net"

	"wirelab/internal/network/netx"
)

// Conn sends messages to one server and receives messages from it, over UDP. One goroutine may send
// while another receives.
type Conn struct {
	conn net.Conn
	in   []byte // room for the largest datagram
}

// Dial chooses a local port and remembers addr (host:port). It sends nothing: whether a server is
// there shows only when it answers. On another machine the port may happen to be the server's, which would not
// answer (ErrPort): then Dial chooses once more.
func Dial(ctx context.Context, nw netx.Network, addr string) (*Conn, error) {
	conn, err := nw.DialContext(ctx, "udp", addr)
	if err == nil && samePort(conn) {
		taken := conn // for so long nobody else gets this port
		conn, err = nw.DialContext(ctx, "udp", addr)
		taken.Close()
	}
	if err != nil {
		return nil, fmt.Errorf("udpdemo: %w", err)
	}
	Enlarge(conn) // a smaller one works as well
	return &Conn{conn: conn, in: make([]byte, maxDatagram)}, nil
}

// Send sends msg as one message: one datagram. That it returns nil means that this machine has sent
// it on its way, not that anyone has received it. ErrTooLarge means that nothing was sent.
func (c *Conn) Send(msg []byte) error {
	if len(msg) > MaxMessage {
		return fmt.Errorf("udpdemo: send: %w", ErrTooLarge)
	}
	if _, err := c.conn.Write(msg); err != nil {
		return fmt.Errorf("udpdemo: send: %w", err)
	}
	return nil
}

// Recv waits for one message, copies it into buf and returns its length. A message longer than buf
// is dropped and reported as io.ErrShortBuffer. There is no end of stream: a server that has gone is
// silence, or, where its machine says so (ICMP port unreachable), an error such as "connection
// refused", after which Recv may be called again. On Windows it is silence: package net has the
// system keep that to itself.
func (c *Conn) Recv(buf []byte) (int, error) {
	n, err := c.conn.Read(c.in)
	if err != nil {
		return 0, fmt.Errorf("udpdemo: recv: %w", err)
	}
	if n > len(buf) {
		return 0, fmt.Errorf("udpdemo: recv: %w", io.ErrShortBuffer)
	}
	return copy(buf, c.in[:n]), nil
}

// Close gives the local port back. Nobody is told: UDP has nothing to say goodbye with. A Send or
// Recv that is waiting returns with net.ErrClosed.
func (c *Conn) Close() error {
	return c.conn.Close()
}
