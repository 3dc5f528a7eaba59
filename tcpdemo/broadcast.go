package tcpdemo

import (
	"cmp"
	"context"
	"io"
	"net"
	"sync"
	"time"

	"wirelab/internal/network/netx"
	"wirelab/internal/room/event"
	"wirelab/internal/room/hub"
)

// BroadcastServer lets its clients talk in rooms: what one of them emits, all in the room receive, in
// the same order. Each line is a message, a JSON object (package event). A client whose first line is
// none is taken for a person at a terminal, and spoken to in plain text. The zero value is ready to
// use.
type BroadcastServer struct {
	// Hub has the rooms. The servers of several transports may share one. Nil means one of its own.
	Hub *hub.Hub
	// FirstTimeout ends a connection whose first line does not come for so long. Zero means a minute.
	FirstTimeout time.Duration
	// IdleTimeout ends a connection on which nothing arrives for so long after that. Zero means an hour.
	IdleTimeout time.Duration
	// LineTimeout ends a connection on which a line has begun and does not end for so long. Zero means 30
	// seconds.
	LineTimeout time.Duration
	// MaxUnfinished is how many bytes of long lines the connections may hold together while these come;
	// what goes beyond it ends its connection. Zero means 16 MiB.
	MaxUnfinished int
	// WriteTimeout ends a connection whose peer does not take what is sent to it for so long. Zero
	// means 10 seconds. Meanwhile its queue in the Hub fills up, and the Hub's Policy holds.
	WriteTimeout time.Duration
	// DrainTimeout is how long peers are still answered after ctx has ended. Zero means 100 ms.
	DrainTimeout time.Duration
	// MaxConns is how many connections are served at once. One more is told so and closed. Zero means
	// 10,000.
	MaxConns int
	// MaxPerAddr is how many of them come from one IP address. Zero means twice as many as are free
	// (netx.Shares): one address alone gets two thirds, so that a class behind one NAT has enough, and
	// others are still let in. A negative number means no limit but MaxConns.
	MaxPerAddr int

	// OnError, if not nil, is told why a connection failed or was refused. A clean end is no error.
	// It may be called by many goroutines at once.
	OnError func(peer net.Addr, err error)
}

// Serve accepts members from ln until ctx ends. It closes ln, and returns when every goroutine that it
// started has ended: nil after ctx, the listener's error otherwise.
func (s *BroadcastServer) Serve(ctx context.Context, ln net.Listener) error {
	rooms := cmp.Or(s.Hub, &hub.Hub{})
	lines := netx.NewBudget(cmp.Or(s.MaxUnfinished, 16<<20))
	return server{
		each:    func(ctx context.Context, conn net.Conn) error { return s.member(ctx, conn, rooms, lines) },
		observe: s.observe, maxConns: cmp.Or(s.MaxConns, 10_000), maxPerAddr: s.MaxPerAddr,
		drain: cmp.Or(s.DrainTimeout, 100*time.Millisecond),
		full:  (&event.Error{Code: event.TooManyMembers, Reason: event.FullForAddress}).Line(),
	}.serve(ctx, ln)
}

// member serves one connection until the peer ends it, it fails, the hub evicts it, or ctx ends.
func (s *BroadcastServer) member(ctx context.Context, conn net.Conn, rooms *hub.Hub, lines *netx.Budget) error {
	defer conn.Close()
	wake := context.AfterFunc(ctx, func() { conn.Close() }) // wakes Read and Write
	defer wake()

	in := &lineReader{
		conn: conn, total: lines, wait: cmp.Or(s.FirstTimeout, time.Minute), whole: cmp.Or(s.LineTimeout, 30*time.Second),
	}
	defer in.free()
	first, err := in.next()
	if err != nil && !isTold(err) {
		return ended(ctx, "read", err)
	}
	if isHTTP.Match(first) {
		return ErrHTTP
	}
	in.wait = cmp.Or(s.IdleTimeout, time.Hour)
	speaks := languageOf(first)

	// What is said in the rooms goes out by itself: a peer that is slow to read must not keep us from
	// reading what it says.
	member, stop := rooms.Pump(netx.AddrOf(conn.RemoteAddr()), "tcp", func(batch []*hub.Message, evicted error) {
		switch err := s.write(conn, speaks, batch); {
		case err != nil:
			conn.Close() // wakes Read
		case evicted != nil: // these were the last words; a FIN says so, and the peer may still be sending
			if netx.CloseWrite(conn) != nil {
				conn.Close()
			}
			in.linger() // wakes Read
		}
	})
	defer stop() // when the peer has had its last answers, or Write has failed
	err = hear(in, first, err, speaks, member)
	if evicted := member.Err(); evicted != nil {
		stop()
		io.Copy(io.Discard, conn) // a connection that is closed with bytes unread is reset: that overtakes the last words
		return ended(ctx, "read", evicted)
	}
	if err != io.EOF {
		conn.Close() // wakes Write
	}
	return ended(ctx, "read", err)
}

// hear has the hub carry out what the peer asks, line by line from the first on, until there are no more or the member is
// evicted.
func hear(in *lineReader, line []byte, err error, speaks language, member *hub.Member) error {
	for ; err == nil; line, err = in.next() {
		netx.Aside(func() {
			if request, err := speaks.request(line); err != nil {
				member.Refuse(err)
			} else {
				member.Handle(request)
			}
		})
		if err := member.Await(); err != nil {
			return err
		}
	}
	switch err {
	case errLongLine:
		member.Evict(&event.Error{Code: event.TooLarge, Reason: err.Error()})
	case errLateLine, errNoSpace:
		member.Evict(&event.Error{Code: event.TooSlow, Reason: err.Error()})
	}
	return err
}

// write writes messages in one piece.
func (s *BroadcastServer) write(conn net.Conn, speaks language, batch []*hub.Message) error {
	pooled := buffers.Get().(*[]byte)
	defer buffers.Put(pooled)
	all := speaks.lines((*pooled)[:0], batch)
	if len(batch) > 1 && cap(all) <= keepBuffer {
		*pooled = all
	}
	conn.SetWriteDeadline(time.Now().Add(cmp.Or(s.WriteTimeout, 10*time.Second)))
	_, err := conn.Write(all)
	return err
}

// buffers holds those for the lines of one Write, while no Write needs them.
var buffers = sync.Pool{New: func() any { return new([]byte) }}

// keepBuffer is the size of the largest that is kept: more than a piece of what is queued (hub.Member.Take).
const keepBuffer = 128 << 10

func (s *BroadcastServer) observe(peer net.Addr, err error) {
	if s.OnError != nil {
		s.OnError(peer, err)
	}
}
