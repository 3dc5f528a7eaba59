package demo

import (
	"bytes"
	"context"
	"net"

	"wirelab/internal/network/netx"
)

// losing is a network that loses the first datagram of a kind, on one connection.
type losing struct {
	netx.Network
	kind string // a message's type; empty: none is lost
	conn net.Conn
}

func (l *losing) DialContext(ctx context.Context, network, addr string) (conn net.Conn, err error) {
	l.conn, err = l.Network.DialContext(ctx, network, addr)
	return &losingConn{l.conn, l}, err
}

type losingConn struct {
	net.Conn
	*losing
}

func (c *losingConn) Write(b []byte) (int, error) {
	if c.loses(b) {
		return len(b), nil // as if it had been sent: who sends is told nothing else
	}
	return c.Conn.Write(b)
}

func (c *losingConn) Read(b []byte) (int, error) {
	for {
		n, err := c.Conn.Read(b)
		if err != nil || !c.loses(b[:n]) {
			return n, err
		}
	}
}

func (l *losing) loses(b []byte) bool {
	if l.kind == "" || !bytes.HasPrefix(b, []byte(`{"type":"`+l.kind+`"`)) {
		return false
	}
	l.kind = ""
	return true
}
