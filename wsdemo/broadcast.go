package wsdemo

import (
	"cmp"
	"context"
	"net"
	"net/http"
	"time"

	"github.com/gorilla/websocket"

	"wirelab/internal/network/netx"
	"wirelab/internal/room/event"
	"wirelab/internal/room/hub"
	"wirelab/wsdemo/frames"
)

// BroadcastServer lets its clients talk in rooms: what one of them emits, all in the room receive, in
// the same order. Each text message is a JSON object (package event). It speaks WebSocket at Path and
// serves a chat page at / for browsers. The zero value is ready to use.
type BroadcastServer struct {
	// Hub has the rooms. The servers of several transports may share one. Nil means one of its own.
	Hub *hub.Hub
	// IdleTimeout ends a connection on which nothing arrives for so long. A peer that is silent is
	// asked with pings, and its answers count. Zero means 90 seconds, with a ping every 30.
	IdleTimeout time.Duration
	// WriteTimeout ends a connection whose peer does not take what is sent to it for so long. Zero
	// means 10 seconds. Meanwhile its queue in the Hub fills up, and the Hub's Policy holds.
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
	// MessageTimeout closes a connection with code 1008 if a message has begun and has not ended after
	// so long, and a second more for each 16 KiB of it that have come. Zero means 30 seconds.
	MessageTimeout time.Duration
	// MaxUnfinished is how many bytes of messages the connections may hold together while these come
	// in. One that needs more is closed with code 1013. The first 4 KiB of each message do not count.
	// Zero means 16 MiB.
	MaxUnfinished int
	// PingInterval is how long after its last answer a client that speaks Socket.IO is asked whether it is there, and
	// PingTimeout how long it may take to answer. Zero means 25 and 20 seconds.
	PingInterval, PingTimeout time.Duration
	// Site, if not nil, answers what the server's own paths do not: WebSocket's, Socket.IO's, and that of the chat page,
	// which is then at /chat/.
	Site http.Handler
	// Hosts are further names that requests may give in Host (origin.go).
	Hosts []string

	// OnError, if not nil, is told why a connection failed or was refused. A clean end is no error.
	// It may be called by many goroutines at once.
	OnError func(peer net.Addr, err error)
}

// Serve accepts members from ln until ctx ends. It closes ln, and returns when every goroutine that it
// started has ended: nil after ctx, the listener's error otherwise.
func (s *BroadcastServer) Serve(ctx context.Context, ln net.Listener) error {
	rooms := cmp.Or(s.Hub, &hub.Hub{})
	idle, patience := cmp.Or(s.IdleTimeout, 90*time.Second), cmp.Or(s.WriteTimeout, 10*time.Second)
	total := netx.NewBudget(cmp.Or(s.MaxUnfinished, 16<<20))
	return server{
		each:    func(ctx context.Context, conn *websocket.Conn) error { return s.member(ctx, conn, rooms, total) },
		observe: s.observe, maxConns: cmp.Or(s.MaxConns, 10_000), maxPerAddr: s.MaxPerAddr,
		drain: cmp.Or(s.DrainTimeout, 100*time.Millisecond),
		page:  "chat", site: s.Site, hosts: s.Hosts, idle: idle, write: patience,
		under:      func(conn net.Conn) net.Conn { return frames.NewSharedConn(conn, idle, patience) },
		readBuffer: 512,
		maxMessage: event.MaxMessage, patience: cmp.Or(s.MessageTimeout, 30*time.Second),
		hub: rooms, total: total, pingInterval: s.PingInterval, pingTimeout: s.PingTimeout,
	}.serve(ctx, ln)
}

// member serves one connection until the peer ends it, it fails, the hub evicts it, or ctx ends.
func (s *BroadcastServer) member(ctx context.Context, conn *websocket.Conn, rooms *hub.Hub, total *netx.Budget) error {
	defer conn.Close()
	wake := context.AfterFunc(ctx, func() { sayClose(conn, websocket.CloseGoingAway, "stopping") })
	defer wake() // wakes receive, by way of the peer's answer

	// What is said in the rooms goes out by itself: a peer that is slow to read must not keep us from
	// reading what it says.
	out := conn.NetConn().(*frames.SharedConn)
	member, stop := rooms.Pump(netx.AddrOf(conn.RemoteAddr()), "ws", func(batch []*hub.Message, evicted error) {
		if err := out.Send(batch); err != nil {
			conn.Close() // wakes receive
		} else if evicted != nil {
			sayClose(conn, closeCode(evicted), evicted.Error()) // the same, by way of the answer
		}
	})
	defer stop()
	defer conn.Close() // wakes send
	in := &frames.Inbox{Conn: conn, Limit: event.MaxMessage, Total: total}
	defer in.Done()
	for {
		kind, err := in.Receive()
		if err != nil {
			err = cmp.Or(member.Err(), err)
			member.Close() // it leaves now, and not when the peer has let go
			return ended(ctx, conn, "read", err)
		}
		netx.Aside(func() {
			if request, err := decode(kind, in.Message); err != nil {
				member.Refuse(err)
			} else {
				member.Handle(request)
			}
		})
		member.Await() // its end is told by closing the connection
		in.Done()
	}
}

func (s *BroadcastServer) observe(peer net.Addr, err error) {
	if s.OnError != nil {
		s.OnError(peer, err)
	}
}
