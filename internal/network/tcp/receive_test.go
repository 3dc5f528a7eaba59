package tcp

import (
	"bytes"
	"math/rand/v2"
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
	for range 60 {
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

// TestFINBeyondGap: a FIN that comes before what is in front of it is acknowledged at once, and counts in its SACK block (Linux).
func TestFINBeyondGap(t *testing.T) {
	s, n := quiet(t)
	s.data(n+100, 0, ACK|FIN)
	s.expect("ack 28960 [29060-29061]")
	s.data(n+100, 0, ACK|FIN)
	s.expect("ack 28960 [29060-29061] [29060-29061]")
	s.data(n, 100)
	s.expect("ack 29061")
	s.is(CloseWait, nil)

	s, n = quiet(t)
	s.data(n+100, 100, ACK|FIN)
	s.expect("ack 28960 [29060-29161]")
	s.data(n+50, 50)
	s.expect("ack 28960 [29010-29161]")
	s.data(n, 50)
	s.expect("ack 29161")
	s.is(CloseWait, nil)
	s.data(n+200, 0, ACK|FIN)
	s.expect("ack 29161 [29160-29161]")

	s, n = quiet(t) // what came twice is not reported behind the end
	s.data(n+10, 10)
	s.data(n-5, 30, ACK|FIN)
	s.expect("ack 28960 [28970-28980], ack 28986")
	s.data(n+26, 0, ACK|FIN)
	s.expect("ack 28986")
}

// TestShuffled: segments that overlap and come in any order make the stream that was sent, with its end, and SACK blocks speak of
// nothing that has not come.
func TestShuffled(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		s := newSolo(t, Config{}, peerOptions)
		size, come := rng.IntN(50), make(map[Seq]bool)
		for s.State() == Established {
			from := rng.IntN(size + 1)
			n := rng.IntN(min(size-from, 10) + 1)
			flags := ACK
			if from+n == size && rng.IntN(2) == 0 {
				flags |= FIN
				come[Seq(size)] = true
			}
			for i := range n {
				come[Seq(from+i)] = true
			}
			s.data(from, n, flags)
			for _, out := range s.out {
				for _, b := range out.SACK[:out.Blocks] {
					for at := b.Left; at != b.Right; at++ {
						if !come[at-theirISS-1] {
							t.Fatalf("of %d bytes, %d has not come, and is in %v", size, at-theirISS-1, out.SACK[:out.Blocks])
						}
					}
				}
			}
			s.out = nil
		}
		got := make([]byte, size+1)
		if n := s.Read(s.at, got); n != size || !bytes.Equal(got[:n], text(size)) || s.rcv.nxt != theirISS+2+Seq(size) || len(s.rcv.held) > 0 {
			t.Fatalf("%d bytes of %d, next %d, %d held", n, size, s.rcv.nxt-theirISS-1, len(s.rcv.held))
		}
	}
}
