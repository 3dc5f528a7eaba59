package picture

import (
	"fmt"
	"math"
	"strings"

	"wirelab/internal/term/visible"
)

// A Mark is something that happened at a place of X, such as a crash: a line across what is drawn there, with its name
// above it. If it lasted, it ends with another line.
type Mark struct {
	Name    string
	At, End float64 // End is 0 if it did not last
}

// markAbove is how far the line of a mark reaches above what it crosses, towards its name.
const markAbove = 2.0

// A markName is the name of a mark, and where it begins: where its mark is, if there is room.
type markName struct {
	text string
	left float64
}

// namesOf puts the names of marks into lines of their own: in each, no name meets the one before. At says where a mark is,
// width how wide a name is, and apart how far names are from one another.
func namesOf(marks []Mark, at func(float64) float64, width func(string) float64, from, to, apart float64) (rows [][]markName) {
	for _, m := range marks {
		if m.Name == "" {
			continue
		}
		name := markName{m.Name, max(from, min(at(m.At), to-width(m.Name)))}
		placed := false
		for i, row := range rows {
			if last := row[len(row)-1]; last.left+width(last.text)+apart <= name.left {
				rows[i], placed = append(row, name), true
				break
			}
		}
		if !placed {
			rows = append(rows, []markName{name})
		}
	}
	return rows
}

// markNames are the names of the plot's marks, in lines that begin at from and end with the frame.
func (p plot) markNames(from float64) [][]markName {
	width := func(text string) float64 { return TextWidth(text, Bold*TextSize) }
	var marks []Mark
	for _, m := range p.Marks {
		if m.At < p.x.Min || m.At > p.x.Max {
			continue
		}
		m.Name = Shorten(m.Name, p.frame.right-from, Bold*TextSize)
		marks = append(marks, m)
	}
	return namesOf(marks, p.px, width, from, p.frame.right, betweenTicks)
}

// marks draws the plot's marks, with their names above the frame; below it they reach down to bottom.
func (p plot) marks(d *Drawing, bottom float64) {
	names, top := p.markNames(p.frame.left), p.frame.top
	p.writeMarks(d, names, top-LineHeight*float64(len(names))-2)
	for _, m := range p.Marks {
		d.Open("plain", m.Name)
		line := fmt.Sprintf("M%.1f %.1fV%.1f", p.px(m.At), top-markAbove, bottom)
		if m.End > m.At {
			d.Path("shade", fmt.Sprintf("M%.1f %.1fH%.1fV%.1fH%.1fZ", p.px(m.At), top, p.px(m.End), bottom, p.px(m.At)))
			line += fmt.Sprintf("M%.1f %.1fV%.1f", p.px(m.End), top, bottom)
		}
		d.Path("moment", line)
		d.Close()
	}
}

// writeMarks writes the names of marks, in lines from y on.
func (p plot) writeMarks(d *Drawing, names [][]markName, y float64) {
	if len(names) == 0 {
		return
	}
	d.Open("plain", "")
	for i, row := range names {
		for _, name := range row {
			d.Text("strong", math.Ceil(name.left), y+LineHeight*float64(i)+TextSize, name.text)
		}
	}
	d.Close()
}

// across draws the plot's marks across a strip at y, as far as they are in the frame.
func (p plot) across(d *Drawing, y float64) {
	for _, m := range p.Marks {
		path := ""
		for _, at := range m.ends() {
			if at >= p.x.Min && at <= p.x.Max {
				path += fmt.Sprintf("M%.1f %.1fv%.1f", p.px(at), y-stripApart/2, stripHeight+stripApart)
			}
		}
		d.Open("plain", m.Name)
		d.Path("moment", path)
		d.Close()
	}
}

// ends are where a mark's lines are.
func (m Mark) ends() []float64 {
	if m.End > m.At {
		return []float64{m.At, m.End}
	}
	return []float64{m.At}
}

// markSign is a mark in a plot as text, and markArrow stands above it, beside its name.
const (
	markSign  = '┊'
	markArrow = "↓"
)

// markNames writes the names of a panel's marks, in lines of their own.
func (c canvas) markNames(b *strings.Builder, p Panel) {
	var marks []Mark
	width := func(text string) float64 { return float64(visible.Width(text)) }
	room := c.columns
	if c.ASCII {
		room -= 2 // its three dots
	}
	for _, m := range p.Marks {
		x := float64(c.column(m.At))
		name := markArrow + " " + m.Name
		if before := x - width(name) + 1; x+width(name) > float64(c.columns) && before >= 0 { // no room behind the arrow
			name, x = m.Name+" "+markArrow, before
		}
		marks = append(marks, Mark{Name: visible.Cut(name, max(room, 1)), At: x})
	}
	column := func(x float64) float64 { return x }
	for _, names := range namesOf(marks, column, width, 0, float64(room), 1) {
		row := make([]cell, c.columns)
		for _, name := range names {
			for i, sign := range []rune(name.text) {
				row[int(name.left)+i] = cell{sign, ""}
			}
		}
		c.write(b, "", row)
	}
}

// marked marks in a row of a plot what is nothing else.
func (c canvas) marked(p Panel, row []cell) {
	for _, m := range p.Marks {
		for _, at := range m.ends() {
			if x := c.column(at); row[x].blank() {
				row[x] = cell{markSign, ""}
			}
		}
	}
}
