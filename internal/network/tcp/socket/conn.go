package socket

import (
	"cmp"
	"io"
	"net"
	"net/netip"
	"os"
	"slices"
	"sync"
	"syscall"
	"time"

	"wirelab/internal/network/tcp"
)

// A Conn is one end of a connection, as package net has it.
type Conn struct {
	host          *Host
	local, remote netip.AddrPort
	localAddr     net.Addr
	remoteAddr    net.Addr

	// The host's lock guards the rest.
	tcp      *tcp.Conn
	listener *Listener // for which it is, until it is established
	fail     error     // the host is closed
	closed   bool      // by the program
	shut     bool      // for writing
	writing  bool      // somebody is in the middle of Write
	change   sync.Cond // something has happened
	timer    *time.Timer
	due      time.Duration // when the timer goes off; 0: it is stopped

	read, write Deadline
}

var _ net.Conn = (*Conn)(nil)

func newConn(h *Host, e ends, l *Listener) *Conn {
	c := &Conn{host: h, local: netip.AddrPortFrom(h.config.Addr, e.port), remote: e.remote, listener: l}
	c.localAddr, c.remoteAddr = net.TCPAddrFromAddrPort(c.local), net.TCPAddrFromAddrPort(c.remote)
	c.change.L = &h.mu
	c.read.Change, c.write.Change = &c.change, &c.change
	c.read.Woken, c.write.Woken = uint64(h.random()), uint64(h.random())
	return c
}

// inOrder are the Host's connections in an order that is the same each time.
func (h *Host) inOrder() []*Conn {
	var all []*Conn
	for _, c := range h.conns {
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b *Conn) int {
		return cmp.Or(cmp.Compare(a.local.Port(), b.local.Port()), a.remote.Compare(b.remote))
	})
	return all
}

// settle is done after all that may have changed a connection: it wakes those who wait, and sets the timer.
func (c *Conn) settle() {
	h, state := c.host, c.tcp.State()
	if l := c.listener; l != nil && state != tcp.SynReceived {
		c.listener = nil
		switch {
		case state == tcp.Closed:
			l.waiting--
		default:
			l.ready = append(l.ready, c)
			l.come.Signal()
		}
	}
	c.change.Broadcast()
	at, ok := c.tcp.Deadline()
	if state == tcp.Closed {
		ok = false
		e := ends{c.local.Port(), c.remote}
		if h.conns[e] == c {
			delete(h.conns, e)
			h.again += c.tcp.Stats().Retransmissions
		}
	}
	switch {
	case !ok && c.due != 0:
		c.due = 0
		c.timer.Stop()
	case ok && at != c.due:
		c.due = at
		if wait := max(0, at-h.now()); c.timer == nil {
			c.timer = time.AfterFunc(wait, c.advance)
		} else {
			c.timer.Reset(wait)
		}
	}
}

// advance is called by the timer.
func (c *Conn) advance() {
	c.host.take(Timing, c.local, c.remote, nil)
	c.host.mu.Lock()
	defer c.host.mu.Unlock()
	now := c.host.now()
	if c.due == 0 || now < c.due {
		return // it was set anew in the meantime
	}
	c.due = 0
	c.tcp.Advance(now)
	c.settle()
}

// wait waits until ready says so or is to fail. It is called with the lock held. Who is woken looks again: others may have
// been there first.
func (c *Conn) wait(op string, d *Deadline, ready func() bool) error {
	for waited := false; ; {
		switch {
		case c.closed:
			return c.err(op, net.ErrClosed)
		case d.Passed():
			return c.err(op, os.ErrDeadlineExceeded)
		case ready():
			if !waited {
				return nil
			}
			waited = false
			c.wake(d)
			continue
		}
		c.change.Wait()
		waited = true
	}
}

// wake lets pass what a program takes to be woken. It gives the lock back for that time.
func (c *Conn) wake(d *Deadline) {
	h := c.host
	if h.config.Waking == 0 {
		return
	}
	d.Woken++
	took := time.NewTimer(WakingTime(h.config.Waking, d.Woken))
	h.mu.Unlock()
	defer h.mu.Lock()
	select {
	case <-took.C:
	case <-h.done:
		took.Stop()
	}
}

