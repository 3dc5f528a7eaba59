package tcp

import (
	"math"
	"slices"
	"testing"
	"time"

	"wirelab/internal/network/link"
)

// TestInitialWindow: a connection begins with ten segments (RFC 6928), and in slow start sends two more for each that
// is acknowledged (RFC 5681 section 3.1).
func TestInitialWindow(t *testing.T) {
	s := newSolo(t, Config{SendBuffer: 1 << 20}, peerOptions)
	s.write(40 * full)
	if n := len(s.out); n != 10 {
		t.Errorf("%d segments in the first flight", n)
	}
	s.out = nil
	s.wait(roundTrip)
	s.acks(2 * full)
	s.acks(4 * full)
	if n := len(s.out); n != 8 {
		t.Errorf("%d segments for 4 acknowledged ones", n)
	}
}

// TestUnusedWindow: a window that is not used does not grow (RFC 7661).
func TestUnusedWindow(t *testing.T) {
	s := newSolo(t, Config{}, peerOptions)
	for i := range 50 {
		s.write(full)
		s.wait(20 * ms)
		s.acks((i + 1) * full)
	}
	if s.cc.cwnd != initialWindow {
		t.Errorf("window %d after a talk of single segments", s.cc.cwnd)
	}
}

// TestUnusedWindowShrinks: what was not used for a timeout is given back by half (RFC 2861 section 3.2), but not while
// acknowledgements come (Linux).
func TestUnusedWindowShrinks(t *testing.T) {
	for _, acked := range []bool{false, true} {
		s := newSolo(t, Config{}, peerOptions)
		s.cc.cwnd = 50
		s.wait(100 * ms)
		s.write(full)
		if acked {
			s.wait(100 * ms)
			s.acks(full)
			s.wait(110 * ms)
		} else {
			s.wait(210 * ms)
		}
		s.write(full)
		want, least := 30, 37
		if acked {
			want, least = 50, noThreshold
		}
		if s.cc.cwnd != want || s.cc.ssthresh < least {
			t.Errorf("acknowledged: %v; window %d, threshold %d", acked, s.cc.cwnd, s.cc.ssthresh)
		}
	}
}

// TestRestart: after a pause the window is halved for each timeout that has passed, down to the initial one (RFC 2861
// section 3.2).
func TestRestart(t *testing.T) {
	for _, c := range []struct {
		pause time.Duration
		want  int
	}{{290 * ms, 80}, {500 * ms, 40}, {800 * ms, 20}, {time.Minute, 10}} {
		s := newSolo(t, Config{}, peerOptions)
		s.cc.cwnd = 80
		s.cc.used.since = time.Hour // that is another rule
		s.wait(c.pause)
		s.write(full)
		if s.cc.cwnd != c.want {
			t.Errorf("after %v: window %d, want %d", c.pause, s.cc.cwnd, c.want)
		}
	}
}

// TestCubicCurve: a window that was reduced from 100 to 70 is back at 100 after K seconds, and the way there is the
// cubic curve's (RFC 9438 section 4.2).
func TestCubicCurve(t *testing.T) {
	g := congestion{cwnd: 70}
	if got := g.cubic.reduce(100); got != 70 {
		t.Fatalf("threshold %d", got)
	}
	const rtt = 100 * ms
	g.cubic.minRTT = rtt
	k := math.Cbrt(30 / cubicC)
	for now := time.Duration(0); now < 8*time.Second; now += rtt {
		g.count(g.cwnd, g.cubic.perStep(now, g.cwnd, g.cwnd))
		at := (now + rtt).Seconds()
		if want := cubicC*math.Pow(at-k, 3) + 100; math.Abs(float64(g.cwnd)-want) > 2.5 {
			t.Errorf("after %v: window %d, want %.1f", now, g.cwnd, want)
		}
	}
}

// TestCubicIsNoSlowerThanReno: on a short path, where the curve hardly rises in a round trip, the window grows as
// Reno's would (RFC 9438 section 4.3): half a segment in a round trip.
func TestCubicIsNoSlowerThanReno(t *testing.T) {
	g := congestion{cwnd: 14}
	g.cubic.reduce(20)
	g.cubic.minRTT = ms
	for round := range 100 {
		g.count(g.cwnd, g.cubic.perStep(time.Duration(round)*ms, g.cwnd, g.cwnd))
	}
	if g.cwnd < 35 || g.cwnd > 75 {
		t.Errorf("window %d after 100 round trips of 1 ms", g.cwnd)
	}
}

