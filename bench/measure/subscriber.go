package measure

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"

	"wirelab/bench"
	"wirelab/internal/network/netx"
	"wirelab/internal/room/event"
	"wirelab/internal/transport"
)

var errNoAnswer = errors.New("nobody lets us into the room")

// A seat is how a client is in a room: the publisher, or a subscriber.
type seat struct {
	*publication
	network netx.Network
	number  int // of the subscriber, from 0; -1: the publisher
	*bench.Heard

	joined chan struct{} // closed when it is in the room for the first time
	once   sync.Once
	ended  sync.WaitGroup

	mu      sync.Mutex // guards the rest
	conn    transport.Conn
	cookie  string // over UDP
	here    bool   // in the room, on this connection
	leaving bool   // it ends the connection itself
	asked   time.Duration
	catchUp catchUp
	gaps    []event.Gap
}

func (p *publication) newSeat(network netx.Network, number int, role bench.Role) *seat {
	n := len(p.Messages)
	s := &seat{
		publication: p, network: network, number: number,
		joined: make(chan struct{}),
	}
	s.Heard = &bench.Heard{Role: role}
	if number >= 0 {
		s.Received, s.Copies, s.Told = nevers(n), make([]int, n), make([]bool, n)
		s.Arrivals = s.newArrivals()
	}
	return s
}

// enter connects and waits to be in the room. Over UDP, where questions and answers may get lost, it
// asks until it is.
func (s *seat) enter(ctx context.Context, e *end) error {
	began := s.now()
	if err := s.dial(ctx, e); err != nil {
		return err
	}
	late := time.NewTimer(dialTimeout(s.plan))
	defer late.Stop()
	again := time.NewTicker(500 * time.Millisecond)
	defer again.Stop()
	for {
		select {
		case <-s.joined:
			s.SetUp = s.now() - began
			return s.refusal(e.addr)
		case <-again.C:
			if said := s.stray.Load(); said != nil && s.Reliable { // over UDP it may be from somebody else
				return s.wrongServer(e.addr, *said)
			}
			s.tend()
		case <-ctx.Done():
			return ctx.Err()
		case <-late.C:
			if said := s.stray.Load(); said != nil {
				return s.wrongServer(e.addr, *said)
			}
			return &NoServerError{e.addr, errNoAnswer, dialTimeout(s.plan)}
		}
	}
}

// dial connects, asks to be let in, and starts to receive.
func (s *seat) dial(ctx context.Context, e *end) error {
	ctx, cancel := context.WithTimeout(ctx, dialTimeout(s.plan))
	defer cancel()
	conn, err := e.DialText(ctx, s.network, e.addr)
	if err != nil {
		return &NoServerError{e.addr, err, dialTimeout(s.plan)}
	}
	s.mu.Lock()
	s.conn, s.cookie, s.here, s.leaving = conn, "", false, false
	first := s.ask()
	s.mu.Unlock()
	s.ended.Go(func() { s.receive(conn) })
	s.say(first)
	return nil
}

// leave closes the connection and waits until nothing is received any more.
func (s *seat) leave() {
	s.hangUp()
	s.ended.Wait()
}

func (s *seat) hangUp() {
	s.mu.Lock()
	conn := s.conn
	s.here, s.leaving = false, true
	s.mu.Unlock()
	if conn != nil {
		conn.Close()
	}
}

// ask is what to ask for next: a cookie, or the room.
func (s *seat) ask() event.Request {
	s.asked = s.now()
	if !s.Reliable && s.cookie == "" {
		return event.Request{Type: event.TypeHello}
	}
	join := event.Request{Type: event.TypeJoin, Room: s.room, Cookie: s.cookie}
	if s.plan.Resume && s.catchUp.epoch != "" {
		join.Epoch, join.Offset = s.catchUp.epoch, s.catchUp.seen
	}
	return join
}

// say sends a request, if it is one. It is called without the lock, since it may wait for the network.
// That it fails is seen where something is received.
func (s *seat) say(r event.Request) error {
	if r.Type == "" {
		return nil
	}
	s.mu.Lock()
	conn := s.conn
	s.mu.Unlock()
	return conn.Send(r.JSON())
}

// tend does what is to be done now and then over UDP: asking again, keeping the lease, and, where the
// plan says so, asking for what was missed.
func (s *seat) tend() { s.say(s.due()) }

func (s *seat) due() (r event.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	since := s.now() - s.asked
	switch {
	case s.Reliable || s.conn == nil:
		return r
	case !s.here && since >= 500*time.Millisecond:
		return s.ask()
	case s.here && s.plan.Resume && s.catchUp.overdue(s.now()) && since >= 250*time.Millisecond:
		r = event.Request{Type: event.TypeResume, Room: s.room, Epoch: s.catchUp.epoch, Offset: s.catchUp.seen}
	case s.here && since >= 5*time.Second:
		r = event.Request{Type: event.TypePing}
	default:
		return r
	}
	s.asked, r.Cookie = s.now(), s.cookie
	return r
}

// receive takes what comes on one connection, until it ends.
func (s *seat) receive(conn transport.Conn) {
	buf := make([]byte, event.MaxMessage)
	for errs := 0; ; {
		n, err := conn.Recv(buf)
		now := s.now()
		if err != nil && !errors.Is(err, io.ErrShortBuffer) {
			if errs++; s.Reliable || errors.Is(err, net.ErrClosed) || errs > 1000 {
				s.fail(err)
				return
			}
			s.socket.add(err) // a UDP socket outlives what it is told of an earlier datagram
			continue
		}
		errs = 0
		reply, err := event.DecodeReply(buf[:n])
		if err != nil {
			s.odd(buf[:n])
			continue
		}
		s.say(s.take(reply, now))
		if s.Role == bench.Slow && s.started.Load() {
			time.Sleep(time.Duration(10 / s.plan.Rate * float64(time.Second)))
		}
	}
}

// refusal is why the server did not let it in; nil if it did.
func (s *seat) refusal(addr string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	no := (*event.Error)(nil)
	said := s.stray.Load()
	switch {
	case s.Failed == nil:
		return nil
	case errors.As(s.Failed, &no):
		return fmt.Errorf("the server at %s lets nobody in: %w", addr, s.Failed)
	case said != nil && !s.here:
		return s.wrongServer(addr, *said)
	}
	return &NoServerError{Addr: addr, Err: s.Failed}
}

// longest is how long the slowest message took that has come so far. It is called when all have been sent.
func (s *seat) longest() (d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for seq, at := range s.Received {
		if at != bench.Never {
			d = max(d, at-s.Messages[seq].Sent)
		}
	}
	return d
}

// odd counts what is no reply, and keeps the beginning of the trial's first for who asks.
func (s *seat) odd(said []byte) {
	s.mu.Lock()
	s.Foreign++
	s.mu.Unlock()
	if s.stray.Load() == nil {
		said = bytes.Clone(said[:min(len(said), 100)])
		s.stray.Store(&said)
	}
}

// fail notes that the connection has failed: nothing more comes.
func (s *seat) fail(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.leaving {
		return
	}
	s.Failed = err
	s.once.Do(func() { close(s.joined) })
	missing := 0
	for _, copies := range s.Copies {
		if copies == 0 {
			missing++
		}
	}
	if missing > 0 {
		s.settled(missing)
	}
}

// settled says that n messages of which none came before are waited for no more.
func (s *seat) settled(n int) {
	if s.Role == bench.Ordinary && s.number >= 0 && s.lacking.Add(int64(-n)) == 0 {
		close(s.allArrived)
	}
}
