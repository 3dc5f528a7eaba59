package packet

import (
	"bytes"
	"errors"
	"io"
	"net/netip"
	"testing"

	"gvisor.dev/gvisor/pkg/tcpip/header"
)

func TestDecodeTCP(t *testing.T) {
	s := newScript(ms)
	p, err := Decode(s.tcp(0, true, SYN, "").Data)
	if err != nil {
		t.Fatal(err)
	}
	o := p.TCP.Options
	if o.MaximumSegmentSize != 1460 || !o.SACKPermitted || *o.WindowScale != 7 || *o.Timestamps != (Timestamps{1, 0}) {
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

func TestDecodeSACK(t *testing.T) {
	options := make([]byte, 20)
	header.EncodeSACKBlocks([]header.SACKBlock{{Start: 10, End: 20}, {Start: 30, End: 40}}, options)
	o, err := decodeTCPOptions(options)
	if err != nil || len(o.SACK) != 2 || o.SACK[1] != (SACKBlock{30, 40}) {
		t.Errorf("%+v, %v", o, err)
	}
	unknown, err := decodeTCPOptions([]byte{254, 4, 1, 2, 1, optionMSS, 4, 5, 180})
	if err != nil || unknown.MaximumSegmentSize != 1460 {
		t.Errorf("after an unknown option: %+v, %v", unknown, err)
	}
}

func TestDecodeUDPAndICMP(t *testing.T) {
	s := newScript(ms)
	hi := s.udp(0, true, "hi").Data
	p, err := Decode(append(bytes.Clone(hi), 0, 0, 0)) // a link may pad
	if err != nil || string(p.Payload) != "hi" || p.UDP.Length != 10 || len(p.Data) != 30 {
		t.Errorf("%+v, %v", p, err)
	}
	p, err = Decode(s.unreachable(0, false, hi).Data)
	if err != nil || p.ICMP.String() != "port unreachable" || !bytes.Equal(p.Payload, hi) {
		t.Errorf("%+v, %v", p, err)
	}
}

// With options and in fragments.
func TestDecodeIPv4(t *testing.T) {
	hi := newScript(ms).udp(0, true, "hello").Data
	long := append(append(bytes.Clone(hi[:20]), 1, 1, 1, 0), hi[20:]...)
	long[0], long[3] = 0x46, byte(len(long))
	p, err := Decode(long)
	if err != nil || p.IPv4.HeaderLength() != 24 || len(p.IPv4.Options) != 4 || string(p.Payload) != "hello" {
		t.Errorf("options: %+v, %v", p, err)
	}
	second := bytes.Clone(hi)
	second[6], second[7] = 0, 185
	p, err = Decode(second)
	if err != nil || p.IPv4.FragmentOffset != 1480 || !p.IPv4.Fragment() || p.UDP != nil || len(p.Payload) != 13 {
		t.Errorf("second fragment: %+v, %v", p, err)
	}
	first := bytes.Clone(hi)
	first[6], first[25] = 0x20, 200 // more to come: the datagram is longer than this
	p, err = Decode(first)
	if err != nil || p.UDP.Length != 200 || string(p.Payload) != "hello" {
		t.Errorf("first fragment: %+v, %v", p, err)
	}
}

// A packet that is cut short anywhere is told as such.
func TestDecodeShort(t *testing.T) {
	for _, r := range append(wsTalk(), lossyTalk()...) {
		for n := range r.Data {
			if _, err := Decode(r.Data[:n]); !errors.Is(err, io.ErrUnexpectedEOF) {
				t.Fatalf("%d of %d bytes: %v", n, len(r.Data), err)
			}
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, r := range append(wsTalk(), lossyTalk()...) {
		f.Add(r.Data)
	}
	s := newScript(ms)
	f.Add(s.udp(0, true, "hi").Data)
	f.Add(s.unreachable(0, true, []byte("x")).Data)
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := Decode(b)
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
