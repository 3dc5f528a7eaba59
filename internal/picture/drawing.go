package picture

import (
	"fmt"
	"strings"
)

// A Drawing is an image that stands alone: no scripts, nothing from elsewhere. The zero Drawing is empty.
type Drawing struct {
	Title, Description string
	Class              string // of the whole, besides "picture"
	Width, Height      float64

	body strings.Builder
}

// Text writes one line of text. Its class says how large and in which colour it is, and, with "end" or "mid", that
// x is where it ends or its middle. y is its baseline.
func (d *Drawing) Text(class string, x, y float64, words string) {
	fmt.Fprintf(&d.body, `<text%s x="%.0f" y="%.1f">%s</text>`+"\n", classOf(class), x, y, Escape(words))
}

// Path draws a path, which is written as in SVG's attribute d.
func (d *Drawing) Path(class, path string) {
	if path != "" {
		fmt.Fprintf(&d.body, `<path%s d="%s"/>`+"\n", classOf(class), path)
	}
}

// Add adds an element as it is. What is not ours in it must be escaped.
func (d *Drawing) Add(format string, args ...any) { fmt.Fprintf(&d.body, format+"\n", args...) }

// Open begins a group of a class, which has a name if title is not empty.
func (d *Drawing) Open(class, title string) {
	d.body.WriteString("<g" + classOf(class) + ">")
	if title != "" {
		d.body.WriteString("<title>" + Escape(title) + "</title>")
	}
	d.body.WriteByte('\n')
}

// Close ends it.
func (d *Drawing) Close() { d.body.WriteString("</g>\n") }

func classOf(class string) string {
	if class == "" {
		return ""
	}
	return ` class="` + class + `"`
}

// Heading writes the title, large up to its first colon, and small what comes after. It returns where that ends.
func (d *Drawing) Heading() (bottom float64) {
	first, rest, _ := strings.Cut(d.Title, ": ")
	y, room := 14.0, d.Width-2*Edge
	for _, line := range Wrap([]string{first}, "", room, Bold*HeadSize) {
		y += 24
		d.Text("head", Edge, y, line)
	}
	for _, line := range Wrap([]string{rest}, "", room, TextSize) {
		y += LineHeight + 2
		d.Text("small", Edge, y, line)
	}
	return y
}

// Measures that pictures share, in pixels.
const (
	Edge       = 8.0  // that is left free around a picture
	LineHeight = 18.0 // of text
)

// SVG is the drawing with its style, to be a file of its own. More is the style of what only this kind of drawing
// has; it uses colours as CSS does.
func (d *Drawing) SVG(more string) string {
	return d.element("<style>" + CSS() + expand(more) + "</style>\n")
}

// Inline is the drawing as a part of a page, which has the style of [CSS].
func (d *Drawing) Inline() string { return d.element("") }

func (d *Drawing) element(style string) string {
	class := strings.TrimSpace("picture " + d.Class)
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" class="%s" role="img" viewBox="0 0 %.0f %.0f" width="%.0f" height="%.0f">
<title>%s</title>
<desc>%s</desc>
%s<rect class="paper" width="%.0f" height="%.0f"/>
%s</svg>
`, class, d.Width, d.Height, d.Width, d.Height, Escape(d.Title), Escape(d.Description), style, d.Width, d.Height, d.body.String())
}
