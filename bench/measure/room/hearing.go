package room

import (
	"errors"
	"io"
	"net"
	"time"

	"wirelab/bench"
	"wirelab/internal/room/event"
	"wirelab/internal/transport"
)

// receive takes what comes on one connection, until it ends.
func (s *seat) receive(conn transport.Conn) {
	buf := make([]byte, event.MaxMessage)
	for errs := 0; ; {
		n, err := conn.Recv(buf)
		now := s.trial.Place.Now()
		if err != nil && !errors.Is(err, io.ErrShortBuffer) {
			if errs++; s.trial.Transport.Reliable || errors.Is(err, net.ErrClosed) || errs > 1000 {
				s.fail(err)
				return
			}
			s.trial.Socket.Add(err) // a UDP socket outlives what it is told of an earlier datagram
			continue
		}
		errs = 0
		reply, err := event.DecodeReply(buf[:n])
		if err != nil {
			s.odd(buf[:n])
			continue
		}
		s.say(s.take(reply, now))
		if s.heard.Role == bench.Slow && s.publication.started.Load() {
			time.Sleep(time.Duration(10 / s.trial.Plan.Rate * float64(time.Second)))
		}
	}
}

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
		s.catchUp.joined(a, s.trial.Plan.Resume, now)
		s.once.Do(func() { close(s.joined) })
	case event.Event:
		if s.trial.Plan.Resume { // else nobody asks for what is missing
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
		s.heard.Evicted = true
	case !s.here && e.Code == event.TooFast: // others talk there, and come, too
		s.early = true
	case !s.here:
		s.heard.Failed = e
		s.once.Do(func() { close(s.joined) })
	default:
		s.heard.Foreign++
	}
}

// message notes a message.
func (s *seat) message(e event.Event, now time.Duration) {
	if _, warm := s.trial.Warm.SeqOfText(e.Data); warm {
		s.trial.WarmedUp()
		return
	}
	h := s.heard
	seq, ok := s.trial.Real.SeqOfText(e.Data)
	if !ok || s.number < 0 || seq >= len(h.Received) {
		h.Foreign++
		return
	}
	if h.Copies[seq] > 0 && len(h.Arrivals) >= s.trial.MaxArrivals() {
		return
	}
	s.publication.offsets[seq].Store(e.Offset)
	h.Arrivals = append(h.Arrivals, bench.Arrival{Seq: seq, At: now})
	if h.Copies[seq]++; h.Copies[seq] == 1 {
		h.Received[seq] = now
		s.trial.Came(s.trial.Samples.Size)
		s.settled(1)
	}
}

// odd counts what is no reply, and keeps the beginning of the trial's first for who asks.
func (s *seat) odd(said []byte) {
	s.mu.Lock()
	s.heard.Foreign++
	s.mu.Unlock()
	s.trial.NoteStray(said)
}

// fail notes that the connection has failed: nothing more comes.
func (s *seat) fail(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.leaving {
		return
	}
	s.heard.Failed = err
	s.once.Do(func() { close(s.joined) })
	missing := 0
	for _, copies := range s.heard.Copies {
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
	if s.heard.Role == bench.Ordinary && s.number >= 0 && s.publication.lacking.Add(int64(-n)) == 0 {
		close(s.trial.AllArrived)
	}
}
