package tcp

import (
	"bytes"
	"syscall"
	"testing"
	"time"
)

// TestRefused: RST in answer to SYN is ECONNREFUSED, if it acknowledges it (RFC 9293 section 3.10.7.3).
func TestRefused(t *testing.T) {
	s := dialSolo(t, Config{})
	s.wait(roundTrip)
	s.send(Segment{Flags: RST, Seq: 0}) // anyone can send this
	s.is(SynSent, nil)
	s.send(Segment{Flags: RST | ACK, Ack: ourISS + 7})
	s.is(SynSent, nil)
	s.send(Segment{Flags: RST | ACK, Ack: ourISS + 1})
	s.is(Closed, syscall.ECONNREFUSED)
}

// TestOldSYN: an acknowledgement of what was not sent is of another connection, and is answered with RST (RFC
// 9293 section 3.5, figure 8).
func TestOldSYN(t *testing.T) {
	s := dialSolo(t, Config{})
	s.out = nil
	s.send(Segment{Flags: SYN | ACK, Seq: theirISS, Ack: 90})
	if len(s.out) != 1 || s.out[0].Flags != RST || s.out[0].Seq != 90 {
		t.Errorf("sent %+v", s.out)
	}
	s.is(SynSent, nil)
}

// TestSYNOptions: both ends use what both have, and a window in a SYN is not scaled (RFC 7323 section 2.2).
func TestSYNOptions(t *testing.T) {
	s := newSolo(t, Config{}, peerOptions)
	if s.snd.wnd != 65535 || s.snd.mss != 1448 {
		t.Errorf("window %d, segments of %d", s.snd.wnd, s.snd.mss)
	}
	s.acks(0)
	if s.snd.wnd != 512<<7 {
		t.Errorf("window %d", s.snd.wnd)
	}
	s = newSolo(t, Config{}, Options{})
	if s.snd.mss != 536 || s.sackOK || s.stamped || s.rcv.scale != 0 {
		t.Errorf("of a peer without options: segments of %d, SACK %v, timestamps %v, scale %d", s.snd.mss, s.sackOK, s.stamped, s.rcv.scale)
	}
}

// TestSYNAgain: a SYN is sent again after 1, 2, 3, 4 and 5 s, then after twice as long each time, and after 131 s
// the connection is given up, as on Linux.
func TestSYNAgain(t *testing.T) {
	s := dialSolo(t, Config{})
	for _, seconds := range []int{1, 2, 3, 4, 5, 7, 11, 19, 35, 67} {
		s.out = nil
		at := time.Duration(seconds) * time.Second
		s.wait(at - s.at - time.Second/20)
		s.expect("")
		s.wait(at*9/8 - s.at)
		s.expect("SYN")
	}
	s.wait(128*time.Second - s.at)
	s.is(SynSent, nil)
	s.wait(30 * time.Second)
	s.is(Closed, syscall.ETIMEDOUT)
}

// TestSYNACKAgain: so is the answer to a SYN, for 63 s, and when the SYN comes again.
func TestSYNACKAgain(t *testing.T) {
	s := serverSolo(t, Config{})
	s.expect("SYN.")
	s.send(Segment{Flags: SYN, Seq: theirISS, Window: 65535, Options: peerOptions})
	s.expect("SYN.")
	s.wait(40 * time.Second)
	s.expect("SYN., SYN., SYN., SYN., SYN.")
	s.wait(40 * time.Second)
	s.is(Closed, syscall.ETIMEDOUT)
}

