package tcpdemo

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"net"
	"regexp"
	"sync"
	"time"

	"wirelab/internal/event"
	"wirelab/internal/hub"
)

// BroadcastServer lets its clients talk in rooms: what one of them emits, all in the room receive, in
// the same order. Each line is a message, a JSON object (package event). A client whose first line is
// none is taken for a person at a terminal, and spoken to in plain text. The zero value is ready to
// use.
type BroadcastServer struct {
	// Hub has the rooms. The servers of several transports may share one. Nil means one of its own.
	Hub *hub.Hub
	// IdleTimeout ends a connection on which nothing arrives for so long. Zero means an hour.
	IdleTimeout time.Duration
	// WriteTimeout ends a connection whose peer does not take what is sent to it for so long. Zero
	// means 10 seconds. Meanwhile its queue in the Hub fills up, and the Hub's Policy holds.
	WriteTimeout time.Duration
	// DrainTimeout is how long peers are still answered after ctx has ended. Zero means 100 ms.
	DrainTimeout time.Duration
	// MaxConns is how many connections are served at once. One more is closed at once. Zero means
	// 10,000.
	MaxConns int

	// OnError, if not nil, is told why a connection failed or was refused. A clean end is no error.
	// It may be called by many goroutines at once.
	OnError func(peer net.Addr, err error)
}

// Serve accepts members from ln until ctx ends. It closes ln, and returns when every goroutine that it
// started has ended: nil after ctx, the listener's error otherwise.
func (s *BroadcastServer) Serve(ctx context.Context, ln net.Listener) error {
	rooms := cmp.Or(s.Hub, &hub.Hub{})
	return server{
		each:    func(ctx context.Context, conn net.Conn) error { return s.member(ctx, conn, rooms) },
		observe: s.observe, maxConns: cmp.Or(s.MaxConns, 10_000), drain: cmp.Or(s.DrainTimeout, 100*time.Millisecond),
	}.serve(ctx, ln)
}

// member serves one connection until the peer ends it, it fails, the hub evicts it, or ctx ends.
func (s *BroadcastServer) member(ctx context.Context, conn net.Conn, rooms *hub.Hub) error {
	defer conn.Close()
	wake := context.AfterFunc(ctx, func() { conn.Close() }) // wakes Read and Write
	defer wake()

	in := bufio.NewScanner(conn) // a line is a message
	in.Buffer(make([]byte, 0, minBuffer), event.MaxMessage)
	if !s.scan(conn, in) {
		return ended(ctx, "read", in.Err())
	}
	if isHTTP.Match(in.Bytes()) {
		return ErrHTTP
	}
	speaks := languageOf(in.Bytes())

	// What is said in the rooms goes out by itself: a peer that is slow to read must not keep us from
	// reading what it says.
	member, stop := rooms.Pump(func(batch []*hub.Message, evicted error) {
		pooled := buffers.Get().(*[]byte)
		defer buffers.Put(pooled)
		all := speaks.lines((*pooled)[:0], batch)
		if len(batch) > 1 && cap(all) <= keepBuffer {
			*pooled = all
		}
		conn.SetWriteDeadline(time.Now().Add(cmp.Or(s.WriteTimeout, 10*time.Second)))
		if _, err := conn.Write(all); err != nil || evicted != nil {
			conn.Close() // wakes Read
		}
	})
	defer stop()
	defer conn.Close() // wakes Write
	for again := true; again; again = s.scan(conn, in) {
		request, err := speaks.request(in.Bytes())
		if err != nil {
			member.Refuse(err)
			continue
		}
		member.Handle(request)
	}
	if errors.Is(in.Err(), bufio.ErrTooLong) {
		member.Evict(&event.Error{Code: event.TooLarge, Reason: "a line has at most 65536 bytes"})
		linger(conn)
	}
	return ended(ctx, "read", cmp.Or(member.Err(), in.Err()))
}

// buffers holds those for the lines of one Write, while no Write needs them.
var buffers = sync.Pool{New: func() any { return new([]byte) }}

// keepBuffer is the size of the largest that is kept.
const keepBuffer = 64 << 10

// scan waits for the next line that is not empty.
func (s *BroadcastServer) scan(conn net.Conn, in *bufio.Scanner) bool {
	conn.SetReadDeadline(time.Now().Add(cmp.Or(s.IdleTimeout, time.Hour)))
	for in.Scan() {
		if len(bytes.TrimSpace(in.Bytes())) > 0 {
			return true
		}
	}
	return false
}

// linger drops what still comes, for a second at most. A connection that is closed with bytes unread
// is reset, and a reset overtakes the last words to the peer.
func linger(conn net.Conn) {
	conn.SetReadDeadline(time.Now().Add(time.Second))
	io.Copy(io.Discard, conn)
}

// ErrHTTP is what OnError gets for a peer that speaks HTTP. A web page can have a browser send
// whatever it likes to any port, as the body of a request: it must not get a word in.
var ErrHTTP = errors.New("tcpdemo: that is HTTP")

var isHTTP = regexp.MustCompile(`^[A-Z]+ .* HTTP/[0-9.]+\r?$`)

func (s *BroadcastServer) observe(peer net.Addr, err error) {
	if s.OnError != nil {
		s.OnError(peer, err)
	}
}