// TestCounting: the window grows by one for each step of acknowledged segments, and where steps become shorter what
// was counted helps, for one step at most (Linux).
func TestCounting(t *testing.T) {
	g := congestion{cwnd: 10}
	for _, c := range []struct{ acked, step, want int }{
		{5, 1000, 10}, {4, 1000, 10}, // nine are counted, at the middle of the curve
		{1, 3, 11}, // they are three steps now, and count as one
		{2, 3, 12}, {7, 3, 14}, {1, 3, 14}, {1, 3, 15},
	} {
		if g.count(c.acked, c.step); g.cwnd != c.want {
			t.Fatalf("%d acknowledged, steps of %d: window %d, want %d", c.acked, c.step, g.cwnd, c.want)
		}
	}
}

// TestSteps: a window that is less than a segment below the curve hardly grows, and one that is far below it grows by
// half in a round trip; so does Linux, which counts whole segments.
func TestSteps(t *testing.T) {
	for above, want := range map[float64]int{0: 700, 0.9: 700, 1: 7, 2: 3, 3: 2, 7: 2, 50: 2} {
		q := cubic{wMax: 100, growing: true, epoch: tick, origin: 7 + above}
		if got := q.perStep(tick, 7, 1); got != want {
			t.Errorf("%g segments below the curve: steps of %d, want %d", above, got, want)
		}
	}
}

// TestCurveIsLookedAtSeldom: as long as the window stays the same, its growth is worked out anew only after a 32nd of
// a second (Linux): on a path of 2 ms, Reno's window is not followed sooner.
func TestCurveIsLookedAtSeldom(t *testing.T) {
	q := cubic{wMax: 100, minRTT: 2 * ms}
	at := func(now time.Duration, cwnd int) int { return q.perStep(now, cwnd, cwnd) }
	first := at(0, 10)
	for now := 2 * ms; now <= 28*ms; now += 2 * ms {
		if got := at(now, 10); got != first {
			t.Fatalf("after %v: steps of %d, want %d", now, got, first)
		}
	}
	steps := at(29*ms, 10)
	if steps >= first {
		t.Errorf("after 29 ms: steps of %d", steps)
	}
	if got := at(30*ms, 90); got == steps {
		t.Errorf("with another window: steps of %d still", got)
	}
}

// TestCurveOnceInATick: when acknowledgements come together, the second one finds the step of the first, though the
// window has grown between them (Linux). After that the curve is looked at for what the window is.
func TestCurveOnceInATick(t *testing.T) {
	q := cubic{wMax: 9, growing: true, origin: 9, at: 7}
	for i, c := range []struct {
		now        time.Duration
		cwnd, want int
	}{{40 * ms, 7, 3}, {40 * ms, 8, 3}, {44 * ms, 8, 8}} {
		if got := q.perStep(c.now, c.cwnd, 1); got != c.want {
			t.Errorf("look %d: steps of %d, want %d", i, got, c.want)
		}
	}
}

// TestFastConvergence: a window that is reduced before it is back where it was leaves room for others (RFC 9438 section
// 4.7).
func TestFastConvergence(t *testing.T) {
	var q cubic
	q.reduce(100)
	q.reduce(80)
	if want := math.Floor(80 * (1 + cubicBeta) / 2); q.wMax != want {
		t.Errorf("W_max %v, want %v", q.wMax, want)
	}
}

// TestPause: while nothing is sent the curve's time stands still (RFC 9438 section 5.8).
func TestPause(t *testing.T) {
	var q, p cubic
	for _, c := range []*cubic{&q, &p} {
		c.reduce(100)
		c.minRTT = 100 * ms
		c.perStep(0, 70, 1)
	}
	p.pause(10 * time.Second)
	if got, want := p.perStep(11*time.Second, 70, 1), q.perStep(time.Second, 70, 1); got != want {
		t.Errorf("after a pause %v, want %v", got, want)
	}
}

