package udp

import (
	"net"
	"net/netip"
	"os"
	"sync"
	"syscall"
	"time"

	"wirelab/internal/network/tcp/socket"
)

// A Conn is a socket: a net.PacketConn, and if it was dialled a net.Conn. Errors are those of package net, with the errno that a kernel gives.
type Conn struct {
	host          *Host
	local, remote netip.AddrPort // remote is not valid: it was not dialled
	localAddr     net.Addr

	// The host's lock guards the rest.
	queue       []datagram
	queued      int   // bytes in it
	fail        error // what a peer's host has reported; it is told once
	closed      bool
	change      sync.Cond // something has happened
	read, write socket.Deadline
}

var (
	_ net.Conn       = (*Conn)(nil)
	_ net.PacketConn = (*Conn)(nil)
)

// A datagram waits to be read.
type datagram struct {
	from netip.AddrPort
	data []byte
}

// size is what it counts for in the queue: its bytes, and one if it is empty, so that these do not pile up either.
func (d datagram) size() int { return max(1, len(d.data)) }

// buffer is how many bytes wait at most. A datagram is taken whole if there is any room.
const buffer = 212 << 10

func newConn(h *Host, local, remote netip.AddrPort, random uint64) *Conn {
	c := &Conn{host: h, local: local, remote: remote, localAddr: net.UDPAddrFromAddrPort(local)}
	c.change.L = &h.mu
	c.read = socket.Deadline{Change: &c.change, Woken: random}
	c.write = socket.Deadline{Change: &c.change}
	return c
}

// LocalAddr implements net.Conn.
func (c *Conn) LocalAddr() net.Addr { return c.localAddr }

// RemoteAddr implements net.Conn. Without a remote address it is nil.
func (c *Conn) RemoteAddr() net.Addr {
	if !c.remote.IsValid() {
		return nil
	}
	return net.UDPAddrFromAddrPort(c.remote)
}

// take queues a datagram, if there is room for it.
func (c *Conn) take(from netip.AddrPort, data []byte) {
	if c.queued >= buffer {
		return
	}
	d := datagram{from, data}
	c.queue = append(c.queue, d)
	c.queued += d.size()
	c.change.Broadcast()
}

// failed is why nothing can be read or written now.
func (c *Conn) failed(d *socket.Deadline) error {
	switch fail := c.fail; {
	case c.closed, c.host.closed:
		return net.ErrClosed
	case d.Passed():
		return os.ErrDeadlineExceeded
	case fail != nil:
		c.fail = nil
		return fail
	}
	return nil
}

// ReadFrom implements net.PacketConn. What of a datagram does not fit b is lost.
func (c *Conn) ReadFrom(b []byte) (int, net.Addr, error) {
	d, err := c.receive()
	if err != nil {
		return 0, nil, c.err("read", nil, err)
	}
	return copy(b, d.data), net.UDPAddrFromAddrPort(d.from), nil
}

// Read implements net.Conn.
func (c *Conn) Read(b []byte) (int, error) {
	d, err := c.receive()
	if err != nil {
		return 0, c.err("read", nil, err)
	}
	return copy(b, d.data), nil
}

// receive waits for a datagram. To be woken for that takes a program some time.
func (c *Conn) receive() (datagram, error) {
	h := c.host
	h.mu.Lock()
	defer h.mu.Unlock()
	waited := false
	for {
		if err := c.failed(&c.read); err != nil {
			return datagram{}, err
		}
		if len(c.queue) == 0 {
			c.change.Wait()
			waited = true
			continue
		}
		h.mu.Unlock()
		h.take(socket.Reading, c.local, c.remote, nil)
		h.mu.Lock()
		if len(c.queue) > 0 { // nobody else was there first
			break
		}
	}
	first := c.queue[0]
	c.queue = c.queue[1:]
	c.queued -= first.size()
	if waited && h.config.Waking > 0 {
		c.read.Woken++
		took := socket.WakingTime(h.config.Waking, c.read.Woken)
		h.mu.Unlock()
		time.Sleep(took)
		h.mu.Lock()
	}
	return first, nil
}

// WriteTo implements net.PacketConn. A socket that was dialled writes only there.
func (c *Conn) WriteTo(b []byte, to net.Addr) (int, error) {
	u, ok := to.(*net.UDPAddr)
	switch {
	case c.remote.IsValid():
		return 0, c.err("write", to, net.ErrWriteToConnected)
	case !ok || u.IP.To4() == nil:
		return 0, c.err("write", to, syscall.EINVAL)
	}
	addr := u.AddrPort()
	return c.transmit(b, netip.AddrPortFrom(addr.Addr().Unmap(), addr.Port()), to)
}

// Write implements net.Conn.
func (c *Conn) Write(b []byte) (int, error) {
	if !c.remote.IsValid() {
		return 0, c.err("write", nil, syscall.EDESTADDRREQ)
	}
	return c.transmit(b, c.remote, nil)
}

func (c *Conn) transmit(b []byte, to netip.AddrPort, named net.Addr) (int, error) {
	h := c.host
	h.take(socket.Writing, c.local, to, b)
	h.mu.Lock()
	defer h.mu.Unlock()
	err := c.failed(&c.write)
	if err == nil && len(b) > maxData {
		err = syscall.EMSGSIZE
	}
	if err != nil {
		return 0, c.err("write", named, err)
	}
	h.send(c.local, to, b)
	return len(b), nil
}

// Close implements net.Conn. What waits to be read is lost.
func (c *Conn) Close() error {
	h := c.host
	h.mu.Lock()
	defer h.mu.Unlock()
	if c.closed {
		return c.err("close", nil, net.ErrClosed)
	}
	c.closed = true
	c.read.Stop()
	c.write.Stop()
	c.queue = nil
	c.change.Broadcast()
	delete(h.conns, c.local.Port())
	return nil
}

// SetDeadline implements net.Conn.
func (c *Conn) SetDeadline(t time.Time) error { return c.setDeadlines(t, &c.read, &c.write) }

// SetReadDeadline implements net.Conn.
func (c *Conn) SetReadDeadline(t time.Time) error { return c.setDeadlines(t, &c.read) }

// SetWriteDeadline implements net.Conn.
func (c *Conn) SetWriteDeadline(t time.Time) error { return c.setDeadlines(t, &c.write) }

func (c *Conn) setDeadlines(t time.Time, all ...*socket.Deadline) error {
	c.host.mu.Lock()
	defer c.host.mu.Unlock()
	if c.closed {
		return c.err("set", nil, net.ErrClosed)
	}
	for _, d := range all {
		d.Set(t)
	}
	return nil
}

// err is an error as package net has it. to is what the caller has named; nil: the remote address, if there is one.
func (c *Conn) err(op string, to net.Addr, err error) error {
	if errno, ok := err.(syscall.Errno); ok {
		err = os.NewSyscallError(op, errno)
	}
	if to == nil {
		to = c.RemoteAddr()
	}
	return &net.OpError{Op: op, Net: "udp", Source: c.localAddr, Addr: to, Err: err}
}
