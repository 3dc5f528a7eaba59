package tcpdemo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"

	"wirelab/internal/network/netx"
)

// ErrTooManyConns is what OnError gets when a connection was refused because of MaxConns, or because
// its address has its share of them (MaxPerAddr).
var ErrTooManyConns = errors.New("too many connections")

// A server accepts connections, and serves each in a goroutine of its own.
type server struct {
	each       func(ctx context.Context, conn net.Conn) error // serves one; closes it
	observe    func(peer net.Addr, err error)
	maxConns   int
	maxPerAddr int
	drain      time.Duration // for which connections are still served after ctx has ended
	full       []byte        // what a connection is told that is refused; nil: nothing
}

// serve accepts connections from ln until ctx ends. It closes ln, and returns when every goroutine
// that it started has ended: nil after ctx, the listener's error otherwise.
func (s server) serve(ctx context.Context, ln net.Listener) error {
	ctx, stop := context.WithCancel(ctx)
	late, drained := netx.Until(ctx, s.drain)
	var peers sync.WaitGroup
	defer func() {
		stop()
		peers.Wait()
		drained()
	}()
	defer ln.Close()
	context.AfterFunc(ctx, func() { ln.Close() }) // wakes Accept

	slots := &netx.Shares{Places: s.maxConns, PerOne: s.maxPerAddr}
	for {
		conn, err := ln.Accept()
		switch {
		case err != nil && ctx.Err() != nil:
			return nil
		case errors.Is(err, net.ErrClosed):
			return fmt.Errorf("tcpdemo: accept: %w", err)
		case err != nil: // for example, no more file descriptors: some may become free
			s.observe(ln.Addr(), err)
			select {
			case <-ctx.Done():
			case <-time.After(50 * time.Millisecond):
			}
			continue
		}
		from := netx.AddrOf(conn.RemoteAddr())
		if !slots.Take(from) {
			s.observe(conn.RemoteAddr(), ErrTooManyConns)
			s.refuse(conn)
			continue
		}
		peers.Go(func() {
			defer slots.Give(from)
			if err := s.each(late, conn); err != nil {
				s.observe(conn.RemoteAddr(), err)
			}
		})
	}
}

// refuse closes a connection for which there is no place. It waits for nobody: a new connection takes a
// line at once, or the peer is not told.
func (s server) refuse(conn net.Conn) {
	if s.full != nil {
		conn.SetWriteDeadline(time.Now().Add(time.Millisecond))
		conn.Write(s.full)
	}
	conn.Close()
}

// ended says what is to be reported: nothing if the peer or this server ended the connection.
func ended(ctx context.Context, op string, err error) error {
	if err == nil || err == io.EOF || ctx.Err() != nil {
		return nil
	}
	return fmt.Errorf("tcpdemo: %s: %w", op, err)
}
