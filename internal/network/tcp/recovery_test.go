package tcp

import (
	"testing"
)

const full = 1448 // what a segment holds

// flight makes a connection with n full segments under way, and a second and more of history in which the
// round trip was 100 ms.
func flight(t *testing.T, n int, config Config, peer Options) *solo {
	t.Helper()
	s := newSolo(t, config, peer)
	s.write(n * full)
	s.out = nil
	s.wait(roundTrip)
	return s
}

// TestRACKFindsLoss: a segment is lost when one that was sent later has arrived a quarter of a round trip ago,
// not when three have (RFC 8985 section 6.2).
func TestRACKFindsLoss(t *testing.T) {
	s := flight(t, 3, Config{}, peerOptions)
	s.acks(0, full, 2*full) // the second has arrived, and not the first
	s.wait(24 * ms)
	s.expect("")
	s.wait(12 * ms)
	s.expect("0-1448")
	if s.loss.phase != fastRecovery {
		t.Error("no recovery")
	}
}

// TestDupThresh: three that have arrived show the same at once (RFC 8985 section 6.2, step 4; RFC 5681 section
// 3.2).
func TestDupThresh(t *testing.T) {
	s := flight(t, 8, Config{}, peerOptions)
	s.acks(0, full, 2*full)
	s.acks(0, full, 3*full)
	s.expect("")
	s.acks(0, full, 4*full)
	s.expect("0-1448")
}

// TestRACKSameInstant: of what left at one instant, those with higher numbers left later: an acknowledgement of the
// first says nothing about the rest (RFC 8985 section 6.2, step 2).
func TestRACKSameInstant(t *testing.T) {
	s := flight(t, 5, Config{}, peerOptions)
	s.acks(full)
	s.wait(60 * ms)
	if s.snd.segs.lost > 0 || s.stats.Retransmissions > 0 {
		t.Errorf("%d lost", s.snd.segs.lost)
	}
}

// TestReorderingWindow: after reordering was seen, three that have arrived are no sign of a loss any more: the
// time is (RFC 8985 section 6.2, step 4).
func TestReorderingWindow(t *testing.T) {
	s := flight(t, 10, Config{}, peerOptions)
	s.acks(0, full, 2*full)
	s.acks(2 * full) // it was only late
	if !s.rack.reordering {
		t.Fatal("reordering was not seen")
	}
	s.acks(2*full, 3*full, 6*full)
	s.expect("")
	s.wait(40 * ms)
	s.expect("2896-4344")
}

// TestWindowWidens: a report that something came twice widens the reordering window by a quarter of the least
// round trip, once in a round trip, and 16 recoveries without one narrow it (RFC 8985 section 6.2, step 4).
func TestWindowWidens(t *testing.T) {
	s := flight(t, 10, Config{}, peerOptions)
	s.rack.reordering = true
	was := s.rack.window(s.Conn)
	s.stats.Retransmissions = 5
	s.acks(full, 0, full)
	if got, want := s.rack.window(s.Conn), 2*was; got != want {
		t.Errorf("window %v, want %v", got, want)
	}
	s.acks(2*full, 0, full) // in the same round trip
	if got, want := s.rack.window(s.Conn), 2*was; got != want {
		t.Errorf("window %v, want %v", got, want)
	}
	s.acks(10 * full)
	s.write(full)
	s.wait(roundTrip)
	s.acks(11*full, 0, full)
	if got, want := s.rack.window(s.Conn), 3*was; got != want {
		t.Errorf("window %v, want %v", got, want)
	}
	for range 16 {
		s.rack.recovered()
	}
	if got := s.rack.window(s.Conn); got != was {
		t.Errorf("window %v after 16 recoveries, want %v", got, was)
	}
}

// TestLossProbe: where the tail is lost the last segment is sent again after two round trips, not after the timeout
// of 300 ms; its acknowledgement then shows what else is missing (RFC 8985 section 7).
func TestLossProbe(t *testing.T) {
	s := flight(t, 4, Config{}, peerOptions)
	s.acks(full)
	s.wait(190 * ms)
	s.expect("")
	s.wait(25 * ms)
	s.expect("4344-5792")
	s.wait(roundTrip)
	s.acks(full, 3*full, 4*full)
	s.wait(40 * ms)
	if got := s.sent(); got != "1448-2896" && got != "1448-2896, 2896-4344" {
		t.Errorf("sent %q", got)
	}
	if s.stats.Timeouts > 0 {
		t.Error("a timeout")
	}
}

