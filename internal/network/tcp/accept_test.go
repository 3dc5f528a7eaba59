package tcp

import (
	"syscall"
	"testing"
)

// TestRST: only the very next number resets a connection; another one in the window is asked about (RFC 5961
// section 3.2), and one outside is nothing.
func TestRST(t *testing.T) {
	s := newSolo(t, Config{}, peerOptions)
	s.send(Segment{Flags: RST, Seq: theirISS - 100_000})
	s.expect("")
	s.send(Segment{Flags: RST, Seq: theirISS + 100})
	s.expect("ack 0")
	s.send(Segment{Flags: RST, Seq: theirISS + 101}) // once in half a second is enough
	s.expect("")
	s.is(Established, nil)
	s.send(Segment{Flags: RST, Seq: theirISS + 1})
	s.is(Closed, syscall.ECONNRESET)
	s.expect("")
}

// TestSYNWithin: a SYN in the middle of a connection is asked about (RFC 5961 section 4.2).
func TestSYNWithin(t *testing.T) {
	s := newSolo(t, Config{}, peerOptions)
	s.send(Segment{Flags: SYN, Seq: theirISS + 50})
	s.expect("ack 0")
	s.is(Established, nil)
}

// TestBlindData: data with an acknowledgement of what was never sent, or of long ago, is dropped (RFC 5961 section
// 5.2).
func TestBlindData(t *testing.T) {
	for _, ack := range []Seq{ourISS + 2, ourISS - 70_000} {
		s := newSolo(t, Config{}, peerOptions)
		s.send(Segment{Flags: ACK, Seq: theirISS + 1, Ack: ack, Window: 512, Data: []byte("evil")})
		s.expect("ack 0")
		if n, _ := s.Readable(); n != 0 {
			t.Errorf("acknowledgement %d: %d bytes taken", ack, n)
		}
	}
}

// TestBeyondWindow: data that the window has no room for is answered each time (RFC 9293 section 3.10.7.4, first); what has none is
// not, since two ends might answer each other for ever (RFC 5961 section 7).
func TestBeyondWindow(t *testing.T) {
	s := newSolo(t, Config{}, peerOptions)
	for range 3 {
		s.data(10_000_000, 1)
	}
	s.expect("ack 0, ack 0, ack 0")
	for range 3 {
		s.send(Segment{Flags: ACK, Seq: theirISS + 10_000_000, Ack: ourISS + 1, Window: 512})
	}
	s.expect("ack 0")
	for range 3 {
		s.send(Segment{Flags: SYN, Seq: theirISS - 100, Window: 512})
	}
	s.expect("")
}

// TestFIN: the end of the stream is where the first FIN says, when all before it has come: not where an old one lies.
func TestFIN(t *testing.T) {
	s := newSolo(t, Config{}, peerOptions)
	s.data(0, 100, ACK)
	s.data(50, 20, ACK|FIN)
	if _, last := s.Readable(); last || s.State() != Established {
		t.Errorf("a FIN amid what has come: last %v, %v", last, s.State())
	}
	s.data(200, 100, ACK|FIN)
	s.data(100, 400, ACK) // goes on beyond the end
	if n, last := s.Readable(); n != 300 || !last || s.State() != CloseWait {
		t.Errorf("%d bytes, last %v, %v", n, last, s.State())
	}
}

// TestPAWS: data with an older timestamp is of a time before the numbers wrapped (RFC 7323 section 5.3).
func TestPAWS(t *testing.T) {
	s := newSolo(t, Config{}, peerOptions)
	s.tick = 1000
	s.data(0, 10)
	s.out = nil
	old := Segment{Flags: ACK, Seq: theirISS + 11, Ack: ourISS + 1, Window: 512, Data: []byte("old")}
	old.Stamped, old.TSVal = true, 900
	s.send(old)
	if n, _ := s.Readable(); n != 10 {
		t.Errorf("%d bytes", n)
	}
	s.expect("ack 10")
}

// TestReuse: in TIME-WAIT a SYN that is newer begins a new connection, and one that is older does not (RFC 6191).
func TestReuse(t *testing.T) {
	s := newSolo(t, Config{}, peerOptions)
	s.Close(s.at)
	s.acks(1)
	s.send(Segment{Flags: FIN | ACK, Seq: theirISS + 1, Ack: ourISS + 2, Window: 512})
	s.is(TimeWait, nil)
	syn := Segment{Flags: SYN, Seq: theirISS - 50}
	syn.Stamped, syn.TSVal = true, s.tick
	if s.Replaces(&syn) {
		t.Error("an old SYN")
	}
	syn.TSVal++
	if !s.Replaces(&syn) {
		t.Error("not a newer SYN")
	}
}

// TestRefuse: what is for no connection is answered so that its sender knows it (RFC 9293 section 3.10.7.1).
func TestRefuse(t *testing.T) {
	if r, ok := Refuse(&Segment{Flags: SYN, Seq: 7}); !ok || r.Flags != RST|ACK || r.Ack != 8 || r.Seq != 0 {
		t.Errorf("SYN: %+v, %v", r, ok)
	}
	if r, ok := Refuse(&Segment{Flags: ACK, Seq: 7, Ack: 9}); !ok || r.Flags != RST || r.Seq != 9 {
		t.Errorf("ACK: %+v, %v", r, ok)
	}
	if _, ok := Refuse(&Segment{Flags: RST}); ok {
		t.Error("RST is answered")
	}
}
