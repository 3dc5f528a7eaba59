package tcpdemo

import (
	"cmp"
	"context"
	"net"
	"time"

	"wirelab/internal/network/netx"
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
	// MaxPerAddr is how many of them come from one IP address. Zero means twice as many as are free
	// (netx.Shares): one address alone gets two thirds, so that a class behind one NAT has enough, and
	// others are still let in. A negative number means no limit but MaxConns.
	MaxPerAddr int

	// OnData, if not nil, is called with what each Read returned, before it is sent back. It must
	// not keep b, and may be called by many goroutines at once. So may OnConn and OnError.
	OnData func(peer net.Addr, b []byte)
	// OnConn, if not nil, is told when a connection begins and, with open false, when it has ended.
	OnConn func(peer net.Addr, open bool)
	// OnError, if not nil, is told why a connection failed or was refused. A clean end is no error.
	OnError func(peer net.Addr, err error)
}

// Serve accepts connections from ln and echoes on each until ctx ends. It closes ln, and returns
// when every goroutine that it started has ended: nil after ctx, the listener's error otherwise.
func (s *EchoServer) Serve(ctx context.Context, ln net.Listener) error {
	large := netx.NewBudget(maxBuffers)
	return server{
		each: func(ctx context.Context, conn net.Conn) error {
			s.connected(conn.RemoteAddr(), true)
			err := s.echo(ctx, conn, large)
			s.connected(conn.RemoteAddr(), false)
			return err
		},
		observe:  s.observe,
		maxConns: cmp.Or(s.MaxConns, 10_000), maxPerAddr: s.MaxPerAddr, drain: cmp.Or(s.DrainTimeout, 100*time.Millisecond),
	}.serve(ctx, ln)
}

// echo serves one connection until the peer ends it, it fails, or ctx ends.
func (s *EchoServer) echo(ctx context.Context, conn net.Conn, large *netx.Budget) (err error) {
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() }) // wakes Read and Write
	defer stop()

	buf, op := make([]byte, minBuffer), "read"
	for err == nil {
		conn.SetReadDeadline(time.Now().Add(cmp.Or(s.IdleTimeout, 5*time.Minute)))
		var n int
		n, err = conn.Read(buf)
		if n > 0 { // a Read may return bytes together with an error
			if s.OnData != nil {
				s.OnData(conn.RemoteAddr(), buf[:n])
			}
			conn.SetWriteDeadline(time.Now().Add(cmp.Or(s.WriteTimeout, 10*time.Second)))
			if _, failed := conn.Write(buf[:n]); failed != nil {
				op, err = "write", failed
			}
		}
		if n == len(buf) && n < maxBuffer && large.Take(n) { // more was waiting: read more at a time
			buf = make([]byte, 2*n)
		}
	}
	large.Give(len(buf) - minBuffer) // not deferred: one more defer makes each idle connection's stack 2 KiB larger
	return ended(ctx, op, err)
}

// A connection's buffer grows with its traffic: thousands of idle connections cost little, and a
// busy one needs few system calls. What all buffers together have grown by is bounded.
const (
	minBuffer  = 512
	maxBuffer  = 64 << 10
	maxBuffers = 32 << 20
)

func (s *EchoServer) connected(peer net.Addr, open bool) {
	if s.OnConn != nil {
		s.OnConn(peer, open)
	}
}

func (s *EchoServer) observe(peer net.Addr, err error) {
	if s.OnError != nil {
		s.OnError(peer, err)
	}
}
