package compare

import (
	"bytes"
	"fmt"
	"html"
	"io"
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

// Write writes the comparison in the format of that name: table, markdown, html (a part of a page) or json. The view is of
// the first three.
func (c *Comparison) Write(w io.Writer, format string, v report.View) error {
	var b bytes.Buffer
	var err error
	switch format {
	case "table":
		err = c.table(&b, v)
	case "markdown":
		err = c.markdown(&b, v)
	case "html":
		c.html(&b, v)
	case "json":
		err = c.json(&b)
	default:
		err = fmt.Errorf("unknown format %q", format)
	}
	if err == nil {
		_, err = w.Write(b.Bytes())
	}
	return err
}

func (c *Comparison) table(b *bytes.Buffer, v report.View) error {
	width := v.Width()
	for _, line := range c.titles() {
		fmt.Fprintln(b, hanging(line, width))
	}
	fmt.Fprintf(b, "\n%s", table.Paragraph(strings.Join(c.reservations(), " "), width))
	for _, line := range c.verdicts() {
		b.WriteString(table.Paragraph(line, width))
	}
	b.WriteByte('\n')
	grid := c.grid(v)
	if len(grid) == 0 {
		return nil
	}
	if err := table.FitBeside(b, width, 2, c.header(), painted(grid, v.Pen)); err != nil {
		return err
	}
	fmt.Fprintf(b, "%s%s", table.Paragraph(c.legend(grid), width), table.Paragraph(more(v), width))
	return nil
}

func (c *Comparison) markdown(b *bytes.Buffer, v report.View) error {
	for _, line := range c.titles() {
		fmt.Fprintf(b, "- %s\n", line)
	}
	fmt.Fprintf(b, "\n%s\n\n", strings.Join(c.reservations(), " "))
	for _, line := range c.verdicts() {
		fmt.Fprintf(b, "- %s\n", line)
	}
	grid := c.grid(v)
	if len(grid) == 0 {
		return nil
	}
	b.WriteByte('\n')
	if err := table.Markdown(b, c.header(), grid); err != nil {
		return err
	}
	fmt.Fprintf(b, "\n%s\n", c.legend(grid))
	return nil
}

func (c *Comparison) html(b *bytes.Buffer, v report.View) {
	paragraph := func(class, text string) { fmt.Fprintf(b, "<p class=%q>%s</p>\n", class, html.EscapeString(text)) }
	for _, line := range c.titles() {
		paragraph("measured", line)
	}
	paragraph("verdict", strings.Join(c.reservations(), " "))
	b.WriteString("<ul>\n")
	for _, line := range c.verdicts() {
		fmt.Fprintf(b, "<li>%s</li>\n", html.EscapeString(line))
	}
	b.WriteString("</ul>\n")
	if grid := c.grid(v); len(grid) > 0 {
		report.HTMLTable(b, 2, c.Transports, c.header(), grid)
		paragraph("legend", c.legend(grid))
	}
	if v.Full {
		paragraph("legend", more(v))
	}
}

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
		if doubtful, _ := c.doubtful(name); doubtful {
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
	unit := x.Unit
	if x.Percent != nil {
		unit = figure.Percentage
	}
	var numbers []float64
	for _, name := range c.Transports {
		for _, of := range x.values[name] {
			numbers = append(numbers, of.Number)
		}
	}
	s := scaleFor(unit, numbers)
	name := x.title
	if s.unit != "" {
		name += ", " + s.unit
	}
	for i, r := range c.Runs {
		line := []string{name, r.Name}
		for _, transport := range c.Transports {
			line = append(line, s.cell(x.values[transport], i, full))
		}
		group = append(group, line)
		name = "" // said once
	}
	return group
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
	cells := slices.Concat(grid...)
	var said []string
	add := func(occurs bool, text string) {
		if occurs {
			said = append(said, text)
		}
	}
	first := c.Runs[0].Name
	add(slices.ContainsFunc(cells, marked), fmt.Sprintf("▲ ▼ measurably more, less than %s", first))
	add(c.anyTellable(), "no mark: no measurable difference")
	add(slices.ContainsFunc(c.header(), func(text string) bool { return strings.HasPrefix(text, "(") }), "( ) do not trust: see above")
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
