package picture

import (
	"fmt"
	"math"
)

// A Part is a piece of a bar. Parts of the same name look the same in all bars of a picture.
type Part struct {
	Name  string
	Value float64
	Look  Look
}

// A Look is how a part is filled.
type Look int

// The looks. What is lost or repeated has a colour of its own, and a pattern besides.
const (
	Solid Look = iota
	Tint
	Upright // lines
	Slanted
	Again // slanted lines in the colour of what is sent again
)

// A Bar is stacked of parts, from left to right.
type Bar struct {
	Name      string
	Transport string
	Parts     []Part
	Besides   string // what is not in the bar
}

// Bars are bars below one another, with one axis.
type Bars struct {
	Title string
	Says  string
	Axis  Axis // with a Unit; bars begin at its 0
	Bars  []Bar
	Table Table
}

// Caption is the bars'.
func (b Bars) Caption() Caption { return Caption{b.Title, b.Says, b.Table} }

// The measures of bars, in pixels.
const (
	barHeight = 26.0
	hatch     = 5.0 // between the lines of a pattern
	swatch    = 12.0
)

// Draw draws the bars so many pixels wide, with their title if heading.
func (b Bars) Draw(width float64, heading bool) *Drawing {
	d := &Drawing{Title: b.Title, Description: described(b.Says, b.Table), Class: "bars", Width: width}
	y := 2.0
	if heading {
		y = d.Heading() + 12
	}
	var totals []float64
	for _, bar := range b.Bars {
		totals = append(totals, bar.total())
	}
	b.Axis = b.Axis.covering(append(totals, 0))
	p := plot{x: b.Axis, frame: box{left: Edge, right: width - 2*Edge, top: y, bottom: y}}
	for _, bar := range b.Bars {
		d.Open(ClassOf(bar.Transport), "")
		d.Text("label", Edge, y+TextSize, bar.Name)
		d.Text("strong end", p.frame.right, y+TextSize, bar.totalText(b.Axis))
		y += LineHeight + 4
		aside := bar.draw(d, p, y)
		y += barHeight + 4
		y = bar.aside(d, p, aside, y) + 12
		d.Close()
	}
	axis := fmt.Sprintf("M%.1f %.1fH%.1f", p.frame.left, y, p.frame.right)
	for _, t := range p.xTicks() {
		axis += fmt.Sprintf("M%.1f %.1fv%.0f", p.px(t.At), y, tickLength)
	}
	d.Path("axis", axis)
	d.Height = math.Ceil(y + p.xTexts(d, y) + 6)
	return d
}

func (b Bar) total() (sum float64) {
	for _, part := range b.Parts {
		sum += part.Value
	}
	return sum
}

func (b Bar) totalText(a Axis) string {
	_, unit := a.scale()
	return a.textOf(b.total()) + " " + unit
}

// textOf is a value in the axis's unit, to three digits.
func (a Axis) textOf(v float64) string {
	size, _ := a.scale()
	return threeDigits(v / size)
}

// draw draws a bar below y. It returns the parts that have no room for their names.
func (b Bar) draw(d *Drawing, p plot, y float64) (aside []Part) {
	from := 0.0
	for _, part := range b.Parts {
		if part.Value <= 0 {
			continue
		}
		in := box{p.px(from), y, p.px(from + part.Value), y + barHeight}
		from += part.Value
		text := part.Name + " " + p.x.textOf(part.Value)
		d.Open("", text)
		part.fill(d, in)
		d.Close()
		if part.Look > Tint || TextWidth(text, Bold*TextSize)+2*Edge > in.right-in.left {
			aside = append(aside, part)
			continue
		}
		class := "strong"
		if part.Look == Solid {
			class = "strong on"
		}
		d.Text(class, math.Ceil(in.left+Edge), y+barHeight/2+5, text)
	}
	return aside
}

// fill fills a box as the part looks.
func (p Part) fill(d *Drawing, in box) {
	outline := fmt.Sprintf("M%.1f %.1fH%.1fV%.1fH%.1fZ", in.left, in.top, in.right, in.bottom, in.left)
	switch p.Look {
	case Solid:
		d.Path("solid", outline)
	case Tint:
		d.Path("tint", outline)
		d.Path("bar", outline)
	case Upright:
		d.Path("bar", outline+hatched(in, 0))
	case Slanted:
		d.Path("bar", outline+hatched(in, 1))
	case Again:
		d.Open("again", "")
		d.Path("bar", outline+hatched(in, -1))
		d.Close()
	}
}

// hatched are parallel lines within a box, which go to the right by slope for each pixel up.
func hatched(in box, slope float64) (path string) {
	height := in.bottom - in.top
	for at := in.left - math.Max(slope, 0)*height; at < in.right+height; at += hatch {
		x1, y1, x2, y2 := at, in.bottom, at+slope*height, in.top
		if slope < 0 {
			x1, x2 = at, at-height
		}
		s, ok := stroke{x1, y1, x2, y2}.clipped(in)
		if ok {
			path += fmt.Sprintf("M%.1f %.1fL%.1f %.1f", s.x1, s.y1, s.x2, s.y2)
		}
	}
	return path
}

// clipped is what of a line is between the left and the right of a box.
func (s stroke) clipped(in box) (stroke, bool) {
	if s.x1 == s.x2 {
		return s, s.x1 > in.left && s.x1 < in.right
	}
	if s.x1 > s.x2 {
		s = stroke{s.x2, s.y2, s.x1, s.y1}
	}
	if s.x2 <= in.left || s.x1 >= in.right {
		return s, false
	}
	slope := (s.y2 - s.y1) / (s.x2 - s.x1)
	if s.x1 < in.left {
		s.y1, s.x1 = s.y1+slope*(in.left-s.x1), in.left
	}
	if s.x2 > in.right {
		s.y2, s.x2 = s.y2-slope*(s.x2-in.right), in.right
	}
	return s, true
}

// aside names parts below their bar, each behind a piece of it, and returns where that ends.
func (b Bar) aside(d *Drawing, p plot, parts []Part, y float64) (bottom float64) {
	x := p.frame.left
	for _, part := range parts {
		text := part.Name + " " + p.x.textOf(part.Value)
		width := swatch + 6 + TextWidth(text, TextSize)
		if x > p.frame.left && x+width > p.frame.right {
			x, y = p.frame.left, y+LineHeight+2
		}
		part.fill(d, box{x, y + 2, x + swatch, y + 2 + swatch})
		d.Text("", math.Ceil(x+swatch+6), y+13, Shorten(text, p.frame.right-x-swatch-6, TextSize))
		x += width + 18
	}
	if len(parts) > 0 {
		y += LineHeight
	}
	for _, line := range Wrap([]string{b.Besides}, "", p.frame.right-p.frame.left, TextSize) {
		d.Text("small", p.frame.left, y+13, line)
		y += LineHeight
	}
	return y
}
