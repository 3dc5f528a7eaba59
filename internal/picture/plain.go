package picture

import (
	"cmp"
	"fmt"
	"math"
	"strings"

	"wirelab/internal/term/colour"
	"wirelab/internal/term/table"
	"wirelab/internal/term/visible"
)

// A Terminal is where a picture is shown as text.
type Terminal struct {
	Columns int        // how wide it is
	ASCII   bool       // it shows nothing but ASCII
	Pen     colour.Pen // the zero Pen: no colours
}

// The measures of a chart as text, in lines.
const (
	lineRows = 14 // of a plot of lines
	fewRows  = 9  // of one of several
	dotRows  = 3  // of a panel of points
	blocks   = " ▁▂▃▄▅▆▇█"
)

// Text is the chart for a terminal. Lines are made of the first letters of their names. Points become columns as high
// as the highest point that is in them.
func (c Chart) Text(t Terminal) string {
	c = c.ranged()
	var b strings.Builder
	b.WriteString(table.Paragraph(c.Title, t.Columns))
	left := 0
	for _, p := range c.Panels {
		for _, tick := range p.Y.textTicks(lineRows) { // as many as there may be
			left = max(left, visible.Width(tick.Text))
		}
		left = max(left, visible.Width(p.Name), visible.Width(p.MissingName))
	}
	canvas := canvas{Terminal: t, x: c.X, left: left, columns: t.Columns - left - 3, rows: lineRows}
	if len(c.Panels) > 1 {
		canvas.rows = fewRows
	}
	for i, p := range c.Panels {
		if c.begins(i) {
			b.WriteString(table.Paragraph(strings.TrimPrefix(p.Group+" · "+p.Y.title(), " · "), t.Columns))
		}
		canvas.markNames(&b, p)
		if len(p.Series) > 0 && p.Series[0].Dots {
			canvas.dots(&b, p)
		} else {
			canvas.lines(&b, p)
		}
		canvas.missing(&b, p)
	}
	canvas.xAxis(&b)
	keys := ""
	for _, p := range c.Panels {
		if more := canvas.keys(p); more != keys { // which is said once
			keys = more
			b.WriteString(keys)
		}
	}
	b.WriteString(table.Paragraph(cmp.Or(c.TextSays, c.Says), min(t.Columns, table.Width)))
	if t.ASCII {
		return ascii(b.String())
	}
	return b.String()
}

// ascii writes blocks and lines with signs that every terminal has.
func ascii(text string) string {
	text = strings.NewReplacer("▁", ".", "▂", ".", "▃", ":", "▄", ":", "▅", "|", "▆", "|", "▇", "#", "█", "#", "▒", "%",
		"┤", "|", "└", "+", "┴", "+", "┊", "!", " ·", ",", "µ", "u").Replace(text)
	return visible.ASCII(text)
}

// A canvas is where plots of a chart are written.
type canvas struct {
	Terminal
	x             Axis
	left, columns int // of the texts of Y's ticks, and of the plots
	rows          int // of a plot of lines
}

// textTicks are the ticks of an axis that goes up for so many rows.
func (a Axis) textTicks(rows int) []Tick {
	return a.ticks(func(ticks []Tick) bool {
		for i := 1; i < len(ticks); i++ {
			if a.row(ticks[i-1].At, rows)-a.row(ticks[i].At, rows) < 2 {
				return false
			}
		}
		return true
	})
}

// row is where a value lies, counted from the top.
func (a Axis) row(v float64, rows int) int {
	return min(max(rows-1-int(math.Round(a.place(v)*float64(rows-1))), 0), rows-1)
}

func (c canvas) column(v float64) int {
	return min(max(int(math.Round(c.x.place(v)*float64(c.columns-1))), 0), c.columns-1)
}

// A cell is one character of a plot.
type cell struct {
	sign  rune
	whose string // the transport that it belongs to
}

const several = '*'

// lines writes a plot of lines.
func (c canvas) lines(b *strings.Builder, p Panel) {
	grid := make([][]cell, c.rows)
	for i := range grid {
		grid[i] = make([]cell, c.columns)
	}
	for _, s := range p.Series {
		sign := '.'
		if !s.Thin {
			sign = []rune(s.Name + "?")[0]
		}
		for i, at := range s.Points {
			to := [2]int{c.column(at.X), p.Y.row(at.Y, c.rows)}
			from := to
			if i > 0 {
				from = [2]int{c.column(s.Points[i-1].X), p.Y.row(s.Points[i-1].Y, c.rows)}
			}
			trace(from, to, func(x, y int) {
				switch old := grid[y][x]; {
				case old.sign == 0 || old.sign == '.':
					grid[y][x] = cell{sign, s.Transport}
				case old.sign != sign && sign != '.':
					grid[y][x] = cell{several, ""}
				}
			})
		}
	}
	ticks := map[int]string{}
	for _, t := range p.Y.textTicks(c.rows) {
		ticks[p.Y.row(t.At, c.rows)] = t.Text
	}
	if p.Name != "" { // above the highest tick, or in its place
		ticks[0] = p.Name
	}
	for y, row := range grid {
		c.marked(p, row)
		c.write(b, ticks[y], row)
	}
}

