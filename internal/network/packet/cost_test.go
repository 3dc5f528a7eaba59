package packet

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"wirelab/internal/network/link"
)

// sums checks that each byte is counted in one place.
func sums(t *testing.T, c Cost) {
	t.Helper()
	if sum := c.Headers + c.Framing + c.Payload + c.AckBytes + c.RetransmittedBytes + c.Other; sum != c.Bytes {
		t.Errorf("%d bytes, but the parts are %d: %+v", c.Bytes, sum, c)
	}
}

func count(t *testing.T, protocol Protocol, records []Record) Cost {
	t.Helper()
	counter := Counter{Protocol: protocol}
	var total Cost
	for _, r := range records {
		c := counter.Add(r)
		sums(t, c)
		total.Add(c)
	}
	if total != counter.Total {
		t.Errorf("%+v, and in sum %+v", counter.Total, total)
	}
	return total
}

func TestCostWebSocket(t *testing.T) {
	got := count(t, WebSocket, wsTalk())
	want := Cost{
		Packets: 14, Bytes: 2*60 + 12*52 + len(request) + len(response) + 8 + 4 + 8 + 4,
		Headers: 2*60 + 8*52,
		Framing: len(request) + len(response) + 6 + 2 + 8 + 4,
		Payload: 4,
		Acks:    4, AckBytes: 4 * 52,
	}
	if got != want {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestCostLossy(t *testing.T) {
	got := count(t, LengthPrefix, lossyTalk())
	out := "x\x1b[2J\u202e"
	want := Cost{
		Packets: 13, Bytes: 2*60 + 11*52 + 12 + 3*7 + 14 + 4 + len(out),
		Headers: 2*60 + 6*52, // SYN, SYN; four with data, two with FIN
		Framing: 4 * 5,
		Payload: 4*3 + len(out),
		Acks:    4, AckBytes: 4*52 + 12, // one with SACK
		Retransmissions: 1, RetransmittedBytes: 52 + 7,
	}
	if got != want {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

// A segment that is sent again may take new bytes with it.
func TestCostPartlySentAgain(t *testing.T) {
	s := newScript(ms)
	at := s.open(0)
	first := s.up.seq
	s.tcp(at, true, ACK, prefixed("one"))
	s.segment(at, true, ACK, first, s.down.seq, prefixed("one")+prefixed("two"))
	s.segment(at, true, SYN, first-1, 0, "")
	got := count(t, LengthPrefix, s.records)
	if got.Retransmissions != 2 || got.RetransmittedBytes != 52+7+60 || got.Payload != 6 || got.Framing != 8 {
		t.Errorf("%+v", got)
	}
}

func TestCostUDP(t *testing.T) {
	s := newScript(ms)
	s.udp(0, true, "hi").lose(link.Lost)
	whole := s.udp(0, true, strings.Repeat("x", 2000)).Data
	s.records = s.records[:1]
	first, second := bytes.Clone(whole[:1500]), append(bytes.Clone(whole[:20]), whole[1500:]...)
	first[2], first[3], first[6], first[7] = 1500>>8, 1500&0xff, 0x20, 0
	second[2], second[3], second[6], second[7] = byte(len(second)>>8), byte(len(second)), 0, 185
	s.record(0, true, first)
	s.record(0, true, second)
	s.unreachable(0, false, whole[:28])
	s.record(0, false, []byte("nonsense"))
	got := count(t, Unframed, s.records)
	want := Cost{Packets: 5, Bytes: 30 + 2048 + 56 + 8, Headers: 28 + 28 + 20, Payload: 2002, Other: 56 + 8}
	if got != want {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

// A port that is used again is a new connection.
func TestCostNewConnection(t *testing.T) {
	s := newScript(ms)
	at := s.open(0)
	s.tcp(at, true, ACK, prefixed("a"))
	s.up.seq += 1_000_000
	s.down.seq += 2_000_000
	at = s.open(at + 10*ms)
	s.tcp(at, true, ACK, prefixed("b"))
	s.tcp(at, false, ACK, prefixed("c"))
	if got := count(t, LengthPrefix, s.records); got.Retransmissions != 0 || got.Payload != 3 || got.Framing != 12 {
		t.Errorf("%+v", got)
	}
}

func FuzzCounter(f *testing.F) {
	var whole []byte
	for _, r := range lossyTalk() {
		whole = append(whole, r.Data...)
	}
	f.Add(uint8(1), whole)
	whole = nil
	for _, r := range wsTalk() {
		whole = append(whole, r.Data...)
	}
	f.Add(uint8(3), whole)
	f.Fuzz(func(t *testing.T, protocol uint8, b []byte) {
		count(t, Protocol(protocol%4), recordsOf(b))
	})
}

// recordsOf cuts bytes into packets where their headers say, for fuzzing.
func recordsOf(b []byte) (records []Record) {
	for n := 0; len(b) > 0; n++ {
		size := len(b)
		if len(b) > 4 {
			size = min(size, max(1, int(b[2])<<8|int(b[3])))
		}
		records = append(records, Record{
			Time: time.Duration(n) * ms, Up: len(b) > 15 && b[15] == 2, Data: b[:size], Arrives: time.Duration(n+5) * ms,
		})
		b = b[size:]
	}
	return records
}
