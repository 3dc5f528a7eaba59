package tcp

import (
	"testing"
	"time"
)

// TestRenegingIsForgotten: after a timeout for something that was reported to have arrived, nothing that was reported
// counts (RFC 2018 section 8).
func TestRenegingIsForgotten(t *testing.T) {
	s := flight(t, 6, Config{}, peerOptions)
	s.acks(0, full, 6*full)
	s.wait(roundTrip)
	s.acks(full) // the first, which was sent again, and none of those
	s.wait(60 * ms)
	if b := &s.snd.segs; b.sacked != 0 || b.lost != 5 || s.stats.Timeouts != 1 {
		t.Errorf("%d reported, %d lost, %d timeouts", b.sacked, b.lost, s.stats.Timeouts)
	}
}

// TestGrowthUnderReordering: where segments overtake others by more than three, what a SACK reports lets the window
// grow, too (Linux); else only what is acknowledged does (RFC 5681 section 3.1).
func TestGrowthUnderReordering(t *testing.T) {
	for _, degree := range []int{3, 5} {
		s := newSolo(t, Config{}, peerOptions)
		s.write(20 * full)
		s.wait(roundTrip)
		s.rack.reordering, s.rack.degree = true, degree
		s.acks(0, full, 3*full)
		if got := s.cc.cwnd > 10; got != (degree > 3) {
			t.Errorf("degree %d: window %d", degree, s.cc.cwnd)
		}
	}
}

// TestHyStartTrain: acknowledgements that follow each other closely over half a round trip end slow start (Linux).
func TestHyStartTrain(t *testing.T) {
	for _, apart := range []time.Duration{ms, 3 * ms} {
		c := newSolo(t, Config{}, peerOptions).Conn
		c.cc.cwnd, c.cc.cubic.minRTT = 100, roundTrip
		c.cc.hystart.newRound(c)
		begun := c.now
		for c.now < begun+90*ms && !c.cc.hystart.leave(c, roundTrip) {
			c.now += apart
		}
		if took := c.now - begun; apart == ms && (took < 50*ms || took > 52*ms) || apart > ms && took < 90*ms {
			t.Errorf("%v apart: slow start ends after %v", apart, took)
		}
	}
}

// TestBeforeFirstLoss: above a threshold that no loss has set, the window grows by a twentieth in a round trip at
// least (Linux).
func TestBeforeFirstLoss(t *testing.T) {
	g := congestion{cwnd: 100}
	for range 100 {
		g.count(1, g.cubic.perStep(0, 100, 1))
	}
	if g.cwnd != 105 {
		t.Errorf("window %d after a round trip", g.cwnd)
	}
}

// TestDeferral: where little of the window is free and the next acknowledgement is near, a sender that has much to send
// waits for it (Linux), but not while it recovers.
func TestDeferral(t *testing.T) {
	s := newSolo(t, Config{SendBuffer: 4 << 20}, peerOptions)
	s.cc.cwnd, s.cc.ssthresh = 60, 60
	s.cc.cubic.growing, s.cc.cubic.origin = true, 60
	s.snd.wnd, s.snd.maxWnd = 1<<20, 1<<20
	s.write(100 * full)
	s.out = nil
	s.wait(roundTrip)
	s.rtt.min = 50 * ms // the peer is not near, and the rate is that of a window in a round trip
	s.snd.segs.live()[59].xmit = s.at
	seg := Segment{Flags: ACK, Seq: s.rcv.nxt, Ack: ourISS + 1 + full, Window: 8192}
	s.send(seg)
	s.expect("")
	seg.Ack += full
	s.send(seg)
	s.expect("86880-88328, 88328-89776")
}

