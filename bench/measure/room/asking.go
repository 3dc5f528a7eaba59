package room

import (
	"time"

	"wirelab/internal/room/event"
)

// ask is what to ask for next: a cookie, or the room.
func (s *seat) ask() event.Request {
	s.asked, s.early = s.trial.Place.Now(), false
	if !s.trial.Transport.Reliable && s.cookie == "" {
		return event.Request{Type: event.TypeHello}
	}
	join := event.Request{Type: event.TypeJoin, Room: s.publication.room, Cookie: s.cookie}
	if s.trial.Plan.Resume && s.catchUp.epoch != "" {
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

// tend does what is to be done now and then: asking again where that came too soon, and over UDP asking again, keeping
// the lease, and, where the plan says so, asking for what was missed.
func (s *seat) tend() { s.say(s.due()) }

func (s *seat) due() (r event.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	since := s.trial.Place.Now() - s.asked
	switch {
	case s.conn == nil || s.trial.Transport.Reliable && !s.early:
		return r
	case !s.here && since >= 500*time.Millisecond:
		return s.ask()
	case s.here && s.trial.Plan.Resume && s.catchUp.overdue(s.trial.Place.Now()) && since >= 250*time.Millisecond:
		r = event.Request{Type: event.TypeResume, Room: s.publication.room, Epoch: s.catchUp.epoch, Offset: s.catchUp.seen}
	case s.here && since >= 5*time.Second:
		r = event.Request{Type: event.TypePing}
	default:
		return r
	}
	s.asked, r.Cookie = s.trial.Place.Now(), s.cookie
	return r
}
