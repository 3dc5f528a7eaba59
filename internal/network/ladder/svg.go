package ladder

import (
	"cmp"
	"encoding/xml"
	"fmt"
	"math"
	"strings"

	"wirelab/internal/network/packet"
	"wirelab/internal/term/visible"
)

// The measures of the drawing, in pixels. It is as high as it needs to be.
const (
	svgWidth   = 1320
	leftLine   = 360.0 // where the client's line is
	rightLine  = 960.0 // and the server's
	headRoom   = 150.0 // above the first packet
	footRoom   = 66.0
	titleApart = 34.0 // the lines of the title
	lostShare  = 0.66 // of the way, that a packet goes which does not arrive
)

// svgStyle is all of the look. What a colour says is also said by a shape or a word. Within a page of
// HTML it stays out of the rest of the page.
const svgStyle = `.ladder text{font:17px system-ui,"Segoe UI","DejaVu Sans",sans-serif;fill:#16202c}
.ladder .title{font-size:26px;font-weight:600}
.ladder .host{font-size:21px;font-weight:600;text-anchor:middle}
.ladder .time{font-weight:600;font-variant-numeric:tabular-nums}
.ladder .small{font-size:15px;fill:#4a5665;font-variant-numeric:tabular-nums}
.ladder .label{paint-order:stroke;stroke:#fff;stroke-width:5px;stroke-linejoin:round}
.ladder .end{text-anchor:end}
.ladder .flag{font-weight:600}
.ladder .mark{font-size:16px;font-weight:600;fill:#a3240f}
.ladder .line{stroke:#16202c;stroke-width:3}
.ladder .arrow{fill:none;stroke-width:2.5}
.ladder .up{stroke:#0b5cad}
.ladder .down{stroke:#7a4a00}
.ladder .gone{stroke:#a3240f}
.ladder .idle{stroke-width:1.6}
.ladder .again{stroke-width:4.5}
.ladder .copy{stroke-dasharray:2 6;stroke-linecap:round}
.ladder .tip{stroke:none}
.ladder .tip.up{fill:#0b5cad}
.ladder .tip.down{fill:#7a4a00}
.ladder .cut{stroke:#fff;stroke-width:8}`

// SVG draws records as Text does, as an SVG image that stands alone: no scripts, nothing from
// elsewhere. Arrows slope as packets take time; pauses are cut short. The same in words is in the
// image's description.
func SVG(records []packet.Record, o Options) string {
	client, server := o.names()
	title := visible.Text(cmp.Or(o.Title, "Packets between "+client+" and "+server))
	all := rungs(records, o.Protocol)
	heading := fill(strings.Fields(title), 1, 80)
	top := headRoom + titleApart*float64(len(heading)-1)
	p := plotOf(records, top, func(i int) int { return len(all[i].marks) })
	height := p.bottom + footRoom

	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" class="ladder" role="img" viewBox="0 0 %d %.0f" width="%d" height="%.0f">`+"\n",
		svgWidth, height, svgWidth, height)
	fmt.Fprintf(&b, "<title>%s</title>\n<desc>%s</desc>\n<style>%s</style>\n",
		escaped(title), escaped(inWords(all, client, server)), svgStyle)
	fmt.Fprintf(&b, `<rect width="%d" height="%.0f" fill="#fff"/>`+"\n", svgWidth, height)
	for i, line := range heading {
		fmt.Fprintf(&b, `<text class="title" x="40" y="%.0f">%s</text>`+"\n", 50+titleApart*float64(i), escaped(line))
	}
	host(&b, leftLine, top, client, p)
	host(&b, rightLine, top, server, p)
	for i, g := range all {
		drawArrow(&b, g, p.from[i], p.to[i])
	}
	for i, g := range all { // on top of all arrows
		drawWords(&b, g, p.from[i], p.to[i], sentence(g, client, server))
	}
	foot := "Times in milliseconds."
	if len(p.cuts) > 0 {
		foot += " Where the two lines are broken, a pause is cut short."
	}
	fmt.Fprintf(&b, `<text class="small" x="40" y="%.0f">%s</text>`+"\n</svg>\n", height-22, foot)
	return b.String()
}

// host draws a host's line, along which its time runs.
func host(b *strings.Builder, x, top float64, name string, p plot) {
	fmt.Fprintf(b, `<text class="host" x="%.0f" y="%.0f">%s</text>`, x, top-42, escaped(visible.Cut(name, 30)))
	fmt.Fprintf(b, `<line class="line" x1="%.0f" y1="%.0f" x2="%.0f" y2="%.0f"/>`+"\n", x, top-26, x, p.bottom+14)
	for _, y := range p.cuts {
		fmt.Fprintf(b, `<line class="cut" x1="%.0f" y1="%.1f" x2="%.0f" y2="%.1f"/>`+"\n", x-9, y+4, x+9, y-4)
	}
}