// trace calls see for each cell between two.
func trace(from, to [2]int, see func(x, y int)) {
	steps := max(abs(to[0]-from[0]), abs(to[1]-from[1]), 1)
	for i := range steps + 1 {
		part := float64(i) / float64(steps)
		see(from[0]+int(math.Round(part*float64(to[0]-from[0]))), from[1]+int(math.Round(part*float64(to[1]-from[1]))))
	}
}

func abs(n int) int { return max(n, -n) }

// write writes a row of a plot behind what stands left of its axis.
func (c canvas) write(b *strings.Builder, before string, row []cell) {
	axis := "│"
	if before != "" {
		axis = "┤"
	}
	line := fmt.Sprintf("%s%s %s", strings.Repeat(" ", c.left-visible.Width(before)), before, axis)
	for from, to := 0, 0; from < len(row); from = to { // what belongs to one transport is painted in one go
		text := ""
		for to = from; to < len(row) && row[to].whose == row[from].whose && row[to].blank() == row[from].blank(); to++ {
			text += string(max(row[to].sign, ' '))
		}
		if row[from].blank() {
			if to < len(row) { // no line ends with blanks
				line += text
			}
			continue
		}
		line += c.paint(row[from].whose, text)
	}
	b.WriteString(line + "\n")
}

func (x cell) blank() bool { return x.sign == 0 || x.sign == ' ' }

// paint writes a text in the colour of what it belongs to.
func (c canvas) paint(whose, text string) string {
	of := colour.Of(whose)
	if whose == colour.Lost.Name {
		of = colour.Lost
	}
	return c.Pen.Paint(of, text)
}

// dots writes a panel of points: a column for each stretch of time, as high as its highest point.
func (c canvas) dots(b *strings.Builder, p Panel) {
	highest := make([]float64, c.columns)
	for _, s := range p.Series {
		for _, at := range s.Points {
			x := c.column(at.X)
			highest[x] = max(highest[x], p.Y.place(at.Y))
		}
	}
	const steps = 8 // that a character can be high
	for y := range dotRows {
		row := make([]cell, c.columns)
		for x, high := range highest {
			full := int(math.Ceil(high * dotRows * steps))
			n := min(max(full-steps*(dotRows-1-y), 0), steps)
			row[x] = cell{[]rune(blocks)[n], p.Transport}
		}
		text := ""
		switch y {
		case 0:
			text = p.Y.text(p.Y.Max)
			if !p.Y.Log {
				size, _ := p.Y.scale()
				text = threeDigits(p.Y.Max / size)
			}
		case 1:
			text = p.Name
		}
		c.marked(p, row)
		c.write(b, text, row)
	}
}

// missing marks what has no Y.
func (c canvas) missing(b *strings.Builder, p Panel) {
	if len(p.Missing) == 0 {
		return
	}
	row := make([]cell, c.columns)
	for _, v := range p.Missing {
		row[c.column(v)] = cell{'×', colour.Lost.Name}
	}
	c.marked(p, row)
	c.write(b, p.MissingName, row)
}

// xAxis writes the axis of X, its ticks, and what it shows.
func (c canvas) xAxis(b *strings.Builder) {
	axis, texts := []rune(strings.Repeat("─", c.columns)), ""
	ticks := c.x.ticks(func(ticks []Tick) bool {
		end := -1
		for _, t := range ticks {
			from := c.textFrom(t)
			if from <= end {
				return false
			}
			end = from + visible.Width(t.Text) + 1
		}
		return true
	})
	for _, t := range ticks {
		axis[c.column(t.At)] = '┴'
		texts += strings.Repeat(" ", c.textFrom(t)-visible.Width(texts)) + t.Text
	}
	fmt.Fprintf(b, "%s └%s\n", strings.Repeat(" ", c.left), string(axis))
	fmt.Fprintf(b, "%s%s\n", strings.Repeat(" ", c.left+2), texts)
	for line := range strings.Lines(table.Paragraph(c.x.title(), c.columns)) {
		line = strings.TrimSuffix(line, "\n")
		fmt.Fprintf(b, "%s%s\n", strings.Repeat(" ", c.left+2+c.columns-visible.Width(line)), line)
	}
}

// textFrom is the column in which a tick's text begins: so that its middle is at the tick, if there is room.
func (c canvas) textFrom(t Tick) int {
	width := visible.Width(t.Text)
	return min(max(c.column(t.At)-width/2, 0), c.columns-width)
}

// keys says which sign is whose.
func (c canvas) keys(p Panel) string {
	var keys []string
	for _, s := range p.Series {
		switch {
		case s.Name == "" || s.Dots:
		case s.Thin:
			keys = append(keys, ". "+s.Name)
		default:
			keys = append(keys, c.Pen.Paint(colour.Of(s.Transport), string([]rune(s.Name)[0]))+" "+s.Name)
		}
	}
	if len(keys) > 1 {
		keys = append(keys, string(several)+" several")
	}
	if len(keys) == 0 {
		return ""
	}
	return table.Paragraph(strings.Join(keys, " · "), c.Columns)
}
