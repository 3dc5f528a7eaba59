package ladder

import (
	"slices"
	"strings"
	"testing"

	"wirelab/internal/network/link"
	"wirelab/internal/network/packet"
	"wirelab/internal/network/packet/packettest"
	"wirelab/internal/term/visible"
)

// A message over several segments has the same size in all of them.
func TestRungsOfSegments(t *testing.T) {
	s := packettest.New(ms)
	at := s.Open(0)
	data := packettest.Prefixed(strings.Repeat("wirelab ", 250))
	s.TCP(at, true, packet.ACK, data[:2])
	s.TCP(at, true, packet.ACK, data[2:1448])
	s.TCP(at, true, packet.PSH|packet.ACK, data[1448:])
	var got []string
	for _, g := range rungs(s.Records[3:], packet.LengthPrefix) {
		got = append(got, g.meaning[0])
	}
	quoted := ` "wirelab wirelab wirelab…"`
	want := []string{"part of a head", "part of message 2000 B" + quoted, "message 2000 B" + quoted}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// A datagram has the size that it says, in its first fragment too.
func TestRungsOfFragments(t *testing.T) {
	s := packettest.New(ms)
	data := s.UDP(0, true, strings.Repeat("x", 2000)).Data[:1500]
	data[2], data[3], data[6] = 1500>>8, 1500&0xff, 0x20
	g := rungs([]packet.Record{{Up: true, Data: data}}, packet.Unframed)[0]
	if g.numbers != "len 1472" || !strings.HasPrefix(g.meaning[0], "datagram 2000 B") || g.meaning[1] != "first fragment" {
		t.Errorf("%+v", g)
	}
}

// Arrows are as wide as the lane, whatever stands on them.
func TestArrow(t *testing.T) {
	for _, label := range []string{"", "ACK", "FIN PSH ACK", "SYN ACK ECE CWR", "protocol 255"} {
		for _, up := range []bool{true, false} {
			lost := packet.Record{Up: up, Arrives: -1, Fate: link.Lost}
			for _, r := range []packet.Record{{Up: up}, lost, {Up: up, Copy: true}} {
				if text := arrow(rung{Record: r, label: label}); visible.Width(text) != laneWidth {
					t.Errorf("%q: %d columns", text, visible.Width(text))
				}
			}
		}
	}
}