// course is where a packet goes, and at which angle.
func course(g rung, y0, y1 float64) (x0, x1, angle float64) {
	x0, x1 = leftLine, rightLine
	if !g.Up {
		x0, x1 = x1, x0
	}
	return x0, x1, math.Atan2(y1-y0, x1-x0)
}

// drawArrow draws one packet.
func drawArrow(b *strings.Builder, g rung, y0, y1 float64) {
	x0, x1, angle := course(g, y0, y1)
	if !g.Arrived() {
		x1, y1 = x0+(x1-x0)*lostShare, y0+(y1-y0)*lostShare
	}
	way := "down"
	if g.Up {
		way = "up"
	}
	class := "arrow " + way
	for _, c := range []struct {
		is   bool
		name string
	}{{g.idle, " idle"}, {g.again, " again"}, {g.Copy, " copy"}} {
		if c.is {
			class += c.name
		}
	}
	fmt.Fprintf(b, `<line class="%s" x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f"/>`+"\n",
		class, x0, y0, x1-11*math.Cos(angle), y1-11*math.Sin(angle))
	tip(b, g, x1, y1, angle, way)
}

// tip ends an arrow with a head, or with a cross.
func tip(b *strings.Builder, g rung, x, y, angle float64, way string) {
	turn := fmt.Sprintf(`transform="translate(%.1f %.1f) rotate(%.2f)"`, x, y, angle*180/math.Pi)
	if g.Arrived() {
		fmt.Fprintf(b, `<path class="tip %s" %s d="M0 0L-15 6.5V-6.5Z"/>`+"\n", way, turn)
		return
	}
	fmt.Fprintf(b, `<path class="arrow gone again" %s d="M-11 -10L9 10M-11 10L9 -10"/>`+"\n", turn)
}

// drawWords writes beside the sender's line when a packet left, its numbers and what befell it, and
// under its arrow what it carries.
func drawWords(b *strings.Builder, g rung, y0, y1 float64, said string) {
	x, _, angle := course(g, y0, y1)
	at := fmt.Sprintf(`<tspan class="time">%s</tspan>`, clock(g.Time))
	numbers := fmt.Sprintf(`<tspan class="small">%s</tspan>`, escaped(strings.ReplaceAll(g.numbers, "  ", " · ")))
	beside, class, indent := x+14, "", -18.0
	if g.Up {
		beside, class, indent = x-14, "end", 18
		at, numbers = numbers, at
	} else {
		angle -= math.Pi // from left to right all the same
	}
	fmt.Fprintf(b, `<g><text class="%s" x="%.0f" y="%.1f">%s  %s</text>`+"\n", class, beside, y0+6, at, numbers)
	for i, mark := range g.marks {
		fmt.Fprintf(b, `<text class="mark %s" x="%.0f" y="%.1f">%s</text>`+"\n",
			class, beside, y0+6+moreApart*float64(i+1), escaped(visible.Cut(mark, 36)))
	}
	class = "label"
	if !g.Up {
		class = "label end"
	}
	below := 20.0
	if y1-y0 > 2*usualFall { // a steep one: there is more room above
		below, indent = -8, 3*indent
	}
	fmt.Fprintf(b, `<text class="%s" transform="translate(%.1f %.1f) rotate(%.2f)" x="%.0f" y="%.0f">%s</text>`+"\n",
		class, x, y0, math.Remainder(angle, 2*math.Pi)*180/math.Pi, indent, below, label(g))
	fmt.Fprintf(b, "<title>%s</title></g>\n", escaped(said))
}

// label is what a packet carries, as long as fits under its arrow.
func label(g rung) string {
	const room = 60
	name := visible.Cut(g.label, room)
	text := fmt.Sprintf(`<tspan class="flag">%s</tspan>`, escaped(name))
	if n := room - visible.Width(name) - 2; len(g.meaning) > 0 && n > 4 {
		text += "  " + escaped(visible.Cut(strings.Join(g.meaning, ", "), n))
	}
	return text
}

// inWords is the ladder for those who do not see it.
func inWords(all []rung, client, server string) string {
	var b strings.Builder
	if len(all) == 1 {
		fmt.Fprintf(&b, "1 packet between %s and %s.\n", client, server)
	} else {
		fmt.Fprintf(&b, "%d packets between %s and %s, in the order in which they left.\n", len(all), client, server)
	}
	for _, g := range all {
		b.WriteString(sentence(g, client, server) + "\n")
	}
	return b.String()
}

// sentence is one packet in words.
func sentence(g rung, client, server string) string {
	from, to := client, server
	if !g.Up {
		from, to = to, from
	}
	words := append([]string{g.label}, strings.Split(g.numbers, "  ")...)
	words = append(append(words, g.meaning...), g.marks...)
	arrives := ""
	if g.Arrived() {
		arrives = " at " + clock(g.Arrives) + " ms"
	}
	return fmt.Sprintf("At %s ms, %s to %s%s: %s.", clock(g.Time), from, to, arrives, strings.Join(words, ", "))
}

// escaped makes text safe within XML.
func escaped(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a Builder takes everything
	return b.String()
}
