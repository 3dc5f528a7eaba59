package tcp

import (
	"bytes"
	"encoding/binary"
	"testing"
	"time"

	"wirelab/internal/network/link"
)

// consistent checks what must hold of a connection at any time.
func consistent(t *testing.T, c *Conn) {
	t.Helper()
	b := &c.snd.segs
	sacked, lost, resent := 0, 0, 0
	at := c.snd.una
	for i, s := range b.live() {
		if s.seq != at && i > 0 || !s.end.after(s.seq) {
			t.Fatalf("segment %d is %d to %d, after one that ends at %d", i, s.seq, s.end, at)
		}
		at = s.end
		if s.sacked {
			sacked++
		}
		if s.lost {
			lost++
		}
		if s.resent {
			resent++
		}
		if s.sacked && (s.lost || s.resent) || s.resent && !s.lost {
			t.Fatalf("segment %d: %+v", i, s)
		}
	}
	if !c.sackOK {
		sacked = b.sacked // duplicates are counted instead
	}
	if c.state != Closed && (sacked != b.sacked || lost != b.lost || resent != b.resent || b.pipe() < 0) {
		t.Fatalf("counted %d, %d and %d, there are %d, %d and %d of %d", b.sacked, b.lost, b.resent, sacked, lost, resent, b.len())
	}
	if c.cc.cwnd < 1 || c.cc.ssthresh < 2 {
		t.Fatalf("window %d, threshold %d", c.cc.cwnd, c.cc.ssthresh)
	}
	r := &c.rcv
	if used := r.memory + r.heldMemory(); used > r.buffer+2*memoryOf(maxMSS) || r.buffer > maxBuffer {
		t.Fatalf("%d bytes of memory of %d", used, r.buffer)
	}
	for i, h := range r.held {
		if !h.seq.after(r.nxt) || i > 0 && h.seq.before(r.held[i-1].end()) || h.end() == h.seq {
			t.Fatalf("piece %d of %d begins at %d, RCV.NXT is %d", i, len(r.held), h.seq, r.nxt)
		}
	}
	if c.snd.buf.len() > max(c.snd.limit, maxSendBuffer) {
		t.Fatalf("%d bytes wait to be sent", c.snd.buf.len())
	}
}

// FuzzHostile has a peer send anything at any time, while the program writes and reads. There is no panic, nothing
// grows without end, and each byte that is read is the one that belongs at its place.
func FuzzHostile(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte("\x00\x10\x00\x00\x00\x00\x00\x05\x10\x11\x00\x00\x00\x00\x00\x05\x00\x14\x00\x00\x00\x10\x00\x05"))
	f.Add([]byte("\x03\x00\x40\x00\x00\x00\x00\x05\x21\x10\x00\x00\x00\x10\x00\x05\x42\x10\x00\x00\x00\x20\x00\x95"))
	f.Fuzz(func(t *testing.T, script []byte) {
		peer := peerOptions
		if len(script) > 0 {
			peer.SACKPermitted, peer.Stamped, peer.Scaled = script[0]&1 == 0, script[0]&2 == 0, script[0]&4 == 0
		}
		s := newSolo(t, Config{}, peer)
		read := 0
		buffer := make([]byte, 70_000)
		for len(script) >= 8 && s.State() != Closed {
			step := script[:8]
			script = script[8:]
			s.hostile(step)
			if len(s.out) > 5000 {
				t.Fatalf("%d segments in answer to one event", len(s.out))
			}
			s.out = nil
			if step[7]&1 != 0 {
				n := s.Read(s.at, buffer[:int(step[6])<<8])
				for i, b := range buffer[:n] {
					if want := at(read + i); b != want {
						t.Fatalf("byte %d is %d, not %d", read+i, b, want)
					}
				}
				read += n
			}
			consistent(t, s.Conn)
		}
	})
}

// at is the byte of text at a place.
func at(i int) byte { return byte(i ^ i>>8 ^ i>>16) }

