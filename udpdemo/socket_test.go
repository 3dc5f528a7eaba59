package udpdemo

import (
	"context"
	"net"
	"net/netip"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"wirelab/internal/room/hub"
)

// socket is a server's socket on a network inside this process, which works in virtual time. What is
// sent arrives at once, and waits at its address until somebody looks.
type socket struct {
	net.PacketConn // nil: its other methods are not called
	in             chan datagram
	late           chan struct{} // closed when the time for reading is over
	closed         chan struct{}
	close          func()

	mu    sync.Mutex
	out   map[string][]datagram           // by address
	write func(to string, _ []byte) error // if not nil: what it returns becomes of a write
}

type datagram struct {
	from net.Addr
	data []byte
}

func newSocket() *socket {
	s := &socket{
		in: make(chan datagram), late: make(chan struct{}), closed: make(chan struct{}),
		out: make(map[string][]datagram),
	}
	s.close = sync.OnceFunc(func() { close(s.closed) })
	return s
}

func (s *socket) LocalAddr() net.Addr { return udpAddr("10.0.0.1:7102") }

func (s *socket) Close() error { s.close(); return nil }

func (s *socket) SetReadDeadline(at time.Time) error {
	time.AfterFunc(time.Until(at), func() { close(s.late) })
	return nil
}

func (s *socket) ReadFrom(b []byte) (int, net.Addr, error) {
	select {
	case d := <-s.in:
		return copy(b, d.data), d.from, nil
	case <-s.late:
		return 0, nil, os.ErrDeadlineExceeded
	case <-s.closed:
		return 0, nil, net.ErrClosed
	}
}

func (s *socket) WriteTo(b []byte, to net.Addr) (int, error) {
	if s.write != nil {
		if err := s.write(to.String(), b); err != nil {
			return 0, err
		}
	}
	select {
	case <-s.closed:
		return 0, net.ErrClosed
	default:
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.out[to.String()] = append(s.out[to.String()], datagram{s.LocalAddr(), append([]byte(nil), b...)})
	return len(b), nil
}

// receive returns what has arrived first at an address and takes it away, and false if nothing has.
func (s *socket) receive(at string) (string, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	waiting := s.out[at]
	if len(waiting) == 0 {
		delete(s.out, at)
		return "", false
	}
	s.out[at] = waiting[1:]
	return string(waiting[0].data), true
}

// arrived returns how many datagrams wait at all addresses together.
func (s *socket) arrived() (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, waiting := range s.out {
		n += len(waiting)
	}
	return n
}

// A talker is a client of the broadcast server that speaks in datagrams.
type talker struct {
	t      *testing.T
	server *socket
	addr   string
	cookie string // put into every JSON object, if not empty
}

// inRooms runs f in virtual time with a server that speaks to those whom connect connects.
func inRooms(t *testing.T, s *BroadcastServer, f func(t *testing.T, connect func() *talker, stop context.CancelFunc)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		pc := newSocket()
		stop, served := startRooms(t, s, pc)
		hosts := byte(1)
		f(t, func() *talker {
			hosts++
			return &talker{t: t, server: pc, addr: netip.AddrPortFrom(netip.AddrFrom4([4]byte{10, 0, 0, hosts}), 5000).String()}
		}, stop)
		stop()
		if err := <-served; err != nil {
			t.Errorf("Serve: %v", err)
		}
	})
}

// startRooms starts a server. served gets what Serve returns.
func startRooms(t *testing.T, s *BroadcastServer, pc net.PacketConn) (stop context.CancelFunc, served <-chan error) {
	ctx, stop := context.WithCancel(t.Context())
	result := make(chan error, 1)
	go func() { result <- s.Serve(ctx, pc) }()
	t.Cleanup(func() { pc.Close() }) // for a test that fails: virtual time ends with it
	return stop, result
}

// hello gets a cookie.
func (c *talker) hello() *talker {
	c.t.Helper()
	c.say("/hello\n")
	c.cookie = strings.TrimSuffix(c.hear(), "\n")
	return c
}

// say sends messages, each in a datagram.
func (c *talker) say(messages ...string) {
	c.t.Helper()
	for _, msg := range messages {
		if object, ok := strings.CutSuffix(msg, "}"); ok && c.cookie != "" {
			msg = object + `,"cookie":"` + c.cookie + `"}`
		}
		c.send(msg)
	}
}

// send sends one datagram as it is.
func (c *talker) send(msg string) {
	c.t.Helper()
	select {
	case c.server.in <- datagram{udpAddr(c.addr), []byte(msg)}:
	case <-c.server.closed:
		c.t.Fatalf("nobody hears %s", msg)
	}
}

// hear waits until the server has nothing more to do, and returns one datagram that it has sent.
func (c *talker) hear() string {
	c.t.Helper()
	synctest.Wait()
	got, ok := c.server.receive(c.addr)
	if !ok {
		c.t.Fatalf("%s hears nothing", c.addr)
	}
	return got
}

// hears waits for messages, in this order. A * in want stands for anything.
func (c *talker) hears(want ...string) {
	c.t.Helper()
	for _, w := range want {
		got := c.hear()
		start, end, wild := strings.Cut(w, "*")
		if !wild && got != w || wild && !(strings.HasPrefix(got, start) && strings.HasSuffix(got, end)) {
			c.t.Fatalf("%s heard %s, not %s", c.addr, got, w)
		}
	}
}

// hearsNothing waits until the server has nothing more to do.
func (c *talker) hearsNothing() {
	c.t.Helper()
	synctest.Wait()
	if got, ok := c.server.receive(c.addr); ok {
		c.t.Fatalf("%s heard %s", c.addr, got)
	}
}

func fixed() *hub.Hub { return &hub.Hub{NewEpoch: func() string { return "k3f9" }} }