// WakingTime is how long a program takes to be woken: between half of the mean and one and a half, a random time that
// is the same for the same n.
func WakingTime(mean time.Duration, n uint64) time.Duration {
	n *= 0x9e3779b97f4a7c15 // a step of SplitMix64
	n = (n ^ n>>30) * 0xbf58476d1ce4e5b9
	n = (n ^ n>>27) * 0x94d049bb133111eb
	return mean/2 + time.Duration(n>>33)*mean>>31
}

func (c *Conn) err(op string, err error) error {
	if errno, ok := err.(syscall.Errno); ok {
		err = os.NewSyscallError(op, errno)
	}
	return &net.OpError{Op: op, Net: "tcp", Source: c.localAddr, Addr: c.remoteAddr, Err: err}
}

// Read implements net.Conn. What has come can be read even if the connection is lost.
func (c *Conn) Read(b []byte) (n int, err error) {
	h := c.host
	h.mu.Lock()
	defer h.mu.Unlock()
	for {
		last := false
		if err := c.wait("read", &c.read, func() bool {
			n, last = c.tcp.Readable()
			return n > 0 || last || c.tcp.State() == tcp.Closed || len(b) == 0
		}); err != nil {
			return 0, err
		}
		switch {
		case len(b) == 0:
			return 0, nil
		case n > 0:
		case c.fail != nil:
			return 0, c.err("read", c.fail)
		case last || c.tcp.Err() == nil:
			return 0, io.EOF
		default:
			return 0, c.err("read", c.tcp.Err())
		}
		h.mu.Unlock()
		h.take(Reading, c.local, c.remote, nil)
		h.mu.Lock()
		if n = c.tcp.Read(h.now(), b); n > 0 {
			c.settle()
			return n, nil
		}
	}
}

// Write implements net.Conn. It returns when all of b has been taken for sending.
func (c *Conn) Write(b []byte) (n int, err error) {
	h := c.host
	mine := false // others that write wait until this is all
	defer func() {
		if mine {
			c.writing = false
			c.change.Broadcast()
		}
		h.mu.Unlock()
	}()
	for {
		h.take(Writing, c.local, c.remote, b[n:])
		h.mu.Lock()
		if err := c.wait("write", &c.write, func() bool { return mine || !c.writing }); err != nil {
			return n, err
		}
		mine, c.writing = true, true
		switch {
		case c.fail != nil:
			return n, c.err("write", c.fail)
		case c.tcp.Err() != nil:
			return n, c.err("write", c.tcp.Err())
		case c.shut, c.tcp.State() == tcp.Closed:
			return n, c.err("write", syscall.EPIPE)
		}
		n += c.tcp.Write(h.now(), b[n:])
		c.settle()
		if n == len(b) {
			return n, nil
		}
		if err := c.wait("write", &c.write, func() bool {
			return c.tcp.Writable() || c.tcp.State() == tcp.Closed || c.shut
		}); err != nil {
			return n, err
		}
		h.mu.Unlock()
	}
}

// CloseWrite sends FIN after what was written; reading goes on.
func (c *Conn) CloseWrite() error {
	h := c.host
	h.take(Closing, c.local, c.remote, nil)
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case c.closed:
		return c.err("close", net.ErrClosed)
	case c.tcp.State() == tcp.Closed:
		return c.err("shutdown", syscall.ENOTCONN)
	}
	c.shut = true
	c.tcp.CloseWrite(h.now())
	c.settle()
	return nil
}

// Close implements net.Conn. It does not wait: what was written is still sent, and the peer is told in its turn.
func (c *Conn) Close() error {
	h := c.host
	h.mu.Lock()
	if c.closed {
		h.mu.Unlock()
		return c.err("close", net.ErrClosed)
	}
	c.closed = true
	c.read.Stop()
	c.write.Stop()
	c.change.Broadcast()
	h.mu.Unlock()
	end := func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		c.tcp.Close(h.now())
		c.settle()
	}
	if h.config.Order != nil {
		h.config.Order.Add(Closing, c.local, c.remote, end)
	} else {
		end()
	}
	return nil
}

// LocalAddr implements net.Conn.
func (c *Conn) LocalAddr() net.Addr { return c.localAddr }

// RemoteAddr implements net.Conn.
func (c *Conn) RemoteAddr() net.Addr { return c.remoteAddr }