// TestProbeShowsHole: a SACK of the probe shows at once what else is missing, though it echoes a timestamp from before
// the gap (RFC 7323 section 4.3).
func TestProbeShowsHole(t *testing.T) {
	s := flight(t, 3, Config{}, peerOptions)
	s.acks(full)
	echo := s.echo
	s.wait(220 * ms)
	s.expect("2896-4344")
	s.wait(roundTrip)
	s.echo = echo
	s.acks(full, 2*full, 3*full)
	s.wait(35 * ms)
	s.expect("1448-2896")
}

// TestLossProbeIsNew: the probe is new data, if there is some and the peer has room: the congestion window does not
// matter (RFC 8985 section 7.3).
func TestLossProbeIsNew(t *testing.T) {
	s := flight(t, 12, Config{}, peerOptions)
	s.wait(150 * ms)
	s.expect("14480-15928")
}

// TestLossProbeRepairs: if the probe was what was lost, the window is reduced all the same; if it came twice, it is
// not (RFC 8985 section 7.4).
func TestLossProbeRepairs(t *testing.T) {
	for _, twice := range []bool{false, true} {
		s := flight(t, 4, Config{}, peerOptions)
		s.acks(3 * full)
		s.wait(340 * ms) // the timeout, which comes before two round trips and what a peer may wait
		s.expect("4344-5792")
		was := s.cc.cwnd
		s.wait(roundTrip)
		if twice {
			s.acks(4*full, 3*full, 4*full)
		} else {
			s.acks(4 * full)
		}
		s.write(full)
		s.acks(5 * full)
		if got := s.cc.cwnd < was; got == twice {
			t.Errorf("twice: %v, window %d after %d", twice, s.cc.cwnd, was)
		}
	}
}

// TestTimeout: without any acknowledgement the oldest segment is sent again after the probe, then after twice as long
// each time, with a window of one segment (RFC 6298 section 5, RFC 5681 section 3.1).
func TestTimeout(t *testing.T) {
	s := flight(t, 2, Config{}, peerOptions)
	s.wait(120 * ms) // 202 ms after they were sent
	s.expect("1448-2896")
	s.wait(340 * ms)
	s.expect("0-1448")
	if s.cc.cwnd != 1 || s.cc.ssthresh != 7 {
		t.Errorf("window %d, threshold %d", s.cc.cwnd, s.cc.ssthresh)
	}
	s.wait(560 * ms)
	s.expect("")
	s.wait(80 * ms)
	s.expect("0-1448")
	if s.cc.ssthresh != 7 {
		t.Errorf("the second timeout has reduced the threshold again, to %d", s.cc.ssthresh)
	}
}

// TestPRR: in recovery so much is sent for what is delivered that the window comes down to its seven tenths just
// when all is acknowledged (RFC 9937).
func TestPRR(t *testing.T) {
	s := newSolo(t, Config{SendBuffer: 1 << 20}, peerOptions)
	s.cc.cwnd, s.cc.ssthresh = 20, 20
	s.snd.wnd = 1 << 20
	s.write(60 * full)
	s.out = nil
	s.wait(roundTrip)
	sent := 0
	for i := 2; i <= 20; i++ { // the first one is lost, of the rest each is acknowledged
		s.acks(0, full, i*full)
		sent += len(s.out)
		s.out = nil
	}
	if s.loss.phase != fastRecovery || s.cc.ssthresh != 14 {
		t.Fatalf("phase %d, threshold %d", s.loss.phase, s.cc.ssthresh)
	}
	if sent < 12 || sent > 14 { // seven tenths of the 17 that came once it was known, and the lost one
		t.Errorf("%d segments sent for 19", sent)
	}
	s.wait(roundTrip)
	s.acks(s.loss.point.minus(ourISS + 1))
	if s.loss.phase != open || s.cc.cwnd != 14 {
		t.Errorf("phase %d, window %d", s.loss.phase, s.cc.cwnd)
	}
}

