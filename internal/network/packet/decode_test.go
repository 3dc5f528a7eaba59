package packet_test

import (
	"bytes"
	"errors"
	"io"
	"net/netip"
	"testing"

	"wirelab/internal/network/packet"
	"wirelab/internal/network/packet/packettest"
)

func TestDecodeTCP(t *testing.T) {
	s := packettest.New(ms)
	p, err := packet.Decode(s.TCP(0, true, packet.SYN, "").Data)
	if err != nil {
		t.Fatal(err)
	}
	o := p.TCP.Options
	if o.MaximumSegmentSize != 1460 || !o.SACKPermitted || *o.WindowScale != 7 || *o.Timestamps != (packet.Timestamps{TSval: 1}) {
		t.Errorf("options %+v", o)
	}
	if p.TCP.SequenceNumber != 4294967200 || p.TCP.SourcePort != 49152 || p.TCP.DestinationPort != 7101 ||
		p.TCP.Flags.String() != "SYN" || p.TCP.Window != 64240 || p.Headers() != 60 || len(p.Payload) != 0 {
		t.Errorf("%+v", p.TCP)
	}
	if p.IPv4.SourceAddress != netip.MustParseAddr("10.0.0.2") || !p.IPv4.DontFragment || p.IPv4.TimeToLive != 64 {
		t.Errorf("%+v", p.IPv4)
	}
}

func TestDecodeUDPAndICMP(t *testing.T) {
	s := packettest.New(ms)
	hi := s.UDP(0, true, "hi").Data
	p, err := packet.Decode(append(bytes.Clone(hi), 0, 0, 0)) // a link may pad
	if err != nil || string(p.Payload) != "hi" || p.UDP.Length != 10 || len(p.Data) != 30 {
		t.Errorf("%+v, %v", p, err)
	}
	p, err = packet.Decode(s.Unreachable(0, false, hi).Data)
	if err != nil || p.ICMP.String() != "port unreachable" || !bytes.Equal(p.Payload, hi) {
		t.Errorf("%+v, %v", p, err)
	}
}

// With options and in fragments.
func TestDecodeIPv4(t *testing.T) {
	hi := packettest.New(ms).UDP(0, true, "hello").Data
	long := append(append(bytes.Clone(hi[:20]), 1, 1, 1, 0), hi[20:]...)
	long[0], long[3] = 0x46, byte(len(long))
	p, err := packet.Decode(long)
	if err != nil || p.IPv4.HeaderLength() != 24 || len(p.IPv4.Options) != 4 || string(p.Payload) != "hello" {
		t.Errorf("options: %+v, %v", p, err)
	}
	second := bytes.Clone(hi)
	second[6], second[7] = 0, 185
	p, err = packet.Decode(second)
	if err != nil || p.IPv4.FragmentOffset != 1480 || !p.IPv4.Fragment() || p.UDP != nil || len(p.Payload) != 13 {
		t.Errorf("second fragment: %+v, %v", p, err)
	}
	first := bytes.Clone(hi)
	first[6], first[25] = 0x20, 200 // more to come: the datagram is longer than this
	p, err = packet.Decode(first)
	if err != nil || p.UDP.Length != 200 || string(p.Payload) != "hello" {
		t.Errorf("first fragment: %+v, %v", p, err)
	}
}

// A packet that is cut short anywhere is told as such.
func TestDecodeShort(t *testing.T) {
	for _, r := range append(packettest.WebSocketTalk(), packettest.LossyTalk()...) {
		for n := range r.Data {
			if _, err := packet.Decode(r.Data[:n]); !errors.Is(err, io.ErrUnexpectedEOF) {
				t.Fatalf("%d of %d bytes: %v", n, len(r.Data), err)
			}
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, r := range append(packettest.WebSocketTalk(), packettest.LossyTalk()...) {
		f.Add(r.Data)
	}
	s := packettest.New(ms)
	f.Add(s.UDP(0, true, "hi").Data)
	f.Add(s.Unreachable(0, true, []byte("x")).Data)
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := packet.Decode(b)
		if err != nil {
			return
		}
		if p.Headers()+len(p.Payload) > len(p.Data) || len(p.Data) > len(b) {
			t.Errorf("%d + %d of %d bytes", p.Headers(), len(p.Payload), len(p.Data))
		}
		if p.TCP != nil {
			_ = p.TCP.Flags.String()
		}
	})
}
