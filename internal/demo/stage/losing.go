package stage

import (
	"bytes"
	"context"
	"net"

	"wirelab/internal/network/netx"
)

// Losing is a network that loses one datagram: the first of a kind.
type Losing struct {
	netx.Network
	Kind string   // a message's type; empty: none is lost
	Conn net.Conn // the last that was dialled
}

// DialContext connects, and loses on that connection what Kind says.
func (l *Losing) DialContext(ctx context.Context, network, addr string) (conn net.Conn, err error) {
	l.Conn, err = l.Network.DialContext(ctx, network, addr)
	return &losingConn{l.Conn, l}, err
}

type losingConn struct {
	net.Conn
	way *Losing
}

func (c *losingConn) Write(b []byte) (int, error) {
	if c.way.loses(b) {
		return len(b), nil // as if it had been sent: who sends is told nothing else
	}
	return c.Conn.Write(b)
}

func (c *losingConn) Read(b []byte) (int, error) {
	for {
		n, err := c.Conn.Read(b)
		if err != nil || !c.way.loses(b[:n]) {
			return n, err
		}
	}
}

func (l *Losing) loses(b []byte) bool {
	if l.Kind == "" || !bytes.HasPrefix(b, []byte(`{"type":"`+l.Kind+`"`)) {
		return false
	}
	l.Kind = ""
	return true
}