// TestReneging: a peer may throw away what it has reported. After a timeout all that is sent again (RFC 2018 section
// 8).
func TestReneging(t *testing.T) {
	s := flight(t, 4, Config{}, peerOptions)
	s.acks(0, full, 4*full) // all but the first
	s.wait(roundTrip)
	s.out = nil
	s.acks(full) // the first, and not one more
	s.wait(60 * ms)
	if got := s.sent(); got != "1448-2896" {
		t.Errorf("sent %q", got)
	}
	s.wait(roundTrip)
	s.acks(2 * full)
	s.wait(roundTrip)
	s.acks(4 * full)
	if s.snd.segs.len() > 0 {
		t.Error("something is still out")
	}
}

// TestNewReno: without SACK three duplicates show a loss (RFC 5681 section 3.2), and an acknowledgement of a part
// shows the next (RFC 6582 section 3.2).
func TestNewReno(t *testing.T) {
	peer := peerOptions
	peer.SACKPermitted = false
	s := flight(t, 8, Config{}, peer)
	s.acks(0)
	s.out = nil
	s.acks(0)
	s.acks(0)
	s.expect("")
	s.acks(0)
	s.expect("0-1448")
	s.wait(roundTrip)
	s.acks(3 * full)
	s.expect("4344-5792")
	s.wait(roundTrip)
	s.acks(8 * full)
	if s.loss.phase != open || s.stats.Timeouts > 0 || s.cc.cwnd != 7 {
		t.Errorf("phase %d, %d timeouts, window %d", s.loss.phase, s.stats.Timeouts, s.cc.cwnd)
	}
}

// TestJoin: small segments that are sent again are joined.
func TestJoin(t *testing.T) {
	s := newSolo(t, Config{}, peerOptions)
	for range 5 {
		s.write(300)
	}
	s.out = nil
	s.wait(roundTrip)
	s.acks(0, 900, 1500)
	s.wait(50 * ms)
	if got := s.sent(); got != "0-900" {
		t.Errorf("sent %q", got)
	}
	s.acks(1500)
	if s.snd.segs.len() > 0 || s.snd.segs.pipe() != 0 {
		t.Errorf("%d segments, %d under way", s.snd.segs.len(), s.snd.segs.pipe())
	}
}

// TestSplit: a full segment that is sent again while SACK blocks are to be reported does not fit: the rest goes in a segment of its own, and
// both are under way then.
func TestSplit(t *testing.T) {
	s := newSolo(t, Config{}, peerOptions)
	s.write(4 * full)
	s.out = nil
	s.wait(roundTrip)
	s.data(1000, 500) // after a gap: a block, with its head 12 bytes
	s.out = nil
	s.acks(0, full, 4*full)
	s.wait(50 * ms)
	s.expect("0-1436 [1000-1500], 1436-1448 [1000-1500]")
	if n, pipe := s.snd.segs.len(), s.snd.segs.pipe(); n != 5 || pipe != 2 {
		t.Errorf("%d segments, %d under way", n, pipe)
	}
	consistent(t, s.Conn)
	s.acks(1436, full, 4*full)
	s.acks(4 * full)
	if n, pipe := s.snd.segs.len(), s.snd.segs.pipe(); n != 0 || pipe != 0 {
		t.Errorf("%d segments, %d under way", n, pipe)
	}
}

// TestSplitProbe: what a loss probe cannot carry of the last segment stays where it is.
func TestSplitProbe(t *testing.T) {
	s := newSolo(t, Config{}, peerOptions)
	s.write(full)
	s.data(1000, 500)
	s.out = nil
	s.wait(450 * ms)
	s.expect("0-1436 [1000-1500]")
	s.acks(full)
	consistent(t, s.Conn)
}

// TestLostTwice: what was sent again and is lost again is found by what was sent after it.
func TestLostTwice(t *testing.T) {
	s := newSolo(t, Config{}, peerOptions)
	s.write(20 * full)
	s.wait(roundTrip)
	s.acks(0, full, 10*full)
	s.out = nil
	s.wait(roundTrip)
	s.acks(0, full, 14*full) // of what was sent after the first was sent again, some has arrived
	s.wait(40 * ms)
	if got := s.sent(); len(got) < 6 || got[:6] != "0-1448" {
		t.Errorf("sent %q", got)
	}
}
