package compare

import (
	"fmt"
	"slices"
	"strings"

	"wirelab/bench/figure"
	"wirelab/bench/report"
	"wirelab/bench/transfer"
	"wirelab/internal/term/colour"
	"wirelab/internal/term/table"
	"wirelab/internal/term/visible"
)

// Marks say that a figure is not as in the first run, and which way.
const (
	moreMark = " ▲"
	lessMark = " ▼"
)

// titles say what each run measured.
func (c *Comparison) titles() (lines []string) {
	for _, r := range c.Runs {
		text := report.New(r.Findings).ShortTitle()
		if r.Plan.Bulk > 0 {
			text = transfer.New(r.Findings).Title()
		}
		lines = append(lines, r.Name+": "+text)
	}
	return lines
}

// hanging sets a title in lines of at most width columns that end between its parts.
func hanging(title string, width int) string {
	const between = " · "
	var parts []string
	for _, part := range strings.Split(title, between) {
		parts = append(parts, table.Joined(part))
	}
	lines := table.Hanging(strings.Join(parts, between), 2, width)
	for line := range strings.Lines(lines) {
		if visible.Width(strings.TrimSuffix(line, "\n")) > width { // a part is longer than that
			return table.Hanging(title, 2, width)
		}
	}
	return strings.ReplaceAll(lines, table.Joined(" "), " ")
}

func (c *Comparison) header() []string {
	header := []string{"", ""}
	for _, name := range c.Transports {
		text := title(name)
		if c.doubtful(name) {
			text = "(" + text + ")"
		}
		header = append(header, text)
	}
	return header
}

// grid has a group of lines for each figure that the view asks for, and in it a line for each run.
func (c *Comparison) grid(v report.View) (grid [][]string) {
	for _, x := range c.figures(v.Full, v.Rows) {
		grid = append(grid, c.group(x, v.Full)...)
	}
	return grid
}

// group are the lines of one figure.
func (c *Comparison) group(x shown, full bool) (group [][]string) {
	s := x.scale(x)
	name := s.titled(x)
	for _, line := range c.lines(x, s, full) {
		group = append(group, append([]string{name}, line...))
		name = "" // said once
	}
	return group
}

// scale is how a figure is written that has all these values.
func (x shown) scale(all ...shown) scale {
	unit := x.Unit
	if x.Percent != nil {
		unit = figure.Percentage
	}
	var numbers []float64
	for _, of := range all {
		for _, values := range of.values {
			for _, v := range values {
				numbers = append(numbers, v.Number)
			}
		}
	}
	return scaleFor(unit, numbers)
}

// titled is what a table calls a figure, with its unit.
func (s scale) titled(x shown) string {
	if s.unit == "" {
		return x.title
	}
	return x.title + ", " + s.unit
}

// lines are a figure's, one for each run, which it begins with.
func (c *Comparison) lines(x shown, s scale, full bool) (lines [][]string) {
	for i, r := range c.Runs {
		line := []string{r.Name}
		for _, transport := range c.Transports {
			line = append(line, s.cell(x.values[transport], i, full))
		}
		lines = append(lines, line)
	}
	return lines
}

// cell is what a table shows of run i's value.
func (s scale) cell(values []Value, i int, full bool) string {
	v := values[i]
	if !v.Known {
		return "-"
	}
	text := s.text(v.Number)
	if full && v.Bounded {
		text += s.reach(v)
	}
	switch {
	case !v.Differs:
	case v.Number > values[0].Number:
		text += moreMark
	default:
		text += lessMark
	}
	return text
}

// reach is how far a value's interval reaches; "" if that cannot be seen in the digits that are shown.
func (s scale) reach(v Value) string {
	reach := max(v.High-v.Number, v.Number-v.Low)
	switch text := s.text(reach); {
	case strings.HasPrefix(text, "<"), reach <= 0:
		return ""
	case reach > v.Number:
		return " ≤" + s.text(v.High)
	default:
		return " ±" + text
	}
}

func painted(grid [][]string, pen colour.Pen) (all [][]string) {
	for _, row := range grid {
		row = slices.Clone(row)
		for i, cell := range row {
			if marked(cell) {
				row[i] = pen.Paint(colour.Telling, cell)
			}
		}
		all = append(all, row)
	}
	return all
}

func marked(cell string) bool {
	return strings.HasSuffix(cell, moreMark) || strings.HasSuffix(cell, lessMark)
}

// legend explains the marks that occur.
func (c *Comparison) legend(grid [][]string) string {
	return c.legendOf(grid, c.header(), c.anyTellable())
}

// legendOf is the legend of a table with that header, where a difference could show or not.
func (c *Comparison) legendOf(grid [][]string, header []string, tellable bool) string {
	cells := slices.Concat(grid...)
	var said []string
	add := func(occurs bool, text string) {
		if occurs {
			said = append(said, text)
		}
	}
	first := c.Runs[0].Name
	add(slices.ContainsFunc(cells, marked), fmt.Sprintf("▲ ▼ measurably more, less than %s", first))
	add(tellable, "no mark: no measurable difference")
	add(slices.ContainsFunc(header, func(text string) bool { return strings.HasPrefix(text, "(") }), "( ) in doubt: see above")
	add(slices.Contains(cells, "-"), "-: not known")
	add(slices.ContainsFunc(cells, func(text string) bool { return strings.ContainsAny(text, "±≤") }),
		"±: how far the 95 % confidence interval of the median reaches; ≤: its upper end, where that is more than twice the median")
	return strings.Join(said, " · ")
}

func more(v report.View) string {
	if v.Full || len(v.Rows) > 0 {
		return "Trials are compared by the Mann-Whitney U test. A difference counts if chance alone would show one so large in fewer than " +
			"1 of 400 comparisons: in 1 of 20 tables, chance shows one all the same."
	}
	return "More: --full or --format json"
}
