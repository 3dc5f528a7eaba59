package tcp

import (
	"bytes"
	"math/rand/v2"
	"syscall"
	"testing"
	"time"
)

// quiet is a solo whose first acknowledgements, which go at once, are behind it: the program has read 20 segments.
func quiet(t *testing.T) (s *solo, next int) {
	t.Helper()
	s = newSolo(t, Config{}, peerOptions)
	for range 20 {
		s.data(next, full, ACK)
		s.Read(s.at, make([]byte, full))
		next += full
		s.wait(20 * ms)
	}
	s.rcv.quick = 0
	s.wait(100 * ms)
	s.out = nil
	return s, next
}

// TestDelayedACK: a single segment is acknowledged after 40 ms or a little more, a second one has both acknowledged
// at once (RFC 5681 section 4.2).
func TestDelayedACK(t *testing.T) {
	s, next := quiet(t)
	s.rcv.wait = leastWait
	s.data(next, full, ACK)
	s.expect("")
	s.wait(39 * ms)
	s.expect("")
	s.wait(10 * ms)
	s.expect("ack 30408")
	next += full
	s.data(next, full, ACK)
	s.expect("")
	s.Read(s.at, make([]byte, 2*full))
	s.data(next+full, full, ACK)
	s.expect("ack 33304")
}

// TestACKRides: data takes an acknowledgement along, and then none goes by itself.
func TestACKRides(t *testing.T) {
	s, next := quiet(t)
	s.data(next, full, ACK)
	s.write(10)
	if len(s.out) != 1 || s.out[0].Ack != s.rcv.nxt {
		t.Errorf("sent %q", s.sent())
	}
	s.out = nil
	s.wait(200 * ms)
	if s.stats.Retransmissions == 0 {
		s.expect("")
	}
}

// TestQuickACKs: the first segments of a connection are acknowledged at once, and after a pause again (Linux).
func TestQuickACKs(t *testing.T) {
	s := newSolo(t, Config{}, peerOptions)
	s.data(0, 100, ACK)
	s.expect("ack 100")
	s, next := quiet(t)
	s.wait(5 * time.Second)
	s.data(next, 100, ACK)
	s.expect("ack 29060")
}

// TestInTurns: where the two sides talk in turns an acknowledgement waits for the answer from the second message on.
func TestInTurns(t *testing.T) {
	s := newSolo(t, Config{}, peerOptions)
	for i := range 10 {
		s.data(10*i, 10)
		s.Read(s.at, make([]byte, 10))
		if i > 0 {
			s.expect("")
		}
		s.write(10)
		s.wait(20 * ms)
		s.acks(10 * (i + 1))
		s.out = nil
		s.wait(20 * ms)
	}
}

// TestOutOfOrder: what comes beyond a gap is acknowledged at once, and so is what fills it (RFC 5681 section 4.2). SACK
// blocks name what was added last first (RFC 2018 section 4).
func TestOutOfOrder(t *testing.T) {
	s, n := quiet(t)
	if n != 28960 {
		t.Fatal(n)
	}
	s.data(n+1000, 1000)
	s.expect("ack 28960 [29960-30960]")
	s.data(n+4000, 1000)
	s.expect("ack 28960 [32960-33960] [29960-30960]")
	s.data(n+2000, 500)
	s.expect("ack 28960 [29960-31460] [32960-33960]")
	s.data(n, 1000)
	s.expect("ack 31460 [32960-33960]")
	s.data(n+2500, 1500)
	s.expect("ack 33960")
}

// TestManyGaps: three blocks fit beside timestamps.
func TestManyGaps(t *testing.T) {
	s, n := quiet(t)
	for i := 1; i <= 3; i++ {
		s.data(n+2000*i, 1000)
	}
	s.out = nil
	s.data(n+8000, 1000)
	s.wait(5 * ms)
	s.expect("ack 28960 [36960-37960] [34960-35960] [32960-33960]")
}

