package packet_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"wirelab/internal/network/link"
	"wirelab/internal/network/packet"
	"wirelab/internal/network/packet/packettest"
)

const ms = time.Millisecond

// sums checks that each byte is counted in one place.
func sums(t *testing.T, c packet.Cost) {
	t.Helper()
	if sum := c.Headers + c.Framing + c.Payload + c.AckBytes + c.RetransmittedBytes + c.Other; sum != c.Bytes {
		t.Errorf("%d bytes, but the parts are %d: %+v", c.Bytes, sum, c)
	}
}

func count(t *testing.T, protocol packet.Protocol, records []packet.Record) packet.Cost {
	t.Helper()
	counter := packet.Counter{Protocol: protocol}
	var total packet.Cost
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
	got := count(t, packet.WebSocket, packettest.WebSocketTalk())
	want := packet.Cost{
		Packets: 14, Bytes: 2*60 + 12*52 + len(packettest.Request) + len(packettest.Response) + 8 + 4 + 8 + 4,
		Headers: 2*60 + 8*52,
		Framing: len(packettest.Request) + len(packettest.Response) + 6 + 2 + 8 + 4,
		Payload: 4,
		Acks:    4, AckBytes: 4 * 52,
	}
	if got != want {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestCostLossy(t *testing.T) {
	got := count(t, packet.LengthPrefix, packettest.LossyTalk())
	out := "x\x1b[2J\u202e"
	want := packet.Cost{
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
	s := packettest.New(ms)
	at := s.Open(0)
	first := s.Up.Seq
	s.TCP(at, true, packet.ACK, packettest.Prefixed("one"))
	s.Segment(at, true, packet.ACK, first, s.Down.Seq, packettest.Prefixed("one")+packettest.Prefixed("two"))
	s.Segment(at, true, packet.SYN, first-1, 0, "")
	got := count(t, packet.LengthPrefix, s.Records)
	if got.Retransmissions != 2 || got.RetransmittedBytes != 52+7+60 || got.Payload != 6 || got.Framing != 8 {
		t.Errorf("%+v", got)
	}
}

func TestCostUDP(t *testing.T) {
	s := packettest.New(ms)
	packettest.Lose(s.UDP(0, true, "hi"), link.Lost)
	whole := s.UDP(0, true, strings.Repeat("x", 2000)).Data
	s.Records = s.Records[:1]
	first, second := bytes.Clone(whole[:1500]), append(bytes.Clone(whole[:20]), whole[1500:]...)
	first[2], first[3], first[6], first[7] = 1500>>8, 1500&0xff, 0x20, 0
	second[2], second[3], second[6], second[7] = byte(len(second)>>8), byte(len(second)), 0, 185
	s.Record(0, true, first)
	s.Record(0, true, second)
	s.Unreachable(0, false, whole[:28])
	s.Record(0, false, []byte("nonsense"))
	got := count(t, packet.Unframed, s.Records)
	want := packet.Cost{Packets: 5, Bytes: 30 + 2048 + 56 + 8, Headers: 28 + 28 + 20, Payload: 2002, Other: 56 + 8}
	if got != want {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

// A port that is used again is a new connection.
func TestCostNewConnection(t *testing.T) {
	s := packettest.New(ms)
	at := s.Open(0)
	s.TCP(at, true, packet.ACK, packettest.Prefixed("a"))
	s.Up.Seq += 1_000_000
	s.Down.Seq += 2_000_000
	at = s.Open(at + 10*ms)
	s.TCP(at, true, packet.ACK, packettest.Prefixed("b"))
	s.TCP(at, false, packet.ACK, packettest.Prefixed("c"))
	if got := count(t, packet.LengthPrefix, s.Records); got.Retransmissions != 0 || got.Payload != 3 || got.Framing != 12 {
		t.Errorf("%+v", got)
	}
}

func FuzzCounter(f *testing.F) {
	var whole []byte
	for _, r := range packettest.LossyTalk() {
		whole = append(whole, r.Data...)
	}
	f.Add(uint8(1), whole)
	whole = nil
	for _, r := range packettest.WebSocketTalk() {
		whole = append(whole, r.Data...)
	}
	f.Add(uint8(3), whole)
	f.Fuzz(func(t *testing.T, protocol uint8, b []byte) {
		count(t, packet.Protocol(protocol%4), packettest.Records(b))
	})
}
