package picture

import "strings"

// A Point is one of a series.
type Point struct{ X, Y float64 }

// A Series is a line or points, with a name that stands beside it.
type Series struct {
	Name      string // empty: nothing stands beside it
	Transport string // whose it is, by its name on the command line; empty: nobody's
	Points    []Point
	Dots      bool // points alone, and no line
	Steps     bool // from point to point, the line keeps its height and then changes it at once
	Thin      bool // it says something about a line, and is none of its own

	// Nth is which of several lines it is that are laid over one another, counted from 0. From the second on, its dash says
	// so, in place of the dash of its transport. There are dashes for four.
	Nth int

	Low, High []float64 // where the Y of each point lies for certain, if that is known
}

// A Panel is a plot of a chart's. Panels whose Y have the same name have the same range.
type Panel struct {
	Name      string // empty if the chart has only one
	Group     string // what it has in common with those beside it; empty: nothing. It is for charts with Beside
	Transport string
	Y         Axis
	Series    []Series

	Missing     []float64 // the X of what has no Y: ticks below the axis
	MissingName string    // what they are, such as lost

	Marks []Mark // what happened meanwhile
}

// A Chart is lines and points along one axis, in one or more panels below one another.
type Chart struct {
	Title  string // what it shows: up to the first colon large, and small from there on
	Says   string // a sentence on how it is to be read
	X      Axis
	Panels []Panel
	Beside int // so many panels, one after the other, stand beside one another where there is room; 0: none do

	TextSays string // the same of the chart as text, where that differs; empty: Says

	Height float64 // of each panel, in pixels
	Table  Table   // the same in numbers
}

// A Picture can be drawn at any width.
type Picture interface {
	Draw(width float64, heading bool) *Drawing
	Caption() Caption
}

// A Caption is what is said about a picture beside it.
type Caption struct {
	Title string // up to its first colon what the picture shows
	Says  string // how it is to be read
	Table Table
}

// Caption is the chart's.
func (c Chart) Caption() Caption { return Caption{c.Title, c.Says, c.Table} }

// A Table is the numbers behind a picture.
type Table struct {
	Header []string
	Rows   [][]string
}

// InWords is the table as sentences, one for each row.
func (t Table) InWords() string {
	var b strings.Builder
	for _, row := range t.Rows {
		b.WriteString(row[0] + ":")
		for i, cell := range row[1:] {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(" " + t.Header[i+1] + " " + cell)
		}
		b.WriteString(".\n")
	}
	return b.String()
}

// described says in words what a picture shows.
func described(says string, t Table) string { return says + "\n" + t.InWords() }

// ranged is the chart with axes that have all that is to be on them.
func (c Chart) ranged() Chart {
	var xs []float64
	ys := map[string][]float64{}
	for _, p := range c.Panels {
		xs = append(xs, p.Missing...)
		for _, m := range p.Marks {
			xs = append(xs, m.At, max(m.At, m.End))
		}
		for _, s := range p.Series {
			for _, at := range s.Points {
				xs, ys[p.Y.Name] = append(xs, at.X), append(ys[p.Y.Name], at.Y)
			}
			ys[p.Y.Name] = append(append(ys[p.Y.Name], s.Low...), s.High...)
		}
	}
	c.X = c.X.covering(xs)
	panels := make([]Panel, len(c.Panels))
	for i, p := range c.Panels {
		p.Y = p.Y.covering(ys[p.Y.Name])
		panels[i] = p
	}
	c.Panels = panels
	return c
}

// Heads are the two parts of a title: before its first colon and after it.
func (c Caption) Heads() (name, of string) {
	name, of, _ = strings.Cut(c.Title, ": ")
	return name, of
}
