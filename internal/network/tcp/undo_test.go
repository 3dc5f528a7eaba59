package tcp

import (
	"testing"
)

// TestUndoByTimestamps: what is acknowledged with a timestamp from before anything was sent again had only been late
// (RFC 3522), and the reduction is taken back (RFC 4015).
func TestUndoByTimestamps(t *testing.T) {
	s := flight(t, 8, Config{}, peerOptions)
	echo := s.echo
	s.acks(0, full, 5*full)
	s.expect("0-1448")
	was := s.undo.cwnd
	s.wait(20 * ms)
	s.echo = echo
	s.acks(5 * full)
	if s.cc.cwnd < was || s.stats.Undone != 1 || s.loss.phase != open {
		t.Errorf("window %d of %d, undone %d", s.cc.cwnd, was, s.stats.Undone)
	}
}

// TestUndoByDuplicates: the same where all that was sent again came twice (RFC 3708), without timestamps, too.
func TestUndoByDuplicates(t *testing.T) {
	for _, twice := range []bool{false, true} {
		peer := peerOptions
		peer.Stamped = false
		s := flight(t, 8, Config{}, peer)
		s.acks(0, full, 5*full)
		s.out = nil
		s.wait(20 * ms)
		s.acks(5 * full)
		if twice {
			s.acks(6*full, 0, full+12)
		}
		if got := s.stats.Undone == 1; got != twice {
			t.Errorf("twice: %v; undone: %v", twice, got)
		}
	}
}

// TestDoubledByNetwork: reports of more duplicates than were sent do not count: it is the network that doubles
// (RFC 3708).
func TestDoubledByNetwork(t *testing.T) {
	s := flight(t, 8, Config{}, peerOptions)
	s.rack.reordering = true
	s.acks(2*full, 0, full)
	if s.rack.mult != 1 {
		t.Error("a duplicate that was not sent has widened the window")
	}
}

// TestFRTO: a timeout was needless if after it something arrives that was sent only once (RFC 5682 section 3.1):
// here the peer's acknowledgements were held up.
func TestFRTO(t *testing.T) {
	peer := peerOptions
	peer.Stamped = false // so that nothing else shows it
	s := flight(t, 4, Config{}, peer)
	was := s.cc.cwnd
	s.wait(500 * ms)
	if s.stats.Timeouts != 1 {
		t.Fatalf("%d timeouts", s.stats.Timeouts)
	}
	s.acks(2 * (full + stampSize))
	if s.stats.Undone != 1 || s.loss.phase != open || s.cc.cwnd < was {
		t.Errorf("undone %d, phase %d, window %d of %d", s.stats.Undone, s.loss.phase, s.cc.cwnd, was)
	}
}

// TestAfterTimeout: where the timeout was needed, all is sent again, in slow start.
func TestAfterTimeout(t *testing.T) {
	s := flight(t, 6, Config{}, peerOptions)
	s.wait(500 * ms)
	s.out = nil
	s.wait(roundTrip)
	s.acks(full) // what was sent again has arrived, and nothing of the others
	s.expect("1448-2896, 2896-4344")
	s.wait(roundTrip)
	s.acks(3 * full)
	if got := s.sent(); got != "4344-5792, 5792-7240, 7240-8688" && got != "4344-5792, 5792-7240" {
		t.Errorf("sent %q", got)
	}
	if s.stats.Undone > 0 {
		t.Error("undone")
	}
}
