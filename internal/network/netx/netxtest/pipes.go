// Package netxtest has a network for tests.
package netxtest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"

	"wirelab/internal/network/netx"
)

// Pipes is a TCP network inside one process. Its connections are net.Pipes: a Write waits until it
// has been read, for want of buffers, and there is no half-close. Nothing in it touches the system,
// so it works in virtual time (testing/synctest). The zero value is ready to use.
type Pipes struct {
	mu        sync.Mutex
	listeners map[string]*listener
	lastPort  int
}

var _ netx.Network = (*Pipes)(nil)

// Listen implements [netx.Network].
func (p *Pipes) Listen(_ context.Context, _, address string) (net.Listener, error) {
	addr, err := net.ResolveTCPAddr("tcp", address)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if addr.Port == 0 {
		p.lastPort++
		addr.Port = 49151 + p.lastPort
	}
	if p.listeners[addr.String()] != nil {
		return nil, fmt.Errorf("listen %v: address in use", addr)
	}
	l := &listener{addr: addr, conns: make(chan net.Conn), closed: make(chan struct{})}
	l.close = sync.OnceFunc(func() {
		close(l.closed)
		p.mu.Lock()
		defer p.mu.Unlock()
		delete(p.listeners, addr.String())
	})
	if p.listeners == nil {
		p.listeners = make(map[string]*listener)
	}
	p.listeners[addr.String()] = l
	return l, nil
}

// ListenPacket implements [netx.Network]. There are no datagrams.
func (p *Pipes) ListenPacket(context.Context, string, string) (net.PacketConn, error) {
	return nil, errors.ErrUnsupported
}

// DialContext implements [netx.Network]. It returns when the connection has been accepted.
func (p *Pipes) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	p.mu.Lock()
	l := p.listeners[address]
	p.mu.Unlock()
	if network != "tcp" || l == nil {
		return nil, fmt.Errorf("dial %s %s: connection refused", network, address)
	}
	client, server := net.Pipe()
	select {
	case l.conns <- server:
		return client, nil
	case <-l.closed:
		return nil, fmt.Errorf("dial %s: connection refused", address)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

type listener struct {
	addr   net.Addr
	conns  chan net.Conn
	closed chan struct{}
	close  func()
}

func (l *listener) Accept() (net.Conn, error) {
	select {
	case conn := <-l.conns:
		return conn, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *listener) Close() error   { l.close(); return nil }
func (l *listener) Addr() net.Addr { return l.addr }
