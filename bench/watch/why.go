package watch

import (
	"fmt"
	"strings"

	"wirelab/internal/network/link"
)

// why says why the lanes lose different messages, by the first packet that is lost on all of them.
func why(lanes []Lane) string {
	const rule = "The link draws the fate of the first, second, third packet in each direction from the seed, " +
		"whatever is in it, so it is the same on every lane."
	if len(lanes) < 2 {
		return ""
	}
	for _, up := range []bool{true, false} {
		for n := range sent(lanes[0], up) {
			if said := lostOnAll(lanes, up, n); said != "" {
				return rule + " " + said
			}
		}
	}
	return "No packet was lost on every lane."
}

// sent are the packets of a lane in one direction, without the link's copies.
func sent(l Lane, up bool) (all []Packet) {
	for _, p := range l.Packets {
		if p.Up == up && !p.Copy {
			all = append(all, p)
		}
	}
	return all
}

// lostOnAll says what the n-th packet in a direction, from 0, is on each lane, if the link has lost it on all of them by
// chance, and it carries messages; else nothing.
func lostOnAll(lanes []Lane, up bool, n int) string {
	var each []string
	carries := false
	for _, l := range lanes {
		all := sent(l, up)
		if n >= len(all) || all[n].fate != link.Lost && all[n].fate != link.LostInBurst {
			return ""
		}
		carries = carries || len(all[n].Carries) > 0
		each = append(each, fmt.Sprintf("over %s %s", l.Title, contents(all[n])))
	}
	if !carries {
		return ""
	}
	to := map[bool]string{true: "to the server", false: "to the client"}[up]
	return fmt.Sprintf("The %s packet %s is lost on all of them: %s. For opening a connection takes packets, and so do "+
		"acknowledgements and retransmissions.", ordinal(n+1), to, strings.Join(each, ", "))
}

// contents says in a few words what a packet is.
func contents(p Packet) string {
	switch p.What {
	case Data:
		text := "it is message"
		if len(p.Carries) > 1 {
			text = "it is messages"
		}
		text += " " + list(p.Carries)
		if p.Again {
			text += ", sent again"
		}
		return text
	case Ack:
		return "it is an acknowledgement"
	case Handshake:
		return "it is of the handshake"
	}
	return "it carries no message"
}

// list writes numbers as in a sentence.
func list(numbers []int) string {
	var b strings.Builder
	for i, n := range numbers {
		switch {
		case i > 0 && i == len(numbers)-1:
			b.WriteString(" and ")
		case i > 0:
			b.WriteString(", ")
		}
		fmt.Fprint(&b, n)
	}
	return b.String()
}

// ordinal writes 21 as 21st.
func ordinal(n int) string {
	switch {
	case n%100/10 == 1:
	case n%10 == 1:
		return fmt.Sprintf("%dst", n)
	case n%10 == 2:
		return fmt.Sprintf("%dnd", n)
	case n%10 == 3:
		return fmt.Sprintf("%drd", n)
	}
	return fmt.Sprintf("%dth", n)
}
