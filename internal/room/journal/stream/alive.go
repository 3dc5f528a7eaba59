package stream

import (
	"maps"
	"time"

	"github.com/nats-io/nats.go"
)

// alive is when servers were last heard of. Each says several times within a lease that it is there, to all that are
// connected to NATS: nothing of that is stored.
type alive struct {
	heard map[string]time.Time // by server
	since time.Time            // since when this server hears itself; zero: it does not
}

// beats is how often a server says within a lease that it is there.
const beats = 5

// forgetAfter is after how many leases nobody asks any more for a server that is silent.
const forgetAfter = 100

// look listens to the other servers, and says that this one is there, until the context ends.
func (s *Stream) look() error {
	s.alive.heard = map[string]time.Time{}
	if _, err := s.conn.Subscribe(aliveSubject, func(msg *nats.Msg) { s.heard(string(msg.Data)) }); err != nil {
		return err
	}
	s.running.Go(s.beat)
	return nil
}

func (s *Stream) heard(server string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a, now := &s.alive, time.Now()
	a.heard[server] = now
	if server == s.server && a.since.IsZero() {
		a.since = now
	}
}

func (s *Stream) beat() {
	every := min(s.lease/beats, time.Second)
	ticks := time.NewTicker(every)
	defer ticks.Stop()
	for {
		s.conn.Publish(aliveSubject, []byte(s.server)) // if that fails the others notice
		s.follower.Tick()
		select {
		case <-s.ctx.Done():
			return
		case <-ticks.C:
		}
		s.mu.Lock()
		if time.Since(s.alive.heard[s.server]) > s.lease/2 {
			s.alive.since = time.Time{} // it is this server that is cut off
		}
		maps.DeleteFunc(s.alive.heard, func(_ string, at time.Time) bool { return time.Since(at) > forgetAfter*s.lease })
		s.mu.Unlock()
	}
}

// Lapsed says whether a server has been silent for a lease, during which this one has heard itself.
func (s *Stream) Lapsed(server string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	a, now := &s.alive, time.Now()
	last, known := a.heard[server]
	if !known {
		a.heard[server] = now
		return false
	}
	if a.since.After(last) {
		last = a.since
	}
	return !a.since.IsZero() && now.Sub(last) > s.lease
}

// Fading says whether a quarter of what is kept has come since it said so last.
func (s *Stream) Fading() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	fading := s.keep.Bytes > 0 && s.since > s.keep.Bytes/4 || s.keep.Age > 0 && time.Since(s.said) > s.keep.Age/4
	if fading {
		s.since, s.said = 0, time.Now()
	}
	return fading
}
