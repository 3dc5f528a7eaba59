package lab

import (
	"io"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/adapters/gonet"
	"gvisor.dev/gvisor/pkg/tcpip/header"
	"gvisor.dev/gvisor/pkg/waiter"

	"wirelab/internal/network/netx"
	"wirelab/internal/network/tcp/socket"
)

// gonet's connections do what package net's do, with other errors and with addresses that are made
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

// listener is a TCP listener.
type listener struct {
	*gonet.TCPListener
	*ender
	addr net.Addr
}

func newListener(ln *gonet.TCPListener) *listener { return &listener{ln, newEnder(), ln.Addr()} }

func (l *listener) Addr() net.Addr { return l.addr }

func (l *listener) Accept() (net.Conn, error) {
	conn, err := l.TCPListener.Accept()
	if err != nil {
		return nil, l.err("accept", err)
	}
	return newConn(conn.(*gonet.TCPConn)), nil
}

func (l *listener) Close() error {
	return l.end(func() error {
		l.Shutdown()
		return l.TCPListener.Close()
	})
}

// conn is a TCP connection.
type conn struct {
	*gonet.TCPConn
	*ender
	local, remote net.Addr
	stack         tcpip.Endpoint // netstack's; nil at the server
}

func newConn(c *gonet.TCPConn) *conn {
	return &conn{TCPConn: c, ender: newEnder(), local: c.LocalAddr(), remote: c.RemoteAddr()}
}

// CongestionWindow is how many bytes the client's end of the connection may have under way (RFC 5681's cwnd); 0 if that
// is not known.
func (c *conn) CongestionWindow() int {
	if c.stack == nil {
		return 0
	}
	var info tcpip.TCPInfoOption
	if err := c.stack.GetSockOpt(&info); err != nil {
		return 0
	}
	return int(info.SndCwnd) * segmentSize
}

// segmentSize is the payload of a full segment: it has TCP's timestamps.
const segmentSize = mtu - header.IPv4MinimumSize - header.TCPMinimumSize - 12

func (c *conn) LocalAddr() net.Addr  { return c.local }
func (c *conn) RemoteAddr() net.Addr { return c.remote }

func (c *conn) Read(b []byte) (int, error) {
	if err := c.over("read"); err != nil { // netstack may hear of it a moment later
		return 0, err
	}
	n, err := c.TCPConn.Read(b)
	return n, c.err("read", err)
}

func (c *conn) Write(b []byte) (int, error) {
	if err := c.over("write"); err != nil {
		return 0, err
	}
	n, err := c.TCPConn.Write(b)
	return n, c.err("write", err)
}

func (c *conn) Close() error { return c.end(c.TCPConn.Close) }

// packetConn is a UDP socket, connected or not.
type packetConn struct {
	*gonet.UDPConn
	*ender
	endpoint *endpoint
	local    net.Addr
	waking   bool          // a program that waits takes time to be woken, as it does over TCP
	woken    atomic.Uint64 // how often, from a random number on
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
	waits := c.waking && c.endpoint.Readiness(waiter.ReadableEvents) == 0
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
