package wsdemo

import (
	"cmp"
	"context"
	"net"
	"time"

	"github.com/gorilla/websocket"

	"wirelab/internal/network/netx"
	"wirelab/wsdemo/frames"
)

// EchoServer sends back each message that it receives, text as text and binary as binary. It speaks
// WebSocket at Path and serves a small page at / that a browser can try it with. The zero value is
// ready to use.
type EchoServer struct {
	// IdleTimeout ends a connection on which no message arrives for so long; pings do not count. Zero
	// means 5 minutes.
	IdleTimeout time.Duration
	// WriteTimeout ends a connection whose peer does not take its echo for so long, so that a peer
	// that never reads cannot hold a goroutine for ever. Zero means 10 seconds.
	WriteTimeout time.Duration
	// DrainTimeout is how long peers are still answered after ctx has ended. Zero means 100 ms.
	DrainTimeout time.Duration
	// MaxConns is how many connections are served at once, those that ask for a page included. One
	// more is closed at once. Zero means 10,000.
	MaxConns int
	// MaxPerAddr is how many of them come from one IP address. Zero means twice as many as are free
	// (netx.Shares): one address alone gets two thirds, so that a class behind one NAT has enough, and
	// others are still let in. A negative number means no limit but MaxConns.
	MaxPerAddr int
	// MaxMessage is the size in bytes of the largest message that is accepted, as delivered; one
	// that is larger closes the connection with code 1009. Zero means the constant MaxMessage.
	MaxMessage int
	// MessageTimeout closes a connection with code 1008 if a message has begun and has not ended after
	// so long, and a second more for each 16 KiB of it that have come. Zero means 30 seconds.
	MessageTimeout time.Duration
	// MaxUnfinished is how many bytes of messages the connections may hold together, while these come
	// in and until they have been sent back. One that needs more is closed with code 1013. The first
	// 4 KiB of each message do not count. Zero means 128 MiB, but at least four of the largest messages.
	MaxUnfinished int
	// Compression agrees to compress messages (permessage-deflate, RFC 7692) if the client asks.
	Compression bool
	// Hosts are further names that requests may give in Host (origin.go).
	Hosts []string

	// OnData, if not nil, is called with each message, before it is sent back; for an event of Socket.IO b is a list in JSON
	// of its name and its arguments. It must not keep b, and may be called by many goroutines at once. So may the others.
	OnData func(peer net.Addr, b []byte)
	// OnConn, if not nil, is told when a WebSocket begins and, with open false, when it has ended.
	OnConn func(peer net.Addr, open bool)
	// OnSession, if not nil, is told the same of a session of Socket.IO, be it carried by a WebSocket or by HTTP requests.
	// It must not wait.
	OnSession func(peer net.Addr, open bool)
	// OnError, if not nil, is told why a connection failed or was refused. A clean end is no error.
	OnError func(peer net.Addr, err error)
}

// Serve accepts connections from ln and echoes on each until ctx ends. It closes ln, and returns
// when every goroutine that it started has ended: nil after ctx, the listener's error otherwise.
func (s *EchoServer) Serve(ctx context.Context, ln net.Listener) error {
	largest := cmp.Or(s.MaxMessage, MaxMessage)
	total := netx.NewBudget(cmp.Or(s.MaxUnfinished, max(128<<20, 4*largest)))
	return server{
		each: func(ctx context.Context, conn *websocket.Conn) error {
			s.connected(conn.RemoteAddr(), true)
			err := s.echo(ctx, conn, total)
			s.connected(conn.RemoteAddr(), false)
			return err
		},
		observe:  s.observe,
		maxConns: cmp.Or(s.MaxConns, 10_000), maxPerAddr: s.MaxPerAddr,
		drain: cmp.Or(s.DrainTimeout, 100*time.Millisecond),
		page:  "echopage", hosts: s.Hosts,
		idle: cmp.Or(s.IdleTimeout, 5*time.Minute), write: cmp.Or(s.WriteTimeout, 10*time.Second),
		under:      func(conn net.Conn) net.Conn { return frames.NewFlushConn(conn) },
		readBuffer: 2304, // 32 messages of 64 B
		maxMessage: largest, patience: cmp.Or(s.MessageTimeout, 30*time.Second),
		compression: s.Compression, total: total, onData: s.OnData, onSession: s.OnSession,
	}.serve(ctx, ln)
}

// echo serves one connection until the peer ends it, it fails, or ctx ends.
func (s *EchoServer) echo(ctx context.Context, conn *websocket.Conn, total *netx.Budget) error {
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { sayClose(conn, websocket.CloseGoingAway, "stopping") })
	defer stop() // wakes NextReader, by way of the peer's answer

	in := &frames.Inbox{Conn: conn, Limit: cmp.Or(s.MaxMessage, MaxMessage), Total: total}
	defer in.Done()
	write := conn.WriteMessage
	if c, ok := conn.NetConn().(*frames.DeflateConn); ok {
		in.Deflated = true
		write = func(kind int, msg []byte) error { return c.WriteMessage(conn, kind, msg) }
	}
	for {
		conn.SetReadDeadline(time.Now().Add(cmp.Or(s.IdleTimeout, 5*time.Minute)))
		kind, err := in.Receive()
		if err != nil {
			return ended(ctx, conn, "read", err)
		}
		if s.OnData != nil {
			s.OnData(conn.RemoteAddr(), in.Message)
		}
		conn.SetWriteDeadline(time.Now().Add(cmp.Or(s.WriteTimeout, 10*time.Second)))
		if err := write(kind, in.Message); err != nil {
			return ended(ctx, conn, "write", err)
		}
		in.Done()
	}
}

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
