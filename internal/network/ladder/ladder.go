// Package ladder draws packets as a ladder: each an arrow between two hosts, along which time runs down.
package ladder

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"wirelab/internal/network/packet"
	"wirelab/internal/term/colour"
	"wirelab/internal/term/visible"
)

// Options say how a ladder is drawn.
type Options struct {
	Title     string
	Protocol  packet.Protocol // of the TCP connections
	Transport string          // its name on the command line, which has a colour; empty: none
	Client    string          // name on the left; empty: client
	Server    string          // name on the right; empty: server
	Beside    []string        // what else to say of each record; may be nil

	// Says is what a datagram says, by its bytes, in place of these; nil, or empty for one: its bytes are quoted.
	Says func(datagram []byte) string

	// Of the text alone:
	ByArrival bool       // rows in the order of arrival, not of departure
	Width     int        // columns; zero: 80; less than 60: 60
	ASCII     bool       // draw with ASCII alone
	Pen       colour.Pen // the zero Pen: no colours
}

func (o Options) names() (client, server string) {
	return visible.Text(cmp.Or(o.Client, "client")), visible.Text(cmp.Or(o.Server, "server"))
}

// The columns of a ladder: the client's clock, the lane between the two hosts, the server's clock, and
// then words.
const (
	usualWidth = 80
	minWidth   = 60
	laneWidth  = 21
	maxLabel   = 11 // of the lane: as long as FIN PSH ACK
	maxName    = 11
	lostAt     = 5 // columns before the end of the lane
)

// Text draws records as a packet ladder in text, a row for each in the order in which they entered the link,
// or arrived. Each packet is an arrow; at its ends stand the times, in milliseconds, at which it left one host and
// reached the other. One that does not arrive ends in a cross, the link's own copies are dotted.
// Sequence numbers are relative: the SYN has 0.
func Text(records []packet.Record, o Options) string {
	client, server := o.names()
	columns := max(cmp.Or(o.Width, usualWidth), minWidth)
	all := o.rungs(records)
	order := "Rows are in order of departure."
	if o.ByArrival {
		order = "Rows are in order of arrival; what was lost stands where it left."
		slices.SortStableFunc(all, func(a, b rung) int { return cmp.Compare(arrives(a.Record, 0), arrives(b.Record, 0)) })
	}
	clocks := clockWidth(all)
	var lines []string
	if o.Title != "" {
		lines = append(fill(strings.Fields(visible.Text(o.Title)), 1, columns), "")
	}
	lines = append(lines, fill(strings.Fields(order), 1, columns)...)
	client, server = visible.Cut(client, maxName), visible.Cut(server, maxName)
	lines = append(lines, fmt.Sprintf("%*s %s%s%s %*s", clocks, "ms", client,
		strings.Repeat(" ", laneWidth+2-visible.Width(client)-visible.Width(server)), server, clocks, "ms"))
	for _, g := range all {
		left, lane, right := clock(g.Time), o.paintArrow(arrow(g)), ""
		if g.Arrived() {
			right = clock(g.Arrives)
		}
		if !g.Up {
			left, right = right, left
		}
		words := append([]string{g.numbers}, g.says()...)
		for _, text := range fill(words, 2, columns-2*clocks-laneWidth-6) {
			line := fmt.Sprintf("%*s │%s│ %*s  %s", clocks, left, lane, clocks, right, o.paintMarks(text, g))
			lines = append(lines, strings.TrimRight(line, " "))
			left, lane, right = "", strings.Repeat(" ", laneWidth), ""
		}
	}
	text := strings.Join(lines, "\n") + "\n"
	if o.ASCII {
		return visible.ASCII(text)
	}
	return text
}

// paintArrow gives an arrow the colour of its transport, and its cross that of losses.
func (o Options) paintArrow(lane string) string {
	c := colour.Of(o.Transport)
	before, after, lost := strings.Cut(lane, "×")
	if !lost {
		return o.Pen.Paint(c, lane)
	}
	return o.Pen.Paint(c, before) + o.Pen.Paint(colour.Lost, "×") + o.Pen.Paint(c, after)
}

// paintMarks colours what befell a packet, where it stands whole in a line.
func (o Options) paintMarks(line string, g rung) string {
	for _, mark := range g.marks {
		c := colour.Lost
		if mark == sentAgain {
			c = colour.Again
		} else if g.Arrived() {
			continue
		}
		if i := strings.LastIndex(line, mark); i >= 0 {
			line = line[:i] + o.Pen.Paint(c, mark) + line[i+len(mark):]
		}
	}
	return line
}

// clockWidth is how many columns the longest time takes.
func clockWidth(all []rung) (columns int) {
	for _, g := range all {
		columns = max(columns, len(clock(g.Time)), len(clock(g.Arrives)))
	}
	return max(columns, len("100.000"))
}

// arrow draws a packet across the lane.
func arrow(g rung) string {
	shaft, reach, tip, gap := "─", laneWidth, "►", ""
	if g.Copy {
		shaft = "·"
	}
	if !g.Up {
		tip = "◄"
	}
	if !g.Arrived() {
		reach, tip, gap = laneWidth-lostAt, "×", strings.Repeat(" ", lostAt)
	}
	label := visible.Cut(g.label, maxLabel)
	start, line := shaft+shaft, strings.Repeat(shaft, reach-visible.Width(label)-5)
	if g.Up {
		return start + " " + label + " " + line + tip + gap
	}
	return gap + tip + line + " " + label + " " + start
}

// fill puts words into lines of at most n columns, blanks apart. A word that is longer is broken at a
// space, or cut.
func fill(words []string, blanks, n int) (lines []string) {
	for _, w := range words {
		for visible.Width(w) > n {
			space := strings.LastIndexByte(visible.Cut(w, n), ' ')
			if space <= 0 {
				w = visible.Cut(w, n)
				break
			}
			lines = append(lines, w[:space])
			w = w[space+1:]
		}
		last := len(lines) - 1
		if last >= 0 && visible.Width(lines[last])+blanks+visible.Width(w) <= n {
			lines[last] += strings.Repeat(" ", blanks) + w
			continue
		}
		lines = append(lines, w)
	}
	return lines
}
