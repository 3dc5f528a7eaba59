package picture

import (
	"fmt"
	"math"
	"slices"
	"strconv"
)

// A State is what a cell of a strip can be.
type State struct {
	Name string
	Look CellLook
}

// A CellLook is how cells of a state are drawn.
type CellLook int

// The looks of cells: what is well is quiet, and what is missing has the colour of what is lost.
const (
	Quiet CellLook = iota
	Half           // as high as half a strip
	Full
	Striped
	Cross // nothing, but a cross
	Gone  // a gap with a line through it
	Blank // an outline alone: nothing was to be there
)

// A Strip is a row of cells, which has a name.
type Strip struct {
	Name      string
	Transport string // whose it is, if it is another's than its group
	Cells     []int  // each an index of the picture's States
	Marks     []Mark // what happened meanwhile; the names of the first strip's stand above its group
}

// A Group is strips that belong together.
type Group struct {
	Name      string
	Transport string
	Strips    []Strip
}

// Strips are rows of cells along one axis: each cell is one thing, and has one of a few states.
type Strips struct {
	Title  string
	Says   string
	X      string   // what cells are along the axis, such as events
	First  int      // the number of the first cell
	Words  []string // what each cell is, in place of its number; First is 0 then
	States []State
	Groups []Group

	TextSays string // the same of the strips as text, where that differs; empty: Says

	Table Table
}

// Caption is the strips'.
func (s Strips) Caption() Caption { return Caption{s.Title, s.Says, s.Table} }

// The measures of strips, in pixels.
const (
	stripHeight = 14.0
	stripApart  = 5.0
)

// Draw draws the strips so many pixels wide, with their title if heading.
func (s Strips) Draw(width float64, heading bool) *Drawing {
	d := &Drawing{Title: s.Title, Description: described(s.Says, s.Table), Class: "strips", Width: width}
	y := 2.0
	if heading {
		y = d.Heading() + 12
	}
	left, cells := 0.0, 1
	for _, g := range s.Groups {
		for _, strip := range g.Strips {
			left = max(left, TextWidth(strip.Name, TextSize))
			cells = max(cells, len(strip.Cells))
		}
	}
	left += Edge + beforeAxis
	axis := Axis{Name: s.X, Words: s.Words, Min: float64(s.First) - 0.5, Max: float64(s.First+cells) - 0.5}
	p := plot{x: axis, frame: box{left: left, right: width - 2*Edge}}
	y = s.key(d, p, y)
	for _, g := range s.Groups {
		d.Open(ClassOf(g.Transport), "")
		y += g.head(d, p, y)
		for _, strip := range g.Strips {
			if strip.Transport != "" {
				d.Open(ClassOf(strip.Transport), "")
			}
			s.strip(d, p, strip, y)
			if strip.Transport != "" {
				d.Close()
			}
			p.Marks = strip.Marks
			p.across(d, y)
			y += stripHeight + stripApart
		}
		d.Close()
		y += 6
	}
	line := fmt.Sprintf("M%.1f %.1fH%.1f", left, y, p.frame.right)
	for _, t := range p.xTicks() {
		line += fmt.Sprintf("M%.1f %.1fv%.0f", p.px(t.At), y, tickLength)
	}
	d.Path("axis", line)
	d.Height = math.Ceil(y + p.xTexts(d, y) + 6)
	return d
}

// head writes the group's name and the names of its marks, and returns how high that is.
func (g Group) head(d *Drawing, p plot, y float64) (height float64) {
	d.Text("label", Edge, y+TextSize, g.Name)
	height = LineHeight + 4
	if len(g.Strips) == 0 {
		return height
	}
	p.Marks = g.Strips[0].Marks
	whole := p.markNames(Edge)
	beside := max(p.frame.left, Edge+TextWidth(g.Name, Bold*TextSize)+betweenTicks)
	if names := p.markNames(beside); len(names) < 2 && slices.EqualFunc(names, whole, slices.Equal[[]markName]) {
		p.writeMarks(d, names, y) // beside the group's name
		return height
	}
	p.writeMarks(d, whole, y+LineHeight+2)
	return height + LineHeight*float64(len(whole)) + 2
}

// key names the states, each behind a cell of it.
func (s Strips) key(d *Drawing, p plot, y float64) (bottom float64) {
	x := Edge
	d.Open("plain", "")
	for _, state := range s.States {
		width := swatch + 6 + TextWidth(state.Name, TextSize)
		if x > Edge && x+width > p.frame.right {
			x, y = Edge, y+LineHeight+4
		}
		state.Look.draw(d, box{x, y + 1, x + swatch, y + 1 + stripHeight})
		d.Text("", math.Ceil(x+swatch+6), y+13, state.Name)
		x += width + 18
	}
	d.Close()
	return y + LineHeight + 10
}

// strip draws one strip: cells beside one another that are alike are one shape.
func (s Strips) strip(d *Drawing, p plot, strip Strip, y float64) {
	d.Text("small end", p.frame.left-beforeAxis, y+stripHeight/2+5, strip.Name)
	for from, to := 0, 0; from < len(strip.Cells); from = to {
		state := s.States[strip.Cells[from]]
		for to = from; to < len(strip.Cells) && strip.Cells[to] == strip.Cells[from]; to++ {
			if to > from && (state.Look == Cross || len(s.Words) > 0) { // each has its own
				break
			}
		}
		first, last := s.First+from, s.First+to-1
		name := strconv.Itoa(first)
		if last > first {
			name += " to " + strconv.Itoa(last)
		}
		if len(s.Words) > 0 {
			name = s.Words[first]
		}
		d.Open("", strip.Name+", "+name+": "+state.Name)
		state.Look.draw(d, box{p.px(float64(first) - 0.5), y, p.px(float64(last) + 0.5), y + stripHeight})
		d.Close()
	}
}

// draw draws cells of that look.
func (l CellLook) draw(d *Drawing, in box) {
	outline := func(top float64) string {
		return fmt.Sprintf("M%.1f %.1fH%.1fV%.1fH%.1fZ", in.left, top, in.right, in.bottom, in.left)
	}
	middle := (in.top + in.bottom) / 2
	switch l {
	case Quiet:
		d.Path("tint", outline(in.top))
	case Half:
		d.Path("tint", outline(in.top))
		d.Path("solid", outline(middle))
	case Full:
		d.Path("solid", outline(in.top))
	case Striped:
		d.Path("bar", outline(in.top)+hatched(in, 1))
	case Cross:
		d.Open("lost", "")
		reach := min((in.right-in.left)/2, stripHeight/2-2, 5)
		x := (in.left + in.right) / 2
		d.Path("ticks", fmt.Sprintf("M%.1f %.1fL%.1f %.1fM%.1f %.1fL%.1f %.1f", x-reach, middle-reach, x+reach, middle+reach,
			x-reach, middle+reach, x+reach, middle-reach))
		d.Close()
	case Blank:
		d.Path("grid", outline(in.top))
	case Gone:
		d.Open("lost", "")
		d.Path("curve", fmt.Sprintf("M%.1f %.1fH%.1f", in.left, middle, in.right))
		d.Close()
	}
}