// TestSACKsWait: the first three that come out of order are acknowledged at once, and further ones within a
// millisecond together (Linux).
func TestSACKsWait(t *testing.T) {
	s, n := quiet(t)
	for i := 1; i <= 10; i++ {
		s.data(n+1000*i, 1000)
	}
	if len(s.out) != 3 {
		t.Errorf("%d sent at once", len(s.out))
	}
	s.out = nil
	s.wait(2 * ms)
	s.expect("ack 28960 [29960-39960]")
}

// TestDuplicateIsReported: what came twice is named first, whether it was acknowledged (RFC 2883 section 4.1.1) or lies
// beyond a gap (section 4.1.2).
func TestDuplicateIsReported(t *testing.T) {
	s, n := quiet(t)
	s.data(n-1000, 500)
	s.expect("ack 28960 [27960-28460]")
	s.data(n+1000, 1000)
	s.out = nil
	s.data(n+1000, 500)
	s.expect("ack 28960 [29960-30460] [29960-30960]")
	s.data(n+2500, 500)
	s.expect("ack 28960 [31460-31960] [29960-30960]")
	s.data(n-100, 600)
	s.expect("ack 29460 [28860-28960] [31460-31960] [29960-30960]")
}

// TestReassembly: pieces of any size that come in any order, overlapping and more than once, are what was sent.
func TestReassembly(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		s := newSolo(t, Config{}, peerOptions)
		const size = 20_000
		var got []byte
		b := make([]byte, 5000)
		for s.rcv.nxt.minus(theirISS+1) < size {
			at := max(0, s.rcv.nxt.minus(theirISS+1)-500+rng.IntN(4000))
			n := min(1+rng.IntN(1448), size-at)
			if n <= 0 {
				continue
			}
			s.data(at, n)
			got = append(got, b[:s.Read(s.at, b[:rng.IntN(len(b))])]...)
			s.wait(time.Duration(rng.IntN(5)) * ms)
			s.out = nil
		}
		got = append(got, b[:s.Read(s.at, b)]...)
		for len(got) < size {
			n := s.Read(s.at, b)
			if n == 0 {
				break
			}
			got = append(got, b[:n]...)
		}
		if !bytes.Equal(got, text(size)) {
			t.Fatalf("%d bytes, not those that were sent", len(got))
		}
		if len(s.rcv.held) > 0 || s.rcv.memory != 0 {
			t.Fatalf("%d pieces and %d bytes of memory are left", len(s.rcv.held), s.rcv.memory)
		}
	}
}

// TestWindowCloses: a program that does not read closes the window, and when it reads much of it the peer is told (RFC
// 9293 section 3.8.6.2.2). No more is taken than was offered.
func TestWindowCloses(t *testing.T) {
	p := connect(t, 10*ms)
	p.mute[1] = true
	p.left[0] = text(2_000_000)
	p.run(20 * time.Second)
	c := p.ends[1]
	n, _ := c.Readable()
	if n < 60_000 || n > 120_000 || c.rcv.windowLeft() != 0 {
		t.Errorf("%d bytes wait to be read, window %d", n, c.rcv.windowLeft())
	}
	p.mute[1] = false
	p.run(5 * time.Second)
	if got := p.got[1].Len(); got != 2_000_000 {
		t.Errorf("%d bytes came", got)
	}
}

// TestWindowOpens: a program that reads at once gets a window that grows with what comes in a round trip.
func TestWindowOpens(t *testing.T) {
	p := connect(t, 50*ms)
	p.left[0] = text(20_000_000)
	p.run(10 * time.Second)
	if c := p.ends[1]; c.rcv.wnd < 1_000_000 {
		t.Errorf("window %d", c.rcv.wnd)
	}
	if got := p.got[1].Len(); got != 20_000_000 {
		t.Errorf("%d bytes came", got)
	}
}