// TestWindowAfterLostSYNs: a connection for which two SYNs were lost, or two answers, begins with a window of one
// segment; Linux lets one pass. If the answer to the first SYN was late, nothing was lost (RFC 3522). The timestamps
// tell, and measure the round trip, at both ends (RFC 7323 section 4).
func TestWindowAfterLostSYNs(t *testing.T) {
	for _, c := range []struct {
		passive bool
		lost    int  // SYNs, or answers to one
		late    bool // it is the first that is answered
		want    int
	}{
		{false, 1, false, 10},
		{false, 2, false, 1},
		{false, 2, true, 10},
		{true, 1, false, 10},
		{true, 2, false, 1},
	} {
		s := dialSolo(t, Config{})
		answer := Segment{Flags: SYN | ACK, Seq: theirISS, Ack: ourISS + 1, Window: 65535, Options: peerOptions}
		if c.passive {
			s = serverSolo(t, Config{})
			answer = Segment{Flags: ACK, Seq: theirISS + 1, Ack: ourISS + 1, Window: 512}
		}
		answer.Stamped, answer.TSEcr = true, s.echo
		for len(s.out) <= c.lost {
			s.wait(10 * ms)
		}
		rtt := roundTrip
		if s.wait(rtt); !c.late {
			answer.TSEcr = s.echo
		} else {
			rtt = s.at
		}
		s.Input(s.at, &answer)
		if s.is(Established, nil); s.cc.cwnd != c.want {
			t.Errorf("%+v: window %d", c, s.cc.cwnd)
		}
		if off := s.rtt.srtt - rtt; off.Abs() > 11*ms {
			t.Errorf("%+v: a round trip of %v, want %v", c, s.rtt.srtt, rtt)
		}
	}
}

// TestSimultaneousOpen: two that dial each other are connected (RFC 9293 section 3.5, figure 7).
func TestSimultaneousOpen(t *testing.T) {
	a, b := dialSolo(t, Config{}), dialSolo(t, Config{})
	b.snd.una, b.snd.nxt, b.snd.first = theirISS, theirISS+1, theirISS+1
	b.snd.segs.live()[0] = sent{seq: theirISS, end: theirISS + 1, flags: SYN}
	b.out[0].Seq = theirISS
	for range 3 {
		fromA, fromB := a.out, b.out
		a.out, b.out = nil, nil
		for i := range fromA {
			b.Input(50*ms, &fromA[i])
		}
		for i := range fromB {
			a.Input(50*ms, &fromB[i])
		}
	}
	a.is(Established, nil)
	b.is(Established, nil)
}

// TestCloseInTurn: one end closes, and the other goes on sending until it does so too. The one that closed first
// waits in TIME-WAIT, for 60 s.
func TestCloseInTurn(t *testing.T) {
	p := connect(t, 20*ms)
	p.left[0], p.shut[0] = text(3000), true
	p.run(time.Second)
	p.states(FinWait2, CloseWait)
	p.left[1], p.shut[1] = text(100_000), true
	p.run(3 * time.Second)
	p.states(TimeWait, Closed)
	if p.got[0].Len() != 100_000 || p.got[1].Len() != 3000 {
		t.Errorf("%d and %d bytes came", p.got[0].Len(), p.got[1].Len())
	}
	p.run(50 * time.Second)
	p.states(TimeWait, Closed)
	p.run(20 * time.Second)
	p.states(Closed, Closed)
}

// TestSimultaneousClose: both close at once, and both wait (RFC 9293 section 3.6, figure 13).
func TestSimultaneousClose(t *testing.T) {
	p := connect(t, 20*ms)
	p.ends[0].CloseWrite(p.now)
	p.ends[1].CloseWrite(p.now)
	p.states(FinWait1, FinWait1)
	p.run(30 * ms)
	p.states(Closing, Closing)
	p.run(time.Second)
	p.states(TimeWait, TimeWait)
}

// TestFINRides: the FIN rides on the last data, if that waits.
func TestFINRides(t *testing.T) {
	s := newSolo(t, Config{}, peerOptions)
	s.write(15_000)
	s.CloseWrite(s.at)
	s.out = nil
	s.acks(14480)
	s.expect("14480-15000F")
	s.is(FinWait1, nil)
	s.acks(15_001)
	s.is(FinWait2, nil)
}

// TestLostLastACK: a FIN that comes again in TIME-WAIT is acknowledged again, and the wait begins anew.
func TestLostLastACK(t *testing.T) {
	s := newSolo(t, Config{}, peerOptions)
	s.Close(s.at)
	s.acks(1)
	fin := Segment{Flags: FIN | ACK, Seq: theirISS + 1, Ack: ourISS + 2, Window: 512}
	s.send(fin)
	s.is(TimeWait, nil)
	s.expect("FIN., ack 1")
	s.wait(50 * time.Second)
	s.send(fin)
	s.expect("ack 1")
	s.wait(50 * time.Second)
	s.is(TimeWait, nil)
	s.wait(20 * time.Second)
	s.is(Closed, nil)
}

