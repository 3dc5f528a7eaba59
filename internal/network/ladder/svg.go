package ladder

import (
	"cmp"
	"fmt"
	"math"
	"time"

	"wirelab/internal/network/packet"
	"wirelab/internal/picture"
	"wirelab/internal/term/visible"
)

// The measures of the drawing, in pixels: narrow, so that it can be read on a telephone. It is as high as it
// needs to be.
const (
	svgWidth  = 680
	edge      = picture.Edge
	gutter    = 26.0 // between a host's line and its notes
	leftLine  = edge + noteWidth + gutter
	rightLine = svgWidth - leftLine
	lostShare = 0.66 // of the way, that a packet goes which does not arrive
	hostSize  = picture.NameSize
	noteSize  = picture.TextSize
	boldSize  = picture.Bold * noteSize
	maxHost   = noteWidth // a host's name
)

// SVG draws records as an image that stands alone: no scripts, nothing from elsewhere. Time runs down at one
// scale, so that equal delays have equal slopes; long pauses are cut out, and say how long they were. What
// leaves and what arrives is noted beside the hosts' lines, where no arrow goes. The same in words is in the
// image's description.
func SVG(records []packet.Record, o Options) string {
	client, server := o.names()
	all := o.rungs(records)
	d := &picture.Drawing{
		Title:       visible.Text(cmp.Or(o.Title, "Packets between "+client+" and "+server)),
		Description: inWords(all, client, server), Class: "ladder", Width: svgWidth,
	}
	notes := notesOf(all)
	hosts := d.Heading() + 30
	a, bottom := axisOf(records, notes, hosts+26)
	drawHosts(d, a, client, server, hosts, bottom)
	about := make([][]note, len(all))
	for _, n := range notes {
		about[n.rung] = append(about[n.rung], n)
	}
	usual := usualDelay(records)
	d.Open(picture.ClassOf(o.Transport), "")
	for i, g := range all {
		d.Open("", sentence(g, client, server))
		drawArrow(d, a, g, arrives(g.Record, usual))
		for _, n := range about[i] {
			drawNote(d, n, a.y(n.at))
		}
		d.Close()
	}
	d.Close()
	d.Height = footing(d, bottom+30, a, all)
	return d.SVG(style)
}

// footing says how the drawing is to be read.
func footing(d *picture.Drawing, y float64, a axis, all []rung) (bottom float64) {
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
	for _, line := range picture.Wrap(says, " ", svgWidth-2*edge, noteSize) {
		d.Text("small", edge, y, line)
		y += lineHeight
	}
	return y
}

// drawHosts draws the hosts' lines, along which time runs, with their ticks and breaks.
func drawHosts(d *picture.Drawing, a axis, client, server string, top, bottom float64) {
	d.Text("name end", leftLine+edge, top, picture.Shorten(client, maxHost, hostSize))
	d.Text("name", rightLine-edge, top, picture.Shorten(server, maxHost, hostSize))
	for _, x := range []float64{leftLine, rightLine} {
		path := fmt.Sprintf("M%.0f %.1fV", x, top+10)
		for i, s := range a.spans[:max(len(a.spans)-1, 0)] {
			middle := (s.bottom + a.spans[i+1].top) / 2
			path += fmt.Sprintf("%.1fl-6 3l12 6l-12 6l6 3V", middle-9)
		}
		d.Path("line", path+fmt.Sprintf("%.1f", bottom+10))
	}
	for i, s := range a.spans {
		if i > 0 {
			before := a.spans[i-1]
			d.Text("cut", svgWidth/2, (before.bottom+s.top)/2+5, inUnits(s.from-before.to)+" cut out")
		}
	}
	drawTicks(d, a)
}

// drawTicks marks round times on both lines.
func drawTicks(d *picture.Drawing, a axis) {
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
	d.Path("tick", path)
}

// drawArrow draws one packet, which is at the other end at a time.
func drawArrow(d *picture.Drawing, a axis, g rung, end time.Duration) {
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
	}{{g.idle, " idle"}, {g.again, " repeated"}, {g.Copy, " copy"}} {
		if c.is {
			class += c.name
		}
	}
	angle := math.Atan2(y1-y0, x1-x0)
	turn := fmt.Sprintf(`transform="translate(%.2f %.2f) rotate(%.2f)"`, x1, y1, angle*180/math.Pi)
	if !g.Arrived() {
		d.Add(`<line class="%s" x1="%.0f" y1="%.2f" x2="%.2f" y2="%.2f"/>`, class, x0, y0, x1, y1)
		d.Add(`<path class="cross" %s d="M-9 -9L9 9M-9 9L9 -9"/>`, turn)
		return
	}
	const tip = 11 // the line ends within the head
	d.Add(`<line class="%s" x1="%.0f" y1="%.2f" x2="%.2f" y2="%.2f"/>`,
		class, x0, y0, x1-tip*math.Cos(angle), y1-tip*math.Sin(angle))
	d.Add(`<path class="tip" %s d="M0 0L-14 6V-6Z"/>`, turn)
}

// drawNote writes a note, and leads to it from where its time is.
func drawNote(d *picture.Drawing, n note, at float64) {
	x, away, end := rightLine, 1.0, ""
	if n.left {
		x, away, end = leftLine, -1, " end"
	}
	d.Path("lead", fmt.Sprintf("M%.0f %.1fh%.0fL%.0f %.1fh%.0f", x, at, away*4, x+away*(gutter-6), n.y, away*3))
	x += away * gutter
	for i, line := range n.lines {
		y := n.y + 5 + lineHeight*float64(i)
		if i > 0 {
			d.Text(line.class+end, x, y, line.text)
			continue
		}
		when, what := clock(n.at), picture.Escape(line.text)
		if n.left { // the time is next to the line
			d.Add(`<text class="%s end" x="%.0f" y="%.1f">%s  <tspan class="time">%s</tspan></text>`, line.class, x, y, what, when)
		} else {
			d.Add(`<text class="%s" x="%.0f" y="%.1f"><tspan class="time">%s</tspan>  %s</text>`, line.class, x, y, when, what)
		}
	}
}
