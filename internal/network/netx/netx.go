// Package netx is the one door to the network: everything in wirelab that listens or dials does it
// through a [Network], so that the same server and client run on the machine's own sockets, in the
// lab, or between two network namespaces.
package netx

import (
	"context"
	"errors"
	"net"
	"syscall"
	"time"
)

// A Network makes sockets. The methods mean what they mean in package net; network is "tcp" or
// "udp", address is host:port, and port 0 asks for any free port when listening.
type Network interface {
	Listen(ctx context.Context, network, address string) (net.Listener, error)
	ListenPacket(ctx context.Context, network, address string) (net.PacketConn, error)
	DialContext(ctx context.Context, network, address string) (net.Conn, error)
}

var _ Network = (*Host)(nil)

// Until returns a context that ends d after ctx does: the time that a server, once told to stop,
// still gives its peers. Calling cancel ends it at once and frees what it holds.
func Until(ctx context.Context, d time.Duration) (late context.Context, cancel context.CancelFunc) {
	late, end := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		t := time.AfterFunc(d, end)
		context.AfterFunc(late, func() { t.Stop() })
	})
	return late, func() { stop(); end() }
}

// CloseWrite sends a FIN on conn; reading goes on. Where there is no such thing it returns
// errors.ErrUnsupported.
func CloseWrite(conn net.Conn) error {
	if c, ok := conn.(interface{ CloseWrite() error }); ok {
		return c.CloseWrite()
	}
	return errors.ErrUnsupported
}

// SyscallConn returns the socket under conn, or errors.ErrUnsupported. Socket is for whoever writes to it.
func SyscallConn(conn net.Conn) (syscall.RawConn, error) {
	if c, ok := conn.(syscall.Conn); ok {
		return c.SyscallConn()
	}
	return nil, errors.ErrUnsupported
}

// Aside calls f in a goroutine of its own and waits for it. A goroutine that ends gives back the stack that
// f took: a server with thousands of connections calls it for each request, and the goroutines that wait
// for the next one stay small.
func Aside(f func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		f()
	}()
	<-done
}

// Sleep waits for d, or until ctx ends, and then returns ctx.Err.
func Sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
