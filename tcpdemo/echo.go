package tcpdemo

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"

	"wirelab/internal/netx"
)

// EchoServer sends back the bytes that it receives (RFC 862). It knows nothing of messages: the
// stream comes back as it came. The zero value is ready to use.
type EchoServer struct {
	// IdleTimeout ends a connection on which nothing arrives for so long. Zero means 5 minutes.
	IdleTimeout time.Duration
	// WriteTimeout ends a connection whose peer does not take its echo for so long, so that a peer
	// that never reads cannot hold a goroutine for ever. Zero means 10 seconds.
	WriteTimeout time.Duration
	// DrainTimeout is how long peers are still answered after ctx has ended. Zero means 100 ms.
	DrainTimeout time.Duration
	// MaxConns is how many connections are served at once. One more is closed at once. Zero means
	// 10,000.
	MaxConns int

	// OnData, if not nil, is called with what each Read returned, before it is sent back. It must
	// not keep b, and may be called by many goroutines at once. So may OnError.
	OnData func(peer net.Addr, b []byte)
	// OnError, if not nil, is told why a connection failed or was refused. A clean end is no error.
	OnError func(peer net.Addr, err error)
}

// ErrTooManyConns is what OnError gets when a connection was refused because of MaxConns.
var ErrTooManyConns = errors.New("too many connections")

// Serve accepts connections from ln and echoes on each until ctx ends. It closes ln, and returns
// when every goroutine that it started has ended: nil after ctx, the listener's error otherwise.
func (s *EchoServer) Serve(ctx context.Context, ln net.Listener) error {
	ctx, stop := context.WithCancel(ctx)
	late, drained := netx.Until(ctx, cmp.Or(s.DrainTimeout, 100*time.Millisecond))
	var peers sync.WaitGroup
	defer func() {
		stop()
		peers.Wait()
		drained()
	}()
	defer ln.Close()
	context.AfterFunc(ctx, func() { ln.Close() }) // wakes Accept

	slots := make(chan struct{}, cmp.Or(s.MaxConns, 10_000))
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
		select {
		case slots <- struct{}{}:
		default:
			s.observe(conn.RemoteAddr(), ErrTooManyConns)
			conn.Close()
			continue
		}
		peers.Go(func() {
			defer func() { <-slots }()
			if err := s.echo(late, conn); err != nil {
				s.observe(conn.RemoteAddr(), err)
			}
		})
	}
}

// echo serves one connection until the peer ends it, it fails, or ctx ends.
func (s *EchoServer) echo(ctx context.Context, conn net.Conn) error {
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() }) // wakes Read and Write
	defer stop()

	buf := make([]byte, minBuffer)
	for {
		conn.SetReadDeadline(time.Now().Add(cmp.Or(s.IdleTimeout, 5*time.Minute)))
		n, err := conn.Read(buf)
		if n > 0 { // a Read may return bytes together with an error
			if s.OnData != nil {
				s.OnData(conn.RemoteAddr(), buf[:n])
			}
			conn.SetWriteDeadline(time.Now().Add(cmp.Or(s.WriteTimeout, 10*time.Second)))
			if _, err := conn.Write(buf[:n]); err != nil {
				return ended(ctx, "write", err)
			}
		}
		if err != nil {
			return ended(ctx, "read", err)
		}
		if n == len(buf) && n < maxBuffer { // more was waiting: read more at a time
			buf = make([]byte, 2*n)
		}
	}
}

// A connection's buffer grows with its traffic: thousands of idle connections cost little, and a
// busy one needs few system calls.
const (
	minBuffer = 512
	maxBuffer = 64 << 10
)

// ended says what is to be reported: nothing if the peer or this server ended the connection.
func ended(ctx context.Context, op string, err error) error {
	if err == io.EOF || ctx.Err() != nil {
		return nil
	}
	return fmt.Errorf("tcpdemo: %s: %w", op, err)
}

func (s *EchoServer) observe(peer net.Addr, err error) {
	if s.OnError != nil {
		s.OnError(peer, err)
	}
}