// TestHyStart: slow start ends when a queue builds up, before anything is lost (RFC 9406). Without that the window grows
// until the queue overflows.
func TestHyStart(t *testing.T) {
	l := link.Config{Delay: 50 * ms, Bandwidth: 20_000_000, Queue: 1 << 20}
	p := newPair(t, l, 3, Config{SendBuffer: 4 << 20})
	p.left[0] = text(4 << 20)
	p.run(time.Second)
	if c := p.ends[0]; c.cc.ssthresh == noThreshold || c.stats.Retransmissions > 0 || !c.cc.hystart.finished {
		t.Errorf("window %d, threshold %d, %d sent again", c.cc.cwnd, c.cc.ssthresh, c.stats.Retransmissions)
	}
}

// TestSendBuffer: a program that writes all it can finds room for two windows, and more as the window grows. The
// amounts that are taken are those that Linux takes.
func TestSendBuffer(t *testing.T) {
	s := newSolo(t, Config{}, peerOptions)
	if n := s.Write(s.at, text(1<<20)); n != 46336 { // what may be sent, and a piece that waits
		t.Errorf("%d bytes taken", n)
	}
	if s.Writable() {
		t.Error("there is no room, and it says so")
	}
	s.wait(roundTrip)
	s.acks(10 * full)
	s.wait(roundTrip)
	s.acks(30 * full)
	if s.snd.limit != 2*40*perSegment || !s.Writable() {
		t.Errorf("room for %d", s.snd.limit)
	}
}

// TestSendMemory: each burst takes 832 bytes beside its data, what waits as much for a piece, and a piece is filled even
// if there is no room for a new one (Linux: SO_MEMINFO, with the same writes).
func TestSendMemory(t *testing.T) {
	for _, c := range []struct {
		writes []int
		memory int // after all
		last   int // so much of the last is taken
	}{
		{[]int{704, 704, 704}, 4608, 704},
		{[]int{1, 1, 1, 1}, 3332, 1},
		{[]int{2896, 2896}, 7456, 2896},
		{slices.Repeat([]int{1404}, 12), 26000, 1404},
		{append(slices.Repeat([]int{1404}, 10), 1<<20), 55048, 31856},
		{[]int{704, 1 << 20}, 51416, 44888},
	} {
		s := newSolo(t, Config{}, peerOptions)
		n := 0
		for _, size := range c.writes {
			n = s.Write(s.at, text(size))
		}
		if got := s.snd.memory(); got != c.memory || n != c.last {
			t.Errorf("%v: %d bytes of memory and %d of the last, want %d and %d", c.writes, got, n, c.memory, c.last)
		}
	}
}

// TestBurstsAcknowledged: a burst of which a part is acknowledged takes its memory still.
func TestBurstsAcknowledged(t *testing.T) {
	s := newSolo(t, Config{}, peerOptions)
	s.write(2 * full)
	for _, c := range []struct{ acked, want int }{{0, 2*full + perBurst}, {full, full + perBurst}, {2 * full, 0}} {
		if s.acks(c.acked); s.snd.memory() != c.want {
			t.Errorf("%d acknowledged: %d bytes of memory, want %d", c.acked, s.snd.memory(), c.want)
		}
	}
}

// TestRoomForReordering: where segments overtake others, the send buffer has room for those that may be late (Linux).
func TestRoomForReordering(t *testing.T) {
	s := newSolo(t, Config{}, peerOptions)
	s.rack.degree = 99
	s.Write(s.at, text(1<<20))
	s.wait(roundTrip)
	s.acks(10 * full)
	s.wait(roundTrip)
	if s.acks(30 * full); s.snd.limit != 2*100*perSegment {
		t.Errorf("room for %d", s.snd.limit)
	}
}

// TestNoticing: a program that is woken to read counts as one that waits when more than two thirds of the send buffer
// are in use, so that the buffer grows (Linux: epoll).
func TestNoticing(t *testing.T) {
	for _, c := range []struct {
		writes      int
		woken, want bool
	}{{22, true, true}, {22, false, false}, {12, true, false}} {
		s := newSolo(t, Config{}, peerOptions)
		s.cc.cwnd = 40
		for range c.writes {
			s.write(704)
		}
		limit := s.snd.limit
		if c.woken {
			s.data(0, 100)
		}
		s.acks(704)
		if grown := s.snd.limit > limit; grown != c.want {
			t.Errorf("%+v: room for %d, after %d", c, s.snd.limit, limit)
		}
	}
}
