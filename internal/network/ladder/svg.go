package ladder

import (
	"cmp"
	"encoding/xml"
	"fmt"
	"math"
	"strings"
	"time"

	"wirelab/internal/network/packet"
	"wirelab/internal/term/visible"
)

// The measures of the drawing, in pixels: narrow, so that it can be read on a telephone. It is as high as it
// needs to be.
const (
	svgWidth  = 680
	edge      = 8.0
	gutter    = 26.0 // between a host's line and its notes
	leftLine  = edge + noteWidth + gutter
	rightLine = svgWidth - leftLine
	lostShare = 0.66 // of the way, that a packet goes which does not arrive
	headSize  = 20
	hostSize  = 17
	noteSize  = 14
	boldSize  = 1.12 * noteSize // is as wide in bold letters
	maxHost   = noteWidth       // a host's name
)

// SVG draws records as an image that stands alone: no scripts, nothing from elsewhere. Time runs down at one
// scale, so that equal delays have equal slopes; long pauses are cut out, and say how long they were. What
// leaves and what arrives is noted beside the hosts' lines, where no arrow goes. The same in words is in the
// image's description.
func SVG(records []packet.Record, o Options) string {
	client, server := o.names()
	title := visible.Text(cmp.Or(o.Title, "Packets between "+client+" and "+server))
	all := rungs(records, o.Protocol)
	notes := notesOf(all)
	var b strings.Builder
	y := heading(&b, title)
	hosts := y + 30
	a, bottom := axisOf(records, notes, hosts+26)
	drawHosts(&b, a, client, server, hosts, bottom)
	about := make([][]note, len(all))
	for _, n := range notes {
		about[n.rung] = append(about[n.rung], n)
	}
	usual := usualDelay(records)
	for i, g := range all {
		fmt.Fprintf(&b, "<g><title>%s</title>\n", escaped(sentence(g, client, server)))
		drawArrow(&b, a, g, arrives(g.Record, usual))
		for _, n := range about[i] {
			drawNote(&b, n, a.y(n.at))
		}
		b.WriteString("</g>\n")
	}
	height := footing(&b, bottom+30, a, all)
	return opening(title, inWords(all, client, server), o.Transport, height) + b.String() + "</svg>\n"
}

