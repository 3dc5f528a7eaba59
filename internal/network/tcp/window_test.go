package tcp

import (
	"syscall"
	"testing"
	"time"
)

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
	p.left[0] = text(8_000_000)
	p.run(10 * time.Second)
	if c := p.ends[1]; c.rcv.wnd < 1_000_000 {
		t.Errorf("window %d", c.rcv.wnd)
	}
	if got := p.got[1].Len(); got != 8_000_000 {
		t.Errorf("%d bytes came", got)
	}
}

// TestReadingMuchAtOnce: what a program reads in a round trip is measured after the first packet of a Read, when the others still
// wait (Linux). So one that has been away for long, and then reads all at once, gets no larger buffer for that yet. One that
// waits for data does: it would have read each packet as it came.
func TestReadingMuchAtOnce(t *testing.T) {
	for _, away := range []time.Duration{5 * roundTrip, 100 * time.Microsecond} {
		s := newSolo(t, Config{}, peerOptions)
		s.write(1) // so that the peer echoes a timestamp: a round trip
		s.wait(roundTrip)
		const packets = 40
		for i := range packets {
			s.data(i*full, full, ACK)
		}
		s.wait(away)
		before := s.rcv.buffer
		if n := s.Read(s.at, make([]byte, packets*full)); n != packets*full || s.rcv.rtt == 0 {
			t.Fatalf("%d bytes were read, and a round trip takes %v", n, s.rcv.rtt/8)
		}
		if grown := s.rcv.buffer > before; grown != (away < longAgo) {
			t.Errorf("after %v the buffer goes from %d to %d bytes", away, before, s.rcv.buffer)
		}
		s.wait(roundTrip)
		s.data(packets*full, full, ACK)
		s.Read(s.at, make([]byte, full)) // which belongs to the round trip that has begun
		if s.rcv.buffer == before {
			t.Errorf("after %v what was read after the first packet counts for nothing", away)
		}
	}
}

// TestSmallPackets: what has been offered is taken, however small the packets are and however much memory they take. The buffer grows
// to what is in use (Linux).
func TestSmallPackets(t *testing.T) {
	s := newSolo(t, Config{}, peerOptions)
	window := s.rcv.windowLeft()
	for off := 0; off+500 < window; off += 500 { // a small one, and one that does not fit behind it
		s.data(off, 10, ACK)
		s.data(off+10, 490, ACK)
	}
	if n, _ := s.Readable(); n < window-1000 {
		t.Errorf("%d bytes have been taken of a window of %d", n, window)
	}
	if r := &s.rcv; r.memory <= firstBuffer || r.memory > r.buffer+memoryOf(maxMSS) {
		t.Errorf("%d bytes of memory are in use, and the buffer has %d", r.memory, r.buffer)
	}
}

// TestWindowOfARepeat: a segment that the peer sends again may acknowledge more, and then it says how far the window reaches now.
func TestWindowOfARepeat(t *testing.T) {
	s := newSolo(t, Config{}, peerOptions)
	window := func(off, n, ack, edge int) { // data of the peer; the window is in units of 128
		s.send(Segment{
			Flags: ACK, Seq: theirISS + 1 + Seq(off), Ack: ourISS + 1 + Seq(ack), Window: uint16((edge - ack) >> 7), Data: text(off + n)[off:],
		})
	}
	s.write(4 * full)
	s.wait(roundTrip)
	window(1000, 1000, full, full+8192) // after a gap
	window(0, 1000, 4*full, full+8192)  // what was missing: the edge has not moved
	s.out = nil
	if n := s.Write(s.at, text(20_000)); n != 20_000 {
		t.Fatalf("%d bytes were taken", n)
	}
	s.wait(10 * roundTrip)
	for _, seg := range s.out {
		if edge := Seq(ourISS + 1 + full + 8192); seg.end().after(edge) {
			t.Errorf("%d bytes beyond the window", seg.end().minus(edge))
		}
	}
}

