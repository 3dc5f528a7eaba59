package packet

import (
	"fmt"
	"strings"
	"time"

	"wirelab/internal/term/visible"
)

// A rung is one packet of a ladder, in words. All of them are safe to print.
type rung struct {
	Record
	label   string   // TCP's flags, or the protocol
	numbers string   // sequence and acknowledgment numbers, length
	meaning []string // what it carries
	marks   []string // what befell it
	again   bool     // it was sent before
	idle    bool     // a pure acknowledgement
}

// rungs puts records into words.
func rungs(records []Record, protocol Protocol) []rung {
	t := tracker{protocol: protocol}
	seen := make(map[string]rung)  // by the packet, for copies
	said := make(map[place]string) // by where it began, for what is sent again
	all := make([]rung, 0, len(records))
	for _, r := range records {
		original, known := seen[string(r.Data)]
		if r.Copy && known {
			original.Record, original.marks = r, nil
			original.mark()
			all = append(all, original)
			continue
		}
		s := t.see(r)
		g := rung{Record: r, again: s.fed.Again()}
		g.describe(&t, s, said)
		seen[string(r.Data)] = g
		g.mark()
		all = append(all, g)
	}
	return all
}

// A place is an offset in a stream.
type place struct {
	flowKey
	offset int64
}

// describe says what the packet is.
func (g *rung) describe(t *tracker, s sight, said map[place]string) {
	size := len(s.Payload)
	switch {
	case s.err != nil:
		g.label, g.meaning = "?", []string{visible.Text(strings.TrimPrefix(s.err.Error(), "packet: "))}
	case s.IPv4.FragmentOffset > 0:
		g.label, g.numbers = "IP", fmt.Sprintf("len %d", size)
		g.meaning = []string{fmt.Sprintf("fragment, from byte %d on", s.IPv4.FragmentOffset)}
	case s.TCP != nil:
		g.label = s.TCP.Flags.String()
		g.numbers = fmt.Sprintf("seq %d", s.seq)
		if s.TCP.Flags.Has(ACK) {
			g.numbers += fmt.Sprintf("  ack %d", s.ack)
		}
		g.numbers += fmt.Sprintf("  len %d", size)
		g.idle = s.TCP.Flags == ACK && size == 0
		g.meaning = append(meaning(s, said), s.sacked...)
	case s.UDP != nil:
		g.label, g.numbers = "UDP", fmt.Sprintf("len %d", size)
		whole := int64(s.UDP.Length) - lenUDP
		g.meaning = []string{fmt.Sprintf("datagram %d B%s", whole, quote(s.Payload[:min(size, maxPreview)], whole))}
		if s.IPv4.MoreFragments {
			g.meaning = append(g.meaning, "first fragment")
		}
	case s.ICMP != nil:
		g.label, g.numbers, g.meaning = "ICMP", fmt.Sprintf("len %d", size), []string{s.ICMP.String()}
	default:
		g.label, g.numbers = fmt.Sprintf("protocol %d", s.IPv4.Protocol), fmt.Sprintf("len %d", size)
	}
	if f := t.flows[s.key]; f != nil && t.connections > 1 {
		g.numbers = fmt.Sprintf("#%d  %s", f.number, g.numbers)
	}
}

// meaning says what a segment carries: what it said the first time, if it is sent again.
func meaning(s sight, said map[place]string) []string {
	var text string
	switch n := len(s.units); {
	case n == 0 && s.open != nil:
		text = "part of " + s.open.String()
		if s.inHead {
			text = "part of a head"
		}
	case n == 1 && s.units[0].Kind == Raw && s.units[0].Payload == int64(len(s.Payload)):
		text = quoted(s.units[0])
	case n == 1:
		text = s.units[0].String()
	case n > 1:
		text = fmt.Sprintf("%s and %d more", s.units[0], n-1)
	}
	key := place{s.key, s.fed.From}
	if text == "" && s.fed.Again() {
		text = said[key]
	}
	if text == "" {
		return nil
	}
	said[key] = text
	return []string{text}
}

// quoted is the text of a unit without its length, which stands beside it.
func quoted(u Unit) string {
	if text := quote(u.Preview, u.Payload); text != "" {
		return text[1:]
	}
	return "bytes"
}

// mark notes what befell the packet.
func (g *rung) mark() {
	if g.again && !g.Copy {
		g.marks = append(g.marks, "sent again")
	}
	if what := g.happened(); what != "" {
		g.marks = append(g.marks, what)
	}
}

// clock writes a time in milliseconds.
func clock(t time.Duration) string {
	return fmt.Sprintf("%.3f", float64(t)/float64(time.Millisecond))
}
