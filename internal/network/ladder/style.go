package ladder

import (
	"strings"

	"wirelab/internal/term/colour"
)

// shape is the part of the look that is the same on every ground. What a colour says is also said by a shape
// or a word. Within a page of HTML the style stays out of the rest of the page.
const shape = `svg.ladder{max-width:100%;height:auto}
.ladder text{font:14px system-ui,"Segoe UI","DejaVu Sans",sans-serif;font-variant-numeric:tabular-nums;white-space:pre}
.ladder .head{font-size:20px;font-weight:600}
.ladder .host{font-size:17px;font-weight:600}
.ladder .flag,.ladder .time,.ladder .mark{font-weight:600}
.ladder .arrival .time{font-weight:400}
.ladder .end{text-anchor:end}
.ladder .cut{text-anchor:middle}
.ladder .line{fill:none;stroke-width:2.5;stroke-linejoin:round}
.ladder .tick{fill:none;stroke-width:1}
.ladder .lead{fill:none;stroke-width:1}
.ladder .arrow{stroke-width:2.5}
.ladder .idle{stroke-width:1.5}
.ladder .again{stroke-dasharray:10 4}
.ladder .copy{stroke-dasharray:2 6;stroke-linecap:round}
.ladder .cross{fill:none;stroke-width:4}
`

// style is the whole look: on light ground, on dark where the reader's screen is dark, and on paper. Colours
// are written out, since not every program that shows SVG knows custom properties.
func style(transport string) string {
	c := colour.Of(transport)
	light := look(kind(transport), "#fff", "#16202c", "#4a5665", c.Light, colour.Lost.Light, colour.Again.Light)
	dark := look(kind(transport), "#16181b", "#f2f5f8", "#adb4bc", c.Dark, colour.Lost.Dark, colour.Again.Dark)
	return shape + light + "@media screen and (prefers-color-scheme:dark){\n" + dark + "}\n"
}

// kind is the class of a transport's ladders, so that those of several can be on one page.
func kind(transport string) string {
	if colour.Of(transport) == (colour.Colour{}) {
		return "plain"
	}
	return transport
}

// look is the colours on one ground.
func look(kind, paper, ink, quiet, packet, lost, again string) string {
	if packet == "" {
		packet = ink
	}
	return strings.NewReplacer("KIND", kind, "PAPER", paper, "INK", ink, "QUIET", quiet, "PACKET", packet, "LOST", lost, "AGAIN", again).Replace(
		`svg.ladder{background:PAPER}
.ladder .paper{fill:PAPER}
.ladder text{fill:INK}
.ladder .small,.ladder .arrival,.ladder .cut{fill:QUIET}
.ladder .line{stroke:INK}
.ladder .tick,.ladder .lead{stroke:QUIET}
.ladder.KIND .arrow{stroke:PACKET}
.ladder.KIND .tip,.ladder.KIND .flag{fill:PACKET}
.ladder text.lost{fill:LOST}
.ladder .cross{stroke:LOST}
.ladder text.resent{fill:AGAIN}
`)
}
