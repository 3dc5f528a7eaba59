package packet

import (
	"slices"
	"strings"
	"testing"

	"wirelab/internal/network/link"
)

// A message over several segments has the same size in all of them.
func TestRungsOfSegments(t *testing.T) {
	s := newScript(ms)
	at := s.open(0)
	data := prefixed(strings.Repeat("wirelab ", 250))
	s.tcp(at, true, ACK, data[:2])
	s.tcp(at, true, ACK, data[2:1448])
	s.tcp(at, true, PSH|ACK, data[1448:])
	var got []string
	for _, g := range rungs(s.records[3:], LengthPrefix) {
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
	s := newScript(ms)
	data := s.udp(0, true, strings.Repeat("x", 2000)).Data[:1500]
	data[2], data[3], data[6] = 1500>>8, 1500&0xff, 0x20
	g := rungs([]Record{{Up: true, Data: data}}, Unframed)[0]
	if g.numbers != "len 1472" || !strings.HasPrefix(g.meaning[0], "datagram 2000 B") || g.meaning[1] != "first fragment" {
		t.Errorf("%+v", g)
	}
}

// Arrows are as wide as the lane, whatever stands on them.
func TestArrow(t *testing.T) {
	for _, label := range []string{"", "ACK", "FIN PSH ACK", "SYN ACK ECE CWR", "protocol 255"} {
		for _, up := range []bool{true, false} {
			lost := Record{Up: up, Arrives: -1, Fate: link.Lost}
			for _, r := range []Record{{Up: up}, lost, {Up: up, Copy: true}} {
				if text := arrow(rung{Record: r, label: label}); width(text) != laneWidth {
					t.Errorf("%q: %d columns", text, width(text))
				}
			}
		}
	}
}