// TestFinWait2Ends: a program that has closed does not wait for ever for the peer's FIN.
func TestFinWait2Ends(t *testing.T) {
	for _, closed := range []bool{true, false} {
		s := newSolo(t, Config{}, peerOptions)
		s.CloseWrite(s.at)
		if closed {
			s.Close(s.at)
		}
		s.acks(1)
		s.is(FinWait2, nil)
		s.wait(70 * time.Second)
		if got := s.State() == Closed; got != closed {
			t.Errorf("closed: %v; after 70 s it is %v", closed, s.State())
		}
	}
}

// TestUnread: who closes without having read all, or before all has come, says so with RST (RFC 9293 section
// 3.6.1).
func TestUnread(t *testing.T) {
	s := newSolo(t, Config{}, peerOptions)
	s.data(0, 100)
	s.out = nil
	s.Close(s.at)
	s.expect("RST.")
	s.is(Closed, nil)

	s = newSolo(t, Config{}, peerOptions)
	s.Close(s.at)
	s.expect("FIN.")
	s.data(0, 100)
	if s.out[0].Seq != ourISS+1 { // what the peer waits for, as far as one knows
		t.Errorf("RST %d", s.out[0].Seq-ourISS)
	}
	s.expect("RST")
	s.is(Closed, nil)
}

// TestResetOfFIN: an RST that answers data in flight has the number of the FIN before it, and ends the connection all the same.
func TestResetOfFIN(t *testing.T) {
	p := connect(t, 50*ms)
	p.ends[0].Close(p.now)
	p.run(1 * ms)
	p.left[1] = text(100)
	p.run(150 * ms)
	p.states(Closed, Closed)
	if p.ends[1].Err() != syscall.EPIPE {
		t.Error(p.ends[1].Err())
	}
}

// TestGivingUp: what is not acknowledged is sent again for 924 s, after Close for 102 s (Linux), and then the
// connection is lost.
func TestGivingUp(t *testing.T) {
	for _, c := range []struct {
		close     bool
		not, then time.Duration
	}{{false, 920 * time.Second, 1100 * time.Second}, {true, 100 * time.Second, 230 * time.Second}} {
		s := newSolo(t, Config{}, peerOptions)
		s.write(10)
		if c.close {
			s.Close(s.at)
		}
		s.wait(c.not)
		if s.State() == Closed {
			t.Errorf("after Close: %v: given up before %v", c.close, c.not)
		}
		s.wait(c.then - c.not)
		s.is(Closed, syscall.ETIMEDOUT)
	}
}

// TestKeepAlive: after so much silence the peer is asked, and when it does not answer the connection is lost (RFC
// 9293 section 3.8.4). An answer puts it off.
func TestKeepAlive(t *testing.T) {
	s := newSolo(t, Config{}, peerOptions)
	s.KeepAlive(s.at, 15*time.Second, 5*time.Second, 3)
	s.wait(17 * time.Second)
	s.expect("ack 0")
	s.acks(0)
	s.wait(17 * time.Second)
	s.expect("ack 0")
	s.wait(12 * time.Second)
	s.expect("ack 0, ack 0")
	s.wait(6 * time.Second)
	s.is(Closed, syscall.ETIMEDOUT)

	s = newSolo(t, Config{}, peerOptions) // half-closed, too
	s.KeepAlive(s.at, 15*time.Second, 5*time.Second, 3)
	s.CloseWrite(s.at)
	s.acks(1)
	s.is(FinWait2, nil)
	s.wait(10 * time.Second)
	s.data(0, 100)
	s.out = nil
	s.wait(17 * time.Second)
	s.expect("ack 100")
	s.wait(17 * time.Second)
	s.is(Closed, syscall.ETIMEDOUT)
}

// TestWrittenBeforeEnd: after CloseWrite, and when the connection is lost, nothing is taken any more.
func TestWrittenBeforeEnd(t *testing.T) {
	s := newSolo(t, Config{}, peerOptions)
	s.CloseWrite(s.at)
	if n := s.Write(s.at, text(10)); n != 0 {
		t.Errorf("%d bytes taken after CloseWrite", n)
	}
	s.data(0, 10)
	b := make([]byte, 20)
	if n := s.Read(s.at, b); !bytes.Equal(b[:n], text(10)) {
		t.Errorf("read %q", b[:n])
	}
}