// hostile does what 8 bytes say: mostly, a segment comes.
func (s *solo) hostile(step []byte) {
	a, b := int(int16(binary.BigEndian.Uint16(step[2:]))), int(int16(binary.BigEndian.Uint16(step[4:])))
	switch step[0] >> 5 {
	case 0:
		s.Write(s.at, text(a&0x7fff))
	case 1:
		s.wait(time.Duration(step[6]) * time.Duration(step[7]) * 16 * ms)
	case 2:
		if step[0] == 0x5f {
			s.CloseWrite(s.at)
		}
	default:
		off := s.rcv.nxt.minus(theirISS+1) + a
		seg := Segment{Flags: Flags(step[1]), Seq: theirISS + 1 + Seq(off), Ack: s.snd.una + Seq(b), Window: uint16(step[6])}
		if step[0]&16 != 0 {
			seg.Flags = ACK
		}
		for i := range int(step[7]>>1) * 11 {
			seg.Data = append(seg.Data, at(off+i))
		}
		seg.Blocks = int(step[0] & 3)
		for i := range seg.Blocks {
			left := s.snd.una + Seq(int(step[6-i])*full/2)
			seg.SACK[i] = Block{left, left + Seq(int(step[i+1])*full/3)}
		}
		s.send(seg)
	}
}

// FuzzParse: anything may come from a network. What is a segment is the same when it is written again.
func FuzzParse(f *testing.F) {
	f.Add(Append(nil, addrs[0], addrs[1], 1, &Segment{Flags: SYN, Options: peerOptions}))
	f.Add(Append(nil, addrs[0], addrs[1], 1, &Segment{Flags: ACK, Options: Options{Blocks: 3, Stamped: true}, Data: []byte("data")}))
	f.Fuzz(func(t *testing.T, b []byte) {
		var s, again Segment
		from, to, err := Parse(b, &s)
		if err != nil {
			return
		}
		if s.Blocks > 3 && s.Stamped || s.Flags&SYN != 0 && s.Blocks > 1 {
			return // more than one of ours has
		}
		if _, _, err := Parse(Append(nil, from, to, 0, &s), &again); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(s.Data, again.Data) || s.Options != again.Options || s.Seq != again.Seq || s.Flags != again.Flags {
			t.Errorf("%+v became %+v", s, again)
		}
	})
}

// FuzzLink: whatever a link does to packets, what was written arrives, in order and once, or the connection is given
// up.
func FuzzLink(f *testing.F) {
	f.Add(uint64(1), byte(10), byte(10), byte(10), byte(20), byte(0), uint16(0))
	f.Add(uint64(2), byte(60), byte(0), byte(90), byte(1), byte(1), uint16(50))
	f.Add(uint64(3), byte(255), byte(35), byte(6), byte(71), byte(124), uint16(120)) // a third is lost: with back-off that takes more than an hour
	f.Fuzz(func(t *testing.T, seed uint64, loss, reorder, double, delay, options byte, kilobits uint16) {
		l := link.Config{
			Delay: time.Duration(delay) * ms, Jitter: time.Duration(delay) * ms / 4, Loss: float64(loss) / 800,
			Reorder: float64(reorder) / 300, ReorderBy: 20 * ms, Duplicate: float64(double) / 300,
			Bandwidth: int64(kilobits) * 10_000,
		}
		if l.Validate() != nil {
			return
		}
		config := Config{NoSACK: options&1 != 0, NoTimestamps: options&2 != 0, NoWindowScale: options&4 != 0}
		p := newPair(t, l, seed, config)
		want := [2][]byte{text(50_000), text(70_000)}
		for i := range p.left {
			p.left[i], p.shut[i] = want[1-i], true
		}
		for p.now < 24*time.Hour && !(p.finished(0) && p.finished(1)) {
			p.run(5 * time.Second)
			for _, c := range p.ends {
				if c != nil {
					consistent(t, c)
				}
			}
		}
		for i := range p.got {
			given := p.ends[i] == nil || p.ends[i].Err() != nil || p.ends[1-i] == nil || p.ends[1-i].Err() != nil
			if got := p.got[i].Bytes(); !bytes.Equal(got, want[i]) && !(given && bytes.HasPrefix(want[i], got)) {
				t.Errorf("end %d has %d bytes of %d", i, len(got), len(want[i]))
			}
		}
	})
}
