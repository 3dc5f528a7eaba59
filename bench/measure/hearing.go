package measure

import (
	"time"

	"wirelab/bench"
	"wirelab/internal/room/event"
)

// take takes a reply, and returns what there is to say to it.
func (s *seat) take(reply event.Reply, now time.Duration) (next event.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch a := reply.(type) {
	case event.Cookie:
		if s.cookie == "" {
			s.cookie = a.Cookie
			next = s.ask()
		}
	case event.Joined:
		s.here = true
		s.catchUp.joined(a, s.plan.Resume, now)
		s.once.Do(func() { close(s.joined) })
	case event.Event:
		if s.plan.Resume { // else nobody asks for what is missing
			s.catchUp.saw(a.Offset, now)
		}
		if a.Event == event.EventMessage {
			s.message(a, now)
		}
	case event.Gap:
		s.gaps = append(s.gaps, a)
		s.catchUp.gap(a)
	case event.Head:
		if s.here && a.Offset > s.catchUp.seen {
			s.catchUp.suspect(now)
		}
	case *event.Error:
		s.refusedBy(a)
	}
	return next
}

func (s *seat) refusedBy(e *event.Error) {
	switch {
	case e.Code == event.TooSlow:
		s.Evicted = true
	case !s.here:
		s.Failed = e
		s.once.Do(func() { close(s.joined) })
	default:
		s.Foreign++
	}
}

// message notes a message.
func (s *seat) message(e event.Event, now time.Duration) {
	if _, warm := s.warm.seqOfText(e.Data); warm {
		if s.warmed.Add(1) == s.warmUps {
			close(s.warmDone)
		}
		return
	}
	seq, ok := s.real.seqOfText(e.Data)
	if !ok || s.number < 0 || seq >= len(s.Received) {
		s.Foreign++
		return
	}
	if s.Copies[seq] > 0 && len(s.Arrivals) >= s.maxArrivals() {
		return
	}
	s.offsets[seq].Store(e.Offset)
	s.Arrivals = append(s.Arrivals, bench.Arrival{Seq: seq, At: now})
	if s.Copies[seq]++; s.Copies[seq] == 1 {
		s.Received[seq] = now
		s.settled(1)
	}
}
