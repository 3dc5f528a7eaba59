package room

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"wirelab/bench"
	"wirelab/bench/measure/fault"
	"wirelab/bench/measure/trial"
	"wirelab/internal/network/netx"
	"wirelab/internal/room/event"
	"wirelab/internal/transport"
)

// A seat is how a client is in a room: the publisher, or a subscriber.
type seat struct {
	trial       *trial.Trial
	publication *publication // in which it takes part
	network     netx.Network
	number      int          // of the subscriber, from 0; -1: the publisher
	heard       *bench.Heard // what it has received

	joined chan struct{} // closed when it is in the room for the first time
	once   sync.Once
	ended  sync.WaitGroup

	mu      sync.Mutex // guards the rest
	conn    transport.Conn
	cookie  string // over UDP
	here    bool   // in the room, on this connection
	early   bool   // it has asked to be let in too soon, and is to ask again
	leaving bool   // it ends the connection itself
	asked   time.Duration
	catchUp catchUp
	gaps    []event.Gap
}

func (p *publication) newSeat(network netx.Network, number int, role bench.Role) *seat {
	h := &bench.Heard{Role: role}
	if number >= 0 {
		n := len(p.trial.Samples.Messages)
		h.Received, h.Copies, h.Told = trial.Nevers(n), make([]int, n), make([]bool, n)
		h.Arrivals = p.trial.NewArrivals()
	}
	return &seat{
		trial: p.trial, publication: p, network: network, number: number, heard: h,
		joined: make(chan struct{}),
	}
}

// enter connects and waits to be in the room. Over UDP, where questions and answers may get lost, it
// asks until it is.
func (s *seat) enter(ctx context.Context) error {
	began := s.trial.Place.Now()
	if err := s.dial(ctx); err != nil {
		return err
	}
	late := time.NewTimer(s.trial.DialTimeout())
	defer late.Stop()
	again := time.NewTicker(500 * time.Millisecond)
	defer again.Stop()
	for {
		select {
		case <-s.joined:
			s.heard.SetUp = s.trial.Place.Now() - began
			return s.refusal()
		case <-again.C:
			if s.trial.Place.Now()-began >= s.trial.DialTimeout() {
				continue // it is late, too, and a run in virtual time has to be the same each time
			}
			if said, ok := s.trial.Stray(); ok && s.trial.Transport.Reliable { // over UDP it may be from somebody else
				return s.wrongServer(said)
			}
			s.tend()
		case <-ctx.Done():
			return ctx.Err()
		case <-late.C:
			if said, ok := s.trial.Stray(); ok {
				return s.wrongServer(said)
			}
			return &fault.NoServerError{Addr: s.trial.Addr, Err: fault.ErrNoAnswer, Within: s.trial.DialTimeout()}
		}
	}
}

// dial connects, asks to be let in, and starts to receive.
func (s *seat) dial(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, s.trial.DialTimeout())
	defer cancel()
	conn, err := s.trial.Transport.DialRooms(ctx, s.network, s.trial.Addr, "")
	if err != nil {
		return &fault.NoServerError{Addr: s.trial.Addr, Err: err, Within: s.trial.DialTimeout()}
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

// wrongServer is the error that the server said this.
func (s *seat) wrongServer(said []byte) error {
	return fault.WrongServer(s.trial.Addr, s.trial.Plan.Server, said)
}

// refusal is why the server did not let it in; nil if it did.
func (s *seat) refusal() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	no := (*event.Error)(nil)
	said, stray := s.trial.Stray()
	switch {
	case s.heard.Failed == nil:
		return nil
	case errors.As(s.heard.Failed, &no):
		return fmt.Errorf("the server at %s refused to let a member in: %w", s.trial.Addr, s.heard.Failed)
	case stray && !s.here:
		return s.wrongServer(said)
	}
	return &fault.NoServerError{Addr: s.trial.Addr, Err: s.heard.Failed}
}

// longest is how long the slowest message took that has come so far. It is called when all have been sent.
func (s *seat) longest() (d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for seq, at := range s.heard.Received {
		if at != bench.Never {
			d = max(d, at-s.trial.Samples.Messages[seq].Sent)
		}
	}
	return d
}