// TestWindowTakenBack: where the peer takes back what it has offered, what has been sent beyond that does not keep it from taking
// acknowledgements.
func TestWindowTakenBack(t *testing.T) {
	s := newSolo(t, Config{}, peerOptions)
	s.write(4 * full)
	s.out = nil
	s.send(Segment{Flags: ACK, Seq: theirISS + 1, Ack: ourISS + 1 + full, Window: 0})
	s.send(Segment{Flags: ACK | PSH, Seq: theirISS + 1, Ack: ourISS + 1 + full, Window: 0, Data: text(100)})
	s.wait(roundTrip)
	if len(s.out) == 0 || s.out[0].Seq != ourISS+1+full || s.out[0].Ack != theirISS+101 {
		t.Errorf("it answers %v", s.out)
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
	for i := 2; i < len(at); i++ {
		if at[i]-at[i-1] < (at[i-1]-at[i-2])*3/2 {
			t.Errorf("probes at %v", at)
		}
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

// TestFINWaitsForWindow: a FIN takes a number of the window (RFC 9293 section 3.4). Where there is none the peer is asked, as for
// data (Linux), and the FIN follows when there is.
func TestFINWaitsForWindow(t *testing.T) {
	s := newSolo(t, Config{}, peerOptions)
	window := func(acked Seq, n uint16) {
		s.send(Segment{Flags: ACK, Seq: theirISS + 1, Ack: ourISS + 1 + acked, Window: n})
	}
	window(0, 0)
	s.CloseWrite(s.at)
	s.wait(400 * ms)
	s.expect("ack 0")
	s.is(Established, nil)
	window(0, 1)
	s.expect("FIN.")

	s = newSolo(t, Config{}, peerOptions)
	window(0, 0)
	s.write(128)
	s.Close(s.at)
	window(0, 1) // scaled, 128 bytes
	s.expect("0-128")
	window(128, 0)
	s.wait(400 * ms)
	s.expect("ack 0")
	window(128, 1)
	s.expect("FIN.")
	s.is(FinWait1, nil)
}

// TestFINWaitsForCongestion: a FIN is under way as data is, and goes with it when it is sent again (Linux).
func TestFINWaitsForCongestion(t *testing.T) {
	s := newSolo(t, Config{}, peerOptions)
	s.write(10 * full)
	s.out = nil
	s.CloseWrite(s.at)
	s.expect("")
	s.acks(2 * full)
	s.expect("FIN.")

	s = newSolo(t, Config{}, peerOptions)
	s.write(100)
	s.CloseWrite(s.at)
	s.wait(300 * ms)
	s.out = nil
	s.wait(500 * ms)
	s.expect("0-100F")
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

// TestReceiveMemory: what waits to be read takes as much memory as on Linux, where small segments share a buffer
// (SO_MEMINFO, with the same segments).
func TestReceiveMemory(t *testing.T) {
	for size, want := range map[int][]int{
		1:    {832, 832, 832, 832, 832, 832},
		164:  {1280, 1280, 1280, 2560, 2560, 2560},
		200:  {1280, 1280, 2560, 2560, 3840, 3840},
		400:  {1280, 2560, 3840, 5120, 6400, 7680},
		704:  {2304, 2304, 4608, 4608, 6912, 6912},
		1448: {2304, 4608, 6912, 9216, 11520, 13824},
	} {
		s := newSolo(t, Config{}, peerOptions)
		for i, want := range want {
			s.data(i*size, size)
			if s.rcv.memory != want {
				t.Fatalf("%d segments of %d bytes take %d, want %d", i+1, size, s.rcv.memory, want)
			}
		}
	}
	s := newSolo(t, Config{}, peerOptions)
	s.data(0, 704)
	s.Read(s.at, make([]byte, 704))
	if s.data(704, 704); s.rcv.memory != 2304 {
		t.Errorf("a segment shares a buffer that was read: %d bytes", s.rcv.memory)
	}
}
