package compare

import (
	"bytes"
	"fmt"
	"html"
	"io"
	"strings"

	"wirelab/bench/report"
	"wirelab/internal/term/table"
)

// content is what is compared: runs, or sweeps.
type content interface {
	titles() []string
	reservations() []string
	verdicts() []string
	header() []string
	grid(v report.View) [][]string
	legend(grid [][]string) string
	object() any
}

// A page writes it. The first columns of its table, as many as labels, name the rows; the others are of the transports.
type page struct {
	content
	labels     int
	transports []string
}

// Write writes the comparison in the format of that name: table, markdown, html (a part of a page) or json. The view is of
// the first three.
func (c *Comparison) Write(w io.Writer, format string, v report.View) error {
	return page{c, 2, c.Transports}.write(w, format, v)
}

// Write is as that of a Comparison.
func (s *Sweeps) Write(w io.Writer, format string, v report.View) error {
	return page{s, 2 + len(s.Of[0].Parameters()), s.Transports()}.write(w, format, v)
}

func (p page) write(w io.Writer, format string, v report.View) error {
	var b bytes.Buffer
	var err error
	switch format {
	case "table":
		err = p.table(&b, v)
	case "markdown":
		err = p.markdown(&b, v)
	case "html":
		p.html(&b, v)
	case "json":
		err = encode(&b, p.object())
	default:
		err = fmt.Errorf("unknown format %q", format)
	}
	if err == nil {
		_, err = w.Write(b.Bytes())
	}
	return err
}

func (p page) table(b *bytes.Buffer, v report.View) error {
	width := v.Width()
	for _, line := range p.titles() {
		fmt.Fprintln(b, hanging(line, width))
	}
	fmt.Fprintf(b, "\n%s", table.Paragraph(strings.Join(p.reservations(), " "), width))
	for _, line := range p.verdicts() {
		b.WriteString(table.Paragraph(line, width))
	}
	b.WriteByte('\n')
	grid := p.grid(v)
	if len(grid) == 0 {
		return nil
	}
	if err := table.FitBeside(b, width, p.labels, p.header(), painted(grid, v.Pen)); err != nil {
		return err
	}
	fmt.Fprintf(b, "%s%s", table.Paragraph(p.legend(grid), width), table.Paragraph(more(v), width))
	return nil
}

func (p page) markdown(b *bytes.Buffer, v report.View) error {
	for _, line := range p.titles() {
		fmt.Fprintf(b, "- %s\n", line)
	}
	fmt.Fprintf(b, "\n%s\n\n", strings.Join(p.reservations(), " "))
	for _, line := range p.verdicts() {
		fmt.Fprintf(b, "- %s\n", line)
	}
	grid := p.grid(v)
	if len(grid) == 0 {
		return nil
	}
	b.WriteByte('\n')
	if err := table.Markdown(b, p.header(), grid); err != nil {
		return err
	}
	fmt.Fprintf(b, "\n%s\n", p.legend(grid))
	return nil
}

func (p page) html(b *bytes.Buffer, v report.View) {
	paragraph := func(class, text string) { fmt.Fprintf(b, "<p class=%q>%s</p>\n", class, html.EscapeString(text)) }
	for _, line := range p.titles() {
		paragraph("measured", line)
	}
	paragraph("verdict", strings.Join(p.reservations(), " "))
	b.WriteString("<ul>\n")
	for _, line := range p.verdicts() {
		fmt.Fprintf(b, "<li>%s</li>\n", html.EscapeString(line))
	}
	b.WriteString("</ul>\n")
	if grid := p.grid(v); len(grid) > 0 {
		report.HTMLTable(b, p.labels, p.transports, p.header(), grid)
		paragraph("legend", p.legend(grid))
	}
	if v.Full {
		paragraph("legend", more(v))
	}
}
