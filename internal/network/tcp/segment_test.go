package tcp

import (
	"bytes"
	"os"
	"regexp"
	"strings"
	"testing"

	"wirelab/internal/network/packet"
)

// TestWire: what is written is read again, and package packet reads the same.
func TestWire(t *testing.T) {
	for name, s := range map[string]Segment{
		"SYN":    {Flags: SYN, Seq: 1, Window: 64240, Options: Options{MSS: 1460, SACKPermitted: true, Stamped: true, TSVal: 7, Scaled: true, WindowScale: 10}},
		"plain":  {Flags: SYN | ACK, Seq: 1, Ack: 2, Options: Options{SACKPermitted: true}},
		"data":   {Flags: ACK | PSH, Seq: 4e9, Ack: 3e9, Window: 1, Options: Options{Stamped: true, TSVal: 1, TSEcr: 2}, Data: []byte("odd")},
		"blocks": {Flags: ACK, Options: Options{Stamped: true, Blocks: 3, SACK: [4]Block{{1, 2}, {5, 9}, {4e9, 1}}}},
		"four":   {Flags: FIN | ACK, Options: Options{Blocks: 4, SACK: [4]Block{{1, 2}, {5, 9}, {4e9, 1}, {20, 30}}}},
	} {
		b := Append(nil, addrs[0], addrs[1], 99, &s)
		var got Segment
		from, to, err := Parse(b, &got)
		if err != nil || from != addrs[0] || to != addrs[1] {
			t.Errorf("%s: from %v to %v, %v", name, from, to, err)
		}
		if !bytes.Equal(got.Data, s.Data) {
			t.Errorf("%s: data %q", name, got.Data)
		}
		got.Data, s.Data = nil, nil
		if name == "SYN" || name == "data" {
			s.Stamped = true
		}
		if got.Flags != s.Flags || got.Seq != s.Seq || got.Ack != s.Ack || got.Window != s.Window || got.Options != s.Options {
			t.Errorf("%s: %+v, want %+v", name, got, s)
		}
		p, err := packet.Decode(b)
		if err != nil || p.TCP == nil || Seq(p.TCP.SequenceNumber) != s.Seq || p.TCP.Flags != s.Flags || len(p.TCP.Options.SACK) != s.Blocks {
			t.Errorf("%s: package packet reads %+v, %v", name, p, err)
		}
	}
}

// TestWireDamaged: a packet in which a bit is wrong is dropped.
func TestWireDamaged(t *testing.T) {
	b := Append(nil, addrs[0], addrs[1], 0, &Segment{Flags: ACK, Options: Options{Stamped: true}, Data: []byte("hello")})
	var s Segment
	for i := range 8 * len(b) {
		b[i/8] ^= 1 << (i % 8)
		if _, _, err := Parse(b, &s); err == nil {
			t.Errorf("bit %d is wrong, and nobody sees it", i)
		}
		b[i/8] ^= 1 << (i % 8)
	}
	for n := range b {
		if _, _, err := Parse(b[:n], &s); err == nil {
			t.Errorf("%d bytes are a packet", n)
		}
	}
}

// TestMap: the names in the package's map from RFCs to lines are there.
func TestMap(t *testing.T) {
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	entry := regexp.MustCompile(`([a-z]+\.go) +((?:[A-Za-z.]+(?:, )?)+)`)
	entries := 0
	for line := range strings.Lines(string(doc)) {
		if !strings.HasPrefix(line, "//\t") {
			continue
		}
		for _, m := range entry.FindAllStringSubmatch(line, -1) {
			source, err := os.ReadFile(m[1])
			if err != nil {
				t.Errorf("%q: %v", strings.TrimSpace(line), err)
				continue
			}
			for name := range strings.SplitSeq(m[2], ", ") {
				entries++
				defined := regexp.MustCompile(`(?m)^(func (\([^)]*\) )?|type |\t)` + name + `\b`)
				if !defined.Match(source) {
					t.Errorf("%s has no %s", m[1], name)
				}
			}
		}
	}
	if entries < 50 {
		t.Errorf("%d entries", entries)
	}
}

// TestNumbersWrap: sequence numbers are compared on a circle (RFC 9293 section 3.4).
func TestNumbersWrap(t *testing.T) {
	if a, b := Seq(0xfffffff0), Seq(16); !a.before(b) || !b.after(a) || b.minus(a) != 32 || maxSeq(a, b) != b || minSeq(a, b) != a {
		t.Error("2^32-16 is not before 16")
	}
}