// TestWindowIsNotTakenBack: what was offered stays (RFC 9293 section 3.8.6).
func TestWindowIsNotTakenBack(t *testing.T) {
	p := connect(t, 10*ms)
	p.mute[1] = true
	edge := p.ends[1].rcv.acked
	p.see = func(from int, s *Segment, _ time.Duration) {
		if from == 1 {
			now := s.Ack + Seq(int(s.Window)<<windowScale)
			if now.before(edge) {
				t.Errorf("the window's edge goes back by %d", edge.minus(now))
			}
			edge = now
		}
	}
	for range 400 { // small segments take much memory
		p.left[0] = append(p.left[0], text(100)...)
		p.run(5 * ms)
	}
}

// TestWindowProbes: a closed window is asked about, less and less often, and as long as the peer answers (RFC 9293
// section 3.8.6.1).
func TestWindowProbes(t *testing.T) {
	s := newSolo(t, Config{}, peerOptions)
	s.send(Segment{Flags: ACK, Seq: theirISS + 1, Ack: ourISS + 1})
	s.write(100)
	s.expect("")
	var at []time.Duration
	for range 5000 {
		s.wait(50 * ms)
		if len(s.out) > 0 {
			if s.out[0].Seq != ourISS || len(s.out[0].Data) > 0 {
				t.Fatalf("probe %+v", s.out[0])
			}
			s.out = nil
			at = append(at, s.at)
			s.send(Segment{Flags: ACK, Seq: theirISS + 1, Ack: ourISS + 1})
		}
	}
	if len(at) < 5 || s.State() != Established {
		t.Fatalf("probes at %v", at)
	}
	s.acks(0)
	s.expect("0-100")
}

// TestWindowProbesEnd: a peer that does not answer them is gone.
func TestWindowProbesEnd(t *testing.T) {
	s := newSolo(t, Config{}, peerOptions)
	s.send(Segment{Flags: ACK, Seq: theirISS + 1, Ack: ourISS + 1})
	s.write(100)
	s.wait(100 * time.Second)
	gaps := len(s.out)
	if gaps < 7 || gaps > 9 {
		t.Errorf("%d probes in 100 s", gaps)
	}
	s.wait(time.Hour)
	if s.State() != Closed {
		t.Errorf("%v after an hour", s.State())
	}
}

// TestClosedWindowEnds: what a program has left behind that has closed is not kept for ever, even if the peer answers
// that its window is closed.
func TestClosedWindowEnds(t *testing.T) {
	s := newSolo(t, Config{}, peerOptions)
	shut := Segment{Flags: ACK, Seq: theirISS + 1, Ack: ourISS + 1}
	s.send(shut)
	s.write(100)
	s.Close(s.at)
	for range 4000 {
		s.wait(50 * ms)
		if len(s.out) > 0 && s.State() != Closed {
			s.out = nil
			s.send(shut)
		}
	}
	s.is(Closed, syscall.ETIMEDOUT)
}

// TestSillyWindow: a segment that does not fit waits (RFC 9293 section 3.8.6.2.1), but not for ever.
func TestSillyWindow(t *testing.T) {
	s := newSolo(t, Config{}, peerOptions)
	s.send(Segment{Flags: ACK, Seq: theirISS + 1, Ack: ourISS + 1, Window: 8}) // 1024 bytes
	s.write(3000)
	s.expect("")
	s.wait(350 * ms)
	s.expect("0-1024")
}

// TestSmallPeer: a peer whose whole window is small gets half of it in a segment (RFC 1122 section 4.2.3.4).
func TestSmallPeer(t *testing.T) {
	s := dialSolo(t, Config{})
	s.send(Segment{Flags: SYN | ACK, Seq: theirISS, Ack: ourISS + 1, Window: 1000, Options: Options{MSS: 1460}})
	s.out = nil
	s.write(1000)
	s.expect("0-500, 500-1000")
}