// opening begins the image.
func opening(title, description, transport string, height float64) string {
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" class="ladder %s" role="img" viewBox="0 0 %d %.0f" width="%d" height="%.0f">
<title>%s</title>
<desc>%s</desc>
<style>%s</style>
<rect class="paper" width="%d" height="%.0f"/>
`, kind(transport), svgWidth, height, svgWidth, height, escaped(title), escaped(description), style(transport), svgWidth, height)
}

// heading writes the title: up to its first colon large, and small what comes after.
func heading(b *strings.Builder, title string) (bottom float64) {
	first, rest, _ := strings.Cut(title, ": ")
	y := 14.0
	for _, line := range wrap([]string{first}, "", svgWidth-2*edge, 1.12*headSize) {
		y += 24
		writeLine(b, "head", edge, y, line)
	}
	for _, line := range wrap([]string{rest}, "", svgWidth-2*edge, noteSize) {
		y += lineHeight + 2
		writeLine(b, "small", edge, y, line)
	}
	return y
}

// footing says how the drawing is to be read.
func footing(b *strings.Builder, y float64, a axis, all []rung) (bottom float64) {
	says := []string{"Times are in milliseconds."}
	if tick := a.tick(); tick > 0 {
		says = append(says, fmt.Sprintf("Time runs down, with a tick every %s: equal delays are equally steep.", inUnits(tick)))
	}
	if len(a.spans) > 1 {
		says = append(says, "At a break in the lines, a time without packets is cut out.")
	}
	for _, g := range all {
		if !g.Arrived() {
			says = append(says, "A cross: the packet did not arrive.")
			break
		}
	}
	for _, line := range wrap(says, " ", svgWidth-2*edge, noteSize) {
		writeLine(b, "small", edge, y, line)
		y += lineHeight
	}
	return y
}

// drawHosts draws the hosts' lines, along which time runs, with their ticks and breaks.
func drawHosts(b *strings.Builder, a axis, client, server string, top, bottom float64) {
	writeLine(b, "host end", leftLine+edge, top, shorten(client, maxHost, hostSize))
	writeLine(b, "host", rightLine-edge, top, shorten(server, maxHost, hostSize))
	for _, x := range []float64{leftLine, rightLine} {
		path := fmt.Sprintf("M%.0f %.1fV", x, top+10)
		for i, s := range a.spans[:max(len(a.spans)-1, 0)] {
			middle := (s.bottom + a.spans[i+1].top) / 2
			path += fmt.Sprintf("%.1fl-6 3l12 6l-12 6l6 3V", middle-9)
		}
		fmt.Fprintf(b, `<path class="line" d="%s%.1f"/>`+"\n", path, bottom+10)
	}
	for i, s := range a.spans {
		if i > 0 {
			before := a.spans[i-1]
			writeLine(b, "cut", svgWidth/2, (before.bottom+s.top)/2+5, inUnits(s.from-before.to)+" cut out")
		}
	}
	drawTicks(b, a)
}

// drawTicks marks round times on both lines.
func drawTicks(b *strings.Builder, a axis) {
	tick := a.tick()
	if tick == 0 {
		return
	}
	path := ""
	for _, s := range a.spans {
		for t := (s.from + tick - 1) / tick * tick; t <= s.to; t += tick {
			path += fmt.Sprintf("M%.0f %.1fh5M%.0f %.1fh-5", leftLine, a.y(t), rightLine, a.y(t))
		}
	}
	if path != "" {
		fmt.Fprintf(b, `<path class="tick" d="%s"/>`+"\n", path)
	}
}

// drawArrow draws one packet, which is at the other end at a time.
func drawArrow(b *strings.Builder, a axis, g rung, end time.Duration) {
	x0, x1 := leftLine, rightLine
	if !g.Up {
		x0, x1 = x1, x0
	}
	y0, y1 := a.y(g.Time), a.y(end)
	if !g.Arrived() {
		x1, y1 = x0+(x1-x0)*lostShare, y0+(y1-y0)*lostShare
	}
	class := "arrow"
	for _, c := range []struct {
		is   bool
		name string
	}{{g.idle, " idle"}, {g.again, " again"}, {g.Copy, " copy"}} {
		if c.is {
			class += c.name
		}
	}
	angle := math.Atan2(y1-y0, x1-x0)
	turn := fmt.Sprintf(`transform="translate(%.2f %.2f) rotate(%.2f)"`, x1, y1, angle*180/math.Pi)
	if !g.Arrived() {
		fmt.Fprintf(b, `<line class="%s" x1="%.0f" y1="%.2f" x2="%.2f" y2="%.2f"/>`, class, x0, y0, x1, y1)
		fmt.Fprintf(b, `<path class="cross" %s d="M-9 -9L9 9M-9 9L9 -9"/>`+"\n", turn)
		return
	}
	const tip = 11 // the line ends within the head
	fmt.Fprintf(b, `<line class="%s" x1="%.0f" y1="%.2f" x2="%.2f" y2="%.2f"/>`,
		class, x0, y0, x1-tip*math.Cos(angle), y1-tip*math.Sin(angle))
	fmt.Fprintf(b, `<path class="tip" %s d="M0 0L-14 6V-6Z"/>`+"\n", turn)
}

// drawNote writes a note, and leads to it from where its time is.
func drawNote(b *strings.Builder, n note, at float64) {
	x, away, end := rightLine, 1.0, ""
	if n.left {
		x, away, end = leftLine, -1, " end"
	}
	fmt.Fprintf(b, `<path class="lead" d="M%.0f %.1fh%.0fL%.0f %.1fh%.0f"/>`+"\n", x, at, away*4, x+away*(gutter-6), n.y, away*3)
	x += away * gutter
	for i, line := range n.lines {
		y := n.y + 5 + lineHeight*float64(i)
		if i > 0 {
			writeLine(b, line.class+end, x, y, line.text)
			continue
		}
		when, what := clock(n.at), escaped(line.text)
		if n.left { // the time is next to the line
			fmt.Fprintf(b, `<text class="%s end" x="%.0f" y="%.1f">%s  <tspan class="time">%s</tspan></text>`+"\n", line.class, x, y, what, when)
		} else {
			fmt.Fprintf(b, `<text class="%s" x="%.0f" y="%.1f"><tspan class="time">%s</tspan>  %s</text>`+"\n", line.class, x, y, when, what)
		}
	}
}

// writeLine writes one line of text.
func writeLine(b *strings.Builder, class string, x, y float64, words string) {
	fmt.Fprintf(b, `<text class="%s" x="%.0f" y="%.1f">%s</text>`+"\n", class, x, y, escaped(words))
}

// escaped makes text safe within XML.
func escaped(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a Builder takes everything
	return b.String()
}
