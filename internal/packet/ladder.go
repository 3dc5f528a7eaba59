package packet

import (
	"cmp"
	"fmt"
	"strings"

	"wirelab/internal/visible"
)

// LadderOptions say how a ladder is drawn.
type LadderOptions struct {
	Title    string
	Protocol Protocol // of the TCP connections
	Width    int      // columns of the text; zero, or less than 80: 80
	ASCII    bool     // draw with ASCII alone
	Client   string   // name on the left; empty: client
	Server   string   // name on the right; empty: server
}

func (o LadderOptions) names() (client, server string) {
	return visible.Text(cmp.Or(o.Client, "client")), visible.Text(cmp.Or(o.Server, "server"))
}

// The columns of a ladder: the time, then the lane between the two hosts, then words.
const (
	timeWidth = 10
	laneWidth = 25
	wordsFrom = timeWidth + 1 + laneWidth + 2 + 2
	minWidth  = 80
)

// Ladder draws records, in the order in which they entered the link, as a packet ladder in text: time
// in milliseconds runs down, each packet is an arrow. One that does not arrive ends in a cross, the
// link's own copies are dotted. Sequence numbers are relative: the SYN has 0.
func Ladder(records []Record, o LadderOptions) string {
	client, server := o.names()
	columns := max(o.Width, minWidth)
	var lines []string
	if o.Title != "" {
		lines = append(lines, cut(visible.Text(o.Title), columns), "")
	}
	inner := max(1, laneWidth+2-width(cut(client, 12))-width(cut(server, 12)))
	lines = append(lines, fmt.Sprintf("%*s %s%s%s", timeWidth, "ms",
		cut(client, 12), strings.Repeat(" ", inner), cut(server, 12)))
	for _, g := range rungs(records, o.Protocol) {
		lane, at := arrow(g), clock(g.Time)
		words := append([]string{g.numbers}, append(g.meaning, g.marks...)...)
		for _, text := range fill(words, columns-wordsFrom) {
			lines = append(lines, strings.TrimRight(fmt.Sprintf("%*s │%s│  %s", timeWidth, at, lane, text), " "))
			lane, at = strings.Repeat(" ", laneWidth), ""
		}
	}
	text := strings.Join(lines, "\n") + "\n"
	if o.ASCII {
		return ascii(text)
	}
	return text
}

// arrow draws a packet across the lane.
func arrow(g rung) string {
	shaft := "─"
	if g.Copy {
		shaft = "·"
	}
	label := shaft + shaft + " " + cut(g.label, laneWidth-10) + " "
	reach := laneWidth
	tip := "►"
	if !g.Arrived() {
		reach = laneWidth - 6
		tip = "×"
	}
	line := strings.Repeat(shaft, reach-width(label)-1)
	rest := strings.Repeat(" ", laneWidth-reach)
	if g.Up {
		return label + line + tip + rest
	}
	if tip == "►" {
		tip = "◄"
	}
	return rest + tip + line + " " + cut(g.label, laneWidth-10) + " " + shaft + shaft
}

// fill puts words into lines of at most n columns. What is longer is broken at a space, or cut.
func fill(words []string, n int) []string {
	var lines []string
	for _, w := range words {
		for width(w) > n {
			space := strings.LastIndexByte(cut(w, n), ' ')
			if space <= 0 {
				w = cut(w, n)
				break
			}
			lines = append(lines, w[:space])
			w = w[space+1:]
		}
		last := len(lines) - 1
		if last >= 0 && width(lines[last])+2+width(w) <= n {
			lines[last] += "  " + w
			continue
		}
		lines = append(lines, w)
	}
	return lines
}
