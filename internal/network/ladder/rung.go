package ladder

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"wirelab/internal/network/packet"
	"wirelab/internal/term/visible"
	"wirelab/internal/term/words"
)

// A rung is one packet of a ladder, in words. All of them are safe to print.
type rung struct {
	packet.Record
	label   string   // TCP's flags, or the protocol
	numbers string   // sequence and acknowledgment numbers, length
	meaning []string // what it carries
	marks   []string // what befell it
	wait    string   // what it waits for where it arrives, or whose wait it ends
	again   bool     // it was sent before
	idle    bool     // a pure acknowledgement
}

// says is what the packet carries, and what befell it.
func (g rung) says() []string {
	words := slices.Concat(g.meaning, g.marks)
	if g.wait != "" {
		words = append(words, g.wait)
	}
	return words
}

// rungs puts records into words, those of Says and Beside among them.
func (o Options) rungs(records []packet.Record) []rung {
	all := rungs(records, o.Protocol)
	for i := range all {
		if text := visible.Text(o.says(all[i])); text != "" {
			all[i].meaning = []string{text}
		}
		if i >= len(o.Beside) {
			continue
		}
		if text := visible.Text(o.Beside[i]); text != "" {
			all[i].meaning = append(slices.Clip(all[i].meaning), text)
		}
	}
	return all
}

// says is what Says tells of a datagram.
func (o Options) says(g rung) string {
	if o.Says == nil {
		return ""
	}
	p, err := packet.Decode(g.Data)
	if err != nil || p.UDP == nil {
		return ""
	}
	return o.Says(p.Payload)
}

// rungs puts records into words.
func rungs(records []packet.Record, protocol packet.Protocol) []rung {
	t := packet.Tracker{Protocol: protocol}
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
		s := t.See(r)
		g := rung{Record: r, again: s.Fed.Again()}
		g.describe(&t, s, said)
		seen[string(r.Data)] = g
		g.mark()
		all = append(all, g)
	}
	markWaits(all, protocol)
	return all
}

// markWaits notes what arrives behind bytes that are missing, so that the program over there does not get it, and what ends
// such a wait (head-of-line blocking).
func markWaits(all []rung, protocol packet.Protocol) {
	var arrived []*rung
	for i := range all {
		if all[i].Arrived() {
			arrived = append(arrived, &all[i])
		}
	}
	slices.SortStableFunc(arrived, func(a, b *rung) int { return cmp.Compare(a.Arrives, b.Arrives) })
	t := packet.Tracker{Protocol: protocol} // it stands where they arrive
	for _, g := range arrived {
		r := g.Record
		r.Time = r.Arrives
		s := t.See(r)
		waited := 0
		for _, c := range s.Fed.Delivered {
			if c.Arrived < r.Time {
				waited++
			}
		}
		switch fed := s.Fed; {
		case waited > 0:
			g.wait = "ends the wait of " + words.Count(waited, "segment")
		case fed.To > fed.From && len(fed.Delivered) == 0 && fed.Repeated+fed.Dropped < len(s.Payload):
			g.wait = fmt.Sprintf("waits for byte %d", fed.Next+1)
		}
	}
}

// A place is an offset in a stream.
type place struct {
	packet.FlowKey
	offset int64
}

// describe says what the packet is.
func (g *rung) describe(t *packet.Tracker, s packet.Sight, said map[place]string) {
	size := len(s.Payload)
	switch {
	case s.Err != nil:
		g.label, g.meaning = "?", []string{visible.Text(strings.TrimPrefix(s.Err.Error(), "packet: "))}
	case s.IPv4.FragmentOffset > 0:
		g.label, g.numbers = "IP", fmt.Sprintf("len %d", size)
		g.meaning = []string{fmt.Sprintf("fragment, from byte %d on", s.IPv4.FragmentOffset)}
	case s.TCP != nil:
		g.label = s.TCP.Flags.String()
		g.numbers = fmt.Sprintf("seq %d", s.Seq)
		if s.TCP.Flags.Has(packet.ACK) {
			g.numbers += fmt.Sprintf("  ack %d", s.Ack)
		}
		g.numbers += fmt.Sprintf("  len %d", size)
		g.idle = s.TCP.Flags == packet.ACK && size == 0
		g.meaning = append(meaning(s, said), s.SACKed...)
	case s.UDP != nil:
		g.label, g.numbers = "UDP", fmt.Sprintf("len %d", size)
		whole := int64(s.UDP.Length) - int64(s.UDP.HeaderLength())
		g.meaning = []string{fmt.Sprintf("datagram %d B%s", whole, packet.Quote(s.Payload, whole))}
		if s.IPv4.MoreFragments {
			g.meaning = append(g.meaning, "first fragment")
		}
	case s.ICMP != nil:
		g.label, g.numbers, g.meaning = "ICMP", fmt.Sprintf("len %d", size), []string{s.ICMP.String()}
	default:
		g.label, g.numbers = fmt.Sprintf("protocol %d", s.IPv4.Protocol), fmt.Sprintf("len %d", size)
	}
	if s.Connection > 0 && t.Connections > 1 {
		g.numbers = fmt.Sprintf("#%d  %s", s.Connection, g.numbers)
	}
}

// meaning says what a segment carries: what it said the first time, if it is sent again.
func meaning(s packet.Sight, said map[place]string) []string {
	var text string
	switch n := len(s.Units); {
	case n == 0 && s.Open != nil:
		text = "part of " + s.Open.String()
		if s.InHead {
			text = "part of a head"
		}
	case n == 1 && s.Units[0].Kind == packet.Raw && s.Units[0].Payload == int64(len(s.Payload)):
		text = quoted(s.Units[0])
	case n == 1:
		text = s.Units[0].String()
	case n > 1:
		text = fmt.Sprintf("%s and %d more", s.Units[0], n-1)
	}
	key := place{s.Key, s.Fed.From}
	if text == "" && s.Fed.Again() {
		text = said[key]
	}
	if text == "" {
		return nil
	}
	said[key] = text
	return []string{text}
}

// quoted is the text of a unit without its length, which stands beside it.
func quoted(u packet.Unit) string {
	if text := packet.Quote(u.Preview, u.Payload); text != "" {
		return text[1:]
	}
	return "bytes"
}

const sentAgain = "sent again"

// mark notes what befell the packet.
func (g *rung) mark() {
	if g.again && !g.Copy {
		g.marks = append(g.marks, sentAgain)
	}
	if what := g.Happened(); what != "" {
		g.marks = append(g.marks, what)
	}
}
