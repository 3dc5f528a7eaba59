package lab

import (
	"io"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"gvisor.dev/gvisor/pkg/tcpip/adapters/gonet"
	"gvisor.dev/gvisor/pkg/waiter"

	"wirelab/internal/network/netx"
	"wirelab/internal/network/tcp/socket"
)

// gonet's sockets do what package net's do, with other errors and with addresses that are made
// anew each time, and are gone after Close. The types here put that right.

// An ender remembers that Close was called, and turns gonet's errors into package net's.
type ender struct {
	closed chan struct{}
	once   sync.Once
}

func newEnder() *ender { return &ender{closed: make(chan struct{})} }

// end closes, the first time.
func (e *ender) end(closeIt func() error) error {
	err := error(net.ErrClosed)
	e.once.Do(func() {
		close(e.closed)
		err = closeIt()
	})
	return err
}

// over is an error if Close was called.
func (e *ender) over(op string) error {
	select {
	case <-e.closed:
		return &net.OpError{Op: op, Net: "lab", Err: net.ErrClosed}
	default:
		return nil
	}
}

// err says what an error means to the caller: that it closed the connection itself, for one.
func (e *ender) err(op string, err error) error {
	if err == nil {
		return nil
	}
	if closed := e.over(op); closed != nil {
		return closed
	}
	switch {
	case err == io.EOF:
		return io.EOF
	case netx.IsTimeout(err):
		return &net.OpError{Op: op, Net: "lab", Err: os.ErrDeadlineExceeded}
	}
	return opError(op, "lab", err)
}

// packetConn is a UDP socket, connected or not.
type packetConn struct {
	*gonet.UDPConn
	*ender
	endpoint *endpoint
	local    net.Addr
	woken    atomic.Uint64 // how often a program that waited was woken, from a random number on
}

func newPacketConn(c *gonet.UDPConn, e *endpoint) *packetConn {
	return &packetConn{UDPConn: c, ender: newEnder(), endpoint: e, local: c.LocalAddr()}
}

func (c *packetConn) LocalAddr() net.Addr { return c.local }

func (c *packetConn) Read(b []byte) (int, error) {
	n, _, err := c.ReadFrom(b)
	return n, err
}

func (c *packetConn) ReadFrom(b []byte) (int, net.Addr, error) {
	waits := c.endpoint.Readiness(waiter.ReadableEvents) == 0
	n, from, err := c.UDPConn.ReadFrom(b)
	if waits && err == nil {
		time.Sleep(socket.WakingTime(waking, c.woken.Add(1)))
	}
	return n, from, c.err("read", err)
}

func (c *packetConn) Write(b []byte) (int, error) {
	n, err := c.UDPConn.Write(b)
	return n, c.err("write", err)
}

func (c *packetConn) WriteTo(b []byte, to net.Addr) (int, error) {
	n, err := c.UDPConn.WriteTo(b, to)
	return n, c.err("write", err)
}

func (c *packetConn) Close() error { return c.end(c.UDPConn.Close) }