// TestWindowUpdate: a program that reads much of a window that was nearly full lets the peer know at once.
func TestWindowUpdate(t *testing.T) {
	s := newSolo(t, Config{}, peerOptions)
	n := 0
	for s.rcv.windowLeft() > full {
		s.data(n, full, ACK)
		n += full
	}
	s.wait(time.Second)
	left := s.rcv.windowLeft()
	s.out = nil
	s.Read(s.at, make([]byte, n))
	if len(s.out) != 1 || int(s.out[0].Window)<<windowScale < 2*left {
		t.Errorf("sent %+v after a window of %d", s.out, left)
	}
}

// TestNoSmallWindows: a window that could only open a little stays closed (RFC 9293 section 3.8.6.2.2).
func TestNoSmallWindows(t *testing.T) {
	s := newSolo(t, Config{}, peerOptions)
	for free, want := range map[int]int{500: 0, 4000: 0, 6000: 6144} {
		s.rcv.memory = s.rcv.buffer - 2*free // half of the memory is data
		if got := s.windowToOffer(); got != want && got != want-1024 {
			t.Errorf("window %d where there is room for %d", got, free)
		}
	}
}

// TestLeastVariation: the timeout is the round trip and 200 ms, however steady that is (Linux).
func TestLeastVariation(t *testing.T) {
	var e estimator
	e.sample(20*ms, 0, 10)
	if e.rto != 220*ms {
		t.Errorf("RTO %v", e.rto)
	}
}

// TestShorterRoundTrip: a round trip that is shorter than expected is no reason to wait longer (Linux).
func TestShorterRoundTrip(t *testing.T) {
	var longer, shorter estimator
	for _, e := range []*estimator{&longer, &shorter} {
		for i := range 50 {
			e.sample(500*ms, Seq(20*i), Seq(20*i+10))
		}
	}
	longer.sample(900*ms, 1000, 1010)
	shorter.sample(100*ms, 1000, 1010)
	if longer.mean < 90*ms || shorter.mean > 20*ms {
		t.Errorf("deviation %v after a longer one, %v after a shorter one", longer.mean, shorter.mean)
	}
}

// TestProbeWaitsForDelayedACK: the probe for a single segment leaves the peer the time that it may hold its
// acknowledgement back (RFC 8985 section 7.2).
func TestProbeWaitsForDelayedACK(t *testing.T) {
	for segments, want := range map[int]time.Duration{1: 400 * ms, 2: 204 * ms} {
		s := newSolo(t, Config{}, peerOptions)
		s.rtt.rto = 2 * time.Second
		s.write(segments * full)
		if due, _ := s.Conn.Deadline(); due-s.at < want || due-s.at > want+36*ms {
			t.Errorf("%d segments: probe after %v, want %v", segments, due-s.at, want)
		}
	}
}

// TestTimeoutSparesTheLatest: a timeout takes for lost what was sent well before something that has arrived, and not what
// was sent a moment ago (RFC 8985 section 6.3).
func TestTimeoutSparesTheLatest(t *testing.T) {
	s := flight(t, 4, Config{}, peerOptions)
	s.acks(full)
	s.wait(200 * ms)
	s.write(2 * full) // sent 100 ms before the timeout
	s.timeout()
	if b := &s.snd.segs; b.lost != 3 || b.live()[3].lost {
		t.Errorf("%d of %d lost", b.lost, b.len())
	}
}

// TestWaitForTheLate: after an acknowledgement that came too early for what was sent again, nothing more is sent again
// (RFC 3522), and the sender has seen reordering.
func TestWaitForTheLate(t *testing.T) {
	s := flight(t, 9, Config{}, peerOptions)
	echo := s.echo
	s.acks(0, 2*full, 6*full) // two are missing
	s.expect("0-1448, 1448-2896")
	s.wait(15 * ms)
	s.echo = echo
	s.acks(full, 2*full, 6*full) // the first was only late
	s.expect("")
	if !s.rack.reordering || s.loss.phase != fastRecovery {
		t.Errorf("reordering seen: %v, phase %d", s.rack.reordering, s.loss.phase)
	}
	s.wait(5 * ms)
	s.echo = echo
	s.acks(6 * full)
	if s.stats.Undone != 1 {
		t.Errorf("undone %d", s.stats.Undone)
	}
}

