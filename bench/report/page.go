package report

import (
	"bytes"
	"fmt"
	"html"
	"io"
	"runtime"
	"slices"
	"strings"

	"wirelab/internal/term/colour"
	"wirelab/internal/term/table"
)

// A page is a report as people read it, from top to bottom.
type page struct {
	title  string
	first  []string // sentences before the table
	header []string
	grid   [][]string
	labels int // columns of the grid that name its rows

	transports []string    // of the columns after those
	legend     []string    // paragraphs
	notes      []string    // sentences after the table, a line each
	commands   [][2]string // to go on with, each with what it is for
	pad        int         // columns that what a command is for takes at least
	last       string      // a line
	short      bool        // it is to fit a small screen
}

// firstWidth is how wide a page is that is to fit a small screen.
const firstWidth = 60

// write writes the page as the view has it: as a table for a terminal, in Markdown, or as a part of a page of HTML.
func (p page) write(w io.Writer, format string, v View) error {
	set := p.plain
	switch format {
	case "markdown":
		set = p.markdown
	case "html":
		set = p.html
	}
	b, err := set(v)
	if err != nil {
		return err
	}
	_, err = w.Write(b)
	return err
}

func (p page) plain(v View) ([]byte, error) {
	var b bytes.Buffer
	width, prose, between := v.width(), min(v.width(), table.Width), "\n"
	if p.short {
		width, prose = min(width, firstWidth), min(width, firstWidth)
	}
	if p.last != "" { // which tells the table from what comes after it
		between = ""
	}
	fmt.Fprintf(&b, "%s\n", table.Paragraph(p.title, prose))
	if len(p.first) > 0 {
		fmt.Fprintf(&b, "%s\n", table.Paragraph(strings.Join(p.first, " "), prose))
	}
	header, grid := p.painted(v.Pen)
	if err := table.FitBeside(&b, width, p.labels, header, grid); err != nil {
		return nil, err
	}
	for _, text := range p.legend {
		fmt.Fprintf(&b, "%s%s", between, table.Paragraph(text, prose))
	}
	if len(p.notes)+len(p.commands) > 0 {
		b.WriteByte('\n')
	}
	for _, note := range p.notes {
		b.WriteString(table.Paragraph(note, prose))
	}
	for _, c := range p.commands {
		b.WriteString(Command(fmt.Sprintf("%-*s ", p.pad, c[0]+":"), c[1], v.Columns))
	}
	if p.last != "" {
		b.WriteString(table.Paragraph(p.last, prose))
	}
	return b.Bytes(), nil
}

// painted is the table in colours: the transports each in its own, and the cells with marks.
func (p page) painted(pen colour.Pen) (header []string, grid [][]string) {
	header = slices.Clone(p.header)
	for i, name := range p.transports {
		header[p.labels+i] = pen.Paint(colour.Of(name), header[p.labels+i])
	}
	for _, row := range p.grid {
		row = slices.Clone(row)
		for i, cell := range row {
			switch {
			case strings.HasSuffix(cell, bestMark):
				row[i] = pen.Paint(colour.Best, cell)
			case strings.HasSuffix(cell, tellingMark):
				row[i] = pen.Paint(colour.Telling, cell)
			}
		}
		grid = append(grid, row)
	}
	return header, grid
}

func (p page) markdown(View) ([]byte, error) {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s\n\n", p.title)
	if len(p.first) > 0 {
		fmt.Fprintf(&b, "%s\n\n", strings.Join(p.first, " "))
	}
	if err := table.Markdown(&b, p.header, p.grid); err != nil {
		return nil, err
	}
	for _, text := range p.legend {
		fmt.Fprintf(&b, "\n%s\n", text)
	}
	if len(p.notes) > 0 {
		b.WriteByte('\n')
	}
	for _, note := range p.notes {
		fmt.Fprintf(&b, "- %s\n", note)
	}
	if len(p.commands) > 0 {
		b.WriteByte('\n')
	}
	for _, c := range p.commands {
		fmt.Fprintf(&b, "- %s: `%s`\n", c[0], c[1])
	}
	if p.last != "" {
		fmt.Fprintf(&b, "\n%s\n", p.last)
	}
	return b.Bytes(), nil
}

func (p page) html(View) ([]byte, error) {
	var b bytes.Buffer
	paragraph := func(class string, texts ...string) {
		if text := strings.Join(texts, " "); text != "" {
			fmt.Fprintf(&b, "<p class=%q>%s</p>\n", class, html.EscapeString(text))
		}
	}
	paragraph("measured", p.title)
	paragraph("verdict", p.first...)
	HTMLTable(&b, p.labels, p.transports, p.header, p.grid)
	for _, text := range p.legend {
		paragraph("legend", text)
	}
	if len(p.notes) > 0 {
		b.WriteString("<ul>\n")
		for _, note := range p.notes {
			fmt.Fprintf(&b, "<li>%s</li>\n", html.EscapeString(note))
		}
		b.WriteString("</ul>\n")
	}
	for _, c := range p.commands {
		fmt.Fprintf(&b, "<p>%s: <code>%s</code></p>\n", html.EscapeString(c[0]), html.EscapeString(c[1]))
	}
	return b.Bytes(), nil
}

// HTMLTable writes a table in HTML. Its first columns, as many as labels, name the rows; the others are of the transports,
// if they are named.
func HTMLTable(b *bytes.Buffer, labels int, transports, header []string, grid [][]string) {
	b.WriteString("<div class=\"scroll\"><table>\n<thead><tr>")
	for i, cell := range header {
		class := ""
		if n := i - labels; n >= 0 && n < len(transports) {
			class = fmt.Sprintf(" class=%q", "of-"+colour.Of(transports[n]).Name)
		}
		fmt.Fprintf(b, "<th scope=\"col\"%s>%s</th>", class, html.EscapeString(cell))
	}
	b.WriteString("</tr></thead>\n<tbody>\n")
	for _, row := range grid {
		b.WriteString("<tr>")
		for i, cell := range row {
			text := html.EscapeString(cell)
			switch {
			case i < labels:
				fmt.Fprintf(b, "<th scope=\"row\">%s</th>", text)
			case strings.HasSuffix(cell, bestMark):
				fmt.Fprintf(b, "<td class=\"best\">%s</td>", text)
			case strings.HasSuffix(cell, tellingMark):
				fmt.Fprintf(b, "<td class=\"telling\">%s</td>", text)
			default:
				fmt.Fprintf(b, "<td>%s</td>", text)
			}
		}
		b.WriteString("</tr>\n")
	}
	b.WriteString("</tbody>\n</table></div>\n")
}

// Command writes a command line, to be copied. A terminal that is too narrow for it would break it inside a
// word: there a shell's \ continues it on the next line. Windows' shells have no such sign.
func Command(name, line string, columns int) string {
	if columns == 0 || len(name)+len(line) <= columns || runtime.GOOS == "windows" {
		return name + line + "\n"
	}
	lines := table.Wrap(strings.Fields(line), View{Columns: columns}.width()-len(name)-len(` \`))
	return name + strings.Join(lines, " \\\n"+strings.Repeat(" ", len(name))) + "\n"
}
