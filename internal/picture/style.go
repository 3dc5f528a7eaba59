package picture

import (
	"regexp"
	"strings"

	"wirelab/internal/term/colour"
)

// shades are the colours that pictures have besides those that mean something: on light ground and on dark.
var shades = map[string][2]string{
	"paper": {"#ffffff", "#16181b"},
	"ink":   {"#16202c", "#f2f5f8"},
	"quiet": {"#4a5665", "#adb4bc"}, // what is less important, but still to be read
	"grid":  {"#d5dae0", "#3b4046"}, // not to be read
}

// rules are the style that all pictures share. $ink and its like stand for a colour: see expand. Within a page of
// HTML the style stays out of the rest of the page.
const rules = `svg.picture{max-width:100%;height:auto;background:$paper}
.picture .paper{fill:$paper}
.picture text{font:14px system-ui,"Segoe UI","DejaVu Sans",sans-serif;font-variant-numeric:tabular-nums;white-space:pre;fill:$ink}
.picture .head{font-size:20px;font-weight:600}
.picture .name{font-size:17px;font-weight:600}
.picture .strong{font-weight:600}
.picture .end{text-anchor:end}
.picture .mid{text-anchor:middle}
.picture .small{fill:$quiet}
.picture .label{fill:currentColor;font-weight:600}
.picture .on{fill:$paper}
.picture .axis{fill:none;stroke:$quiet;stroke-width:1.5}
.picture .grid{fill:none;stroke:$grid;stroke-width:1}
.picture .moment{fill:none;stroke:currentColor;stroke-width:1.6}
.picture .shade{fill:currentColor;fill-opacity:.1}
.picture .lead{fill:none;stroke:$quiet;stroke-width:1}
.picture .curve{fill:none;stroke:currentColor;stroke-width:2.2;stroke-linejoin:round}
.picture .dots{fill:none;stroke:currentColor;stroke-width:3;stroke-linecap:round}
.picture .large{stroke-width:5}
.picture .bar{fill:none;stroke:currentColor;stroke-width:1.6}
.picture .ticks{fill:none;stroke:currentColor;stroke-width:1.6}
.picture .solid{fill:currentColor}
.picture .tint{fill:currentColor;fill-opacity:.16}
.picture .udp .curve{stroke-dasharray:9 4}
.picture .ws .curve{stroke-dasharray:3 3}
.picture .socketio .curve{stroke-dasharray:10 3 2 3}
.picture .lost .curve{stroke-dasharray:none}
.picture .curve.second{stroke-dasharray:9 4}
.picture .curve.third{stroke-dasharray:3 3}
.picture .curve.fourth{stroke-dasharray:10 3 2 3}
.picture .curve.thin{stroke-width:1.4;stroke-dasharray:2 3}
.picture .plain{color:$ink}
.picture .quiet{color:$quiet}
`

// CSS is the style of all pictures: on light ground, on dark where the reader's screen is dark, and on paper.
func CSS() string {
	style := rules
	for _, c := range colour.All {
		style += ".picture ." + c.Name + "{color:$" + c.Name + "}\n"
	}
	return "svg.picture{" + Properties(false) + "}\n" +
		"@media screen and (prefers-color-scheme:dark){svg.picture{" + Properties(true) + "}}\n" + expand(style)
}

// Properties declares all colours of a picture as custom properties of CSS, for light ground or dark.
func Properties(dark bool) string {
	text, ground := colour.CSS(dark), 0
	if dark {
		ground = 1
	}
	for _, name := range []string{"paper", "ink", "quiet", "grid"} {
		text += "--" + name + ":" + shades[name][ground] + ";"
	}
	return text
}

var coloured = regexp.MustCompile(`([a-z-]+):\$([a-z]+)`)

// expand writes a declaration such as fill:$ink twice: once with the colour on light ground, for programs that do
// not know custom properties, and once with the property, which other programs take.
func expand(style string) string {
	return coloured.ReplaceAllStringFunc(style, func(text string) string {
		m := coloured.FindStringSubmatch(text)
		return m[1] + ":" + shade(m[2], 0) + ";" + m[1] + ":var(--" + m[2] + ")"
	})
}

// shade is a colour by its name: on light ground (0) or on dark (1).
func shade(name string, ground int) string {
	if pair, ok := shades[name]; ok {
		return pair[ground]
	}
	for _, c := range colour.All {
		if c.Name == name {
			return [2]string{c.Light, c.Dark}[ground]
		}
	}
	panic("picture: no colour is called " + strings.TrimSpace(name))
}

// ClassOf is the class of what belongs to a transport, by its name on the command line, or of what belongs to none.
func ClassOf(transport string) string {
	if colour.Of(transport) == (colour.Colour{}) {
		return "plain"
	}
	return transport
}