// TestFRTONeeded: a timeout was needed if new data that is sent after it is reported beyond a gap (RFC 5682 section 3.1,
// steps 2b and 3a).
func TestFRTONeeded(t *testing.T) {
	peer := peerOptions
	peer.Stamped = false
	s := newSolo(t, Config{}, peer)
	const full = full + stampSize
	s.write(14 * full) // of which 10 go out
	s.wait(roundTrip + 450*ms)
	if s.stats.Timeouts != 1 {
		t.Fatalf("%d timeouts", s.stats.Timeouts)
	}
	s.out = nil
	s.acks(full)
	s.expect("16060-17520, 17520-18980") // not the second one again: it is to be seen whether that was only late
	s.wait(roundTrip)
	s.acks(full, 11*full, 12*full)
	if s.loss.frto {
		t.Error("it is still open")
	}
	if got := s.sent(); len(got) < 9 || got[:9] != "1460-2920" {
		t.Errorf("sent %q", got)
	}
}

// TestDuplicateBeforeAnswer: what comes twice before it was acknowledged is reported, and so is what lies within a piece
// beyond a gap (RFC 2883 section 4).
func TestDuplicateBeforeAnswer(t *testing.T) {
	s, n := quiet(t)
	s.data(n, full, ACK)
	s.expect("")
	s.data(n, full, ACK)
	s.expect("ack 30408 [28960-30408]")
	s.data(n+5000, 1000)
	s.out = nil
	s.data(n+5200, 100)
	s.expect("ack 30408 [34160-34260] [33960-34960]")
}

// TestSmallPieces: pieces of a byte beyond gaps take memory as others do, and when there is none left they are dropped.
func TestSmallPieces(t *testing.T) {
	s := newSolo(t, Config{}, peerOptions)
	for i := range 2000 {
		s.data(2*i+1, 1)
	}
	if n := len(s.rcv.held); n > 300 {
		t.Errorf("%d pieces are held", n)
	}
}

// TestEcho: the timestamp that is echoed is that of the segment that is acknowledged, not of one beyond a gap (RFC 7323
// section 4.3).
func TestEcho(t *testing.T) {
	s, n := quiet(t)
	want := s.tick
	s.data(n+full, full)
	if got := s.out[0].TSEcr; got != want {
		t.Errorf("echo %d, want %d", got, want)
	}
	s.data(n, full)
	if got := s.out[1].TSEcr; got != want+2 {
		t.Errorf("echo %d, want %d", got, want+2)
	}
}

// TestTicks: a timer never goes off early, at the next tick for a short span and more coarsely for a long one (Linux).
func TestTicks(t *testing.T) {
	c := &Conn{config: Config{Phase: ms}, now: 10 * ms}
	for span, within := range map[time.Duration]time.Duration{
		10 * ms: 8 * ms, 240 * ms: 8 * ms, 300 * ms: 40 * ms, 3 * time.Second: 300 * ms,
	} {
		var timer timer
		timer.start(c, span)
		if late := timer.at - c.now - span; late < 0 || late > within {
			t.Errorf("%v: %v late", span, late)
		}
		if at := timer.at + c.config.Phase; at%tick != 0 {
			t.Errorf("%v: at %v, which is no tick", span, at)
		}
	}
}

// TestPhaseMovesTicks: the ticks of two hosts need not fall together.
func TestPhaseMovesTicks(t *testing.T) {
	again := func(phase time.Duration) time.Duration {
		due, _ := dialSolo(t, Config{Phase: phase}).Conn.Deadline()
		return due
	}
	if a, b := again(0), again(3*ms); a != b+3*ms && a != b-ms {
		t.Errorf("a SYN is sent again at %v, or at %v", a, b)
	}
}
