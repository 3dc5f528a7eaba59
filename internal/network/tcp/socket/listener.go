package socket

import (
	"context"
	"net"
	"net/netip"
	"os"
	"sync"
	"syscall"

	"wirelab/internal/network/tcp"
)

// A Listener takes connections at a port.
type Listener struct {
	host    *Host
	local   netip.AddrPort
	come    sync.Cond
	ready   []*Conn // established, and not yet accepted
	waiting int     // those, and the ones that are not yet established
	closed  bool
}

var _ net.Listener = (*Listener)(nil)

// Listen takes connections at a port; 0 is any that is free. A port on which connections of an earlier
// listener are still open can be listened on (SO_REUSEADDR).
func (h *Host) Listen(port uint16) (*Listener, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	fail := func(errno error) error {
		addr := net.TCPAddrFromAddrPort(netip.AddrPortFrom(h.config.Addr, port))
		return &net.OpError{Op: "listen", Net: "tcp", Addr: addr, Err: os.NewSyscallError("bind", errno)}
	}
	if h.closed {
		return nil, fail(syscall.ENETDOWN)
	}
	if port == 0 {
		var err error
		if port, err = h.freePort(netip.AddrPort{}); err != nil {
			return nil, fail(err)
		}
	}
	if h.listeners[port] != nil {
		return nil, fail(syscall.EADDRINUSE)
	}
	l := &Listener{host: h, local: netip.AddrPortFrom(h.config.Addr, port)}
	l.come.L = &h.mu
	h.listeners[port] = l
	return l, nil
}

// Accept implements net.Listener.
func (l *Listener) Accept() (net.Conn, error) {
	h := l.host
	h.mu.Lock()
	defer h.mu.Unlock()
	for {
		for len(l.ready) == 0 && !l.closed {
			l.come.Wait()
		}
		if l.closed {
			return nil, &net.OpError{Op: "accept", Net: "tcp", Addr: l.Addr(), Err: net.ErrClosed}
		}
		h.mu.Unlock()
		h.take(Accepting, l.local, netip.AddrPort{}, nil)
		h.mu.Lock()
		if len(l.ready) > 0 && !l.closed {
			c := l.ready[0]
			l.ready = l.ready[1:]
			l.waiting--
			return c, nil
		}
	}
}

// Close implements net.Listener. Connections that nobody has accepted are reset.
func (l *Listener) Close() error {
	h := l.host
	h.mu.Lock()
	defer h.mu.Unlock()
	if l.closed {
		return &net.OpError{Op: "close", Net: "tcp", Addr: l.Addr(), Err: net.ErrClosed}
	}
	l.closed = true
	delete(h.listeners, l.local.Port())
	l.come.Broadcast()
	for _, c := range h.inOrder() {
		if c.listener == l {
			c.tcp.Abort(h.now())
			c.settle()
		}
	}
	for _, c := range l.ready {
		c.tcp.Abort(h.now())
		c.settle()
	}
	l.ready = nil
	return nil
}

// Addr implements net.Listener.
func (l *Listener) Addr() net.Addr { return net.TCPAddrFromAddrPort(l.local) }

// Dial connects to a server from a port; 0 is any that is free. If ctx ends before, the connection is given
// up. The error is a *net.OpError.
func (h *Host) Dial(ctx context.Context, port uint16, to netip.AddrPort) (*Conn, error) {
	fail := func(err error) (*Conn, error) {
		if errno, ok := err.(syscall.Errno); ok {
			err = os.NewSyscallError("connect", errno)
		}
		return nil, &net.OpError{Op: "dial", Net: "tcp", Addr: net.TCPAddrFromAddrPort(to), Err: err}
	}
	if err := ctx.Err(); err != nil {
		return fail(err)
	}
	h.take(Connecting, netip.AddrPortFrom(h.config.Addr, port), to, nil)
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return fail(syscall.ENETDOWN)
	}
	if port == 0 {
		var err error
		if port, err = h.freePort(to); err != nil {
			return fail(err)
		}
	}
	e := ends{port, to}
	if h.conns[e] != nil || h.listeners[port] != nil && to == netip.AddrPortFrom(h.config.Addr, port) {
		return fail(syscall.EADDRINUSE)
	}
	c := h.open(e, nil, nil)
	stop := context.AfterFunc(ctx, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		c.change.Broadcast()
	})
	defer stop()
	for c.tcp.State() == tcp.SynSent || c.tcp.State() == tcp.SynReceived {
		if err := ctx.Err(); err != nil {
			c.tcp.Abort(h.now())
			c.settle()
			return fail(err)
		}
		c.change.Wait()
	}
	if err := c.tcp.Err(); err != nil {
		return fail(err)
	}
	if c.fail != nil {
		return fail(c.fail)
	}
	return c, nil
}
