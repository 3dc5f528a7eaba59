package transfer

import (
	"bytes"
	"fmt"
	"html"
	"io"
	"slices"
	"strings"

	"wirelab/bench"
	"wirelab/bench/report"
	"wirelab/bench/saved"
	"wirelab/internal/term/table"
)

// A Report is the result of bulk transfers, with sentences that say what to notice.
type Report struct {
	*bench.Findings
	Notes []string // what to notice
}

// New makes the report of a run of bulk transfers.
func New(f *bench.Findings) *Report {
	r := &Report{Findings: f}
	r.Notes = r.notes()
	return r
}

// Write writes the report in the format of that name: table, markdown, html, json or csv.
func (r *Report) Write(w io.Writer, format string, v report.View) error {
	var b bytes.Buffer
	var err error
	switch format {
	case "table":
		err = r.page(&b, v)
	case "markdown":
		err = r.markdown(&b)
	case "html":
		r.html(&b)
	case "json":
		err = saved.Document{Findings: r.Findings, Notes: r.Notes}.Write(&b)
	case "csv":
		err = r.csv(&b)
	default:
		err = fmt.Errorf("unknown format %q", format)
	}
	if err != nil {
		return err
	}
	_, err = w.Write(b.Bytes())
	return err
}

func (r *Report) page(b *bytes.Buffer, v report.View) error {
	v.Full = false // there is one view of a transfer
	width := v.Width()
	fmt.Fprintf(b, "%s\n", table.Paragraph(r.Title(), width))
	if len(r.Notes) > 0 {
		fmt.Fprintf(b, "%s\n", table.Paragraph(strings.Join(r.Notes, " "), width))
	}
	if err := table.FitBeside(b, width, 1, r.header(), r.grid()); err != nil {
		return err
	}
	if grid := r.overTime(); len(grid) > 0 {
		b.WriteByte('\n')
		if err := table.FitBeside(b, width, 1, r.timeHeader(), grid); err != nil {
			return err
		}
	}
	fmt.Fprintf(b, "\n%s\n", table.Paragraph(r.legend(), width))
	b.WriteString(report.Command("Repeat: ", r.Plan.Command(), v.Columns))
	return nil
}

func (r *Report) markdown(b *bytes.Buffer) error {
	fmt.Fprintf(b, "%s\n\n", r.Title())
	if len(r.Notes) > 0 {
		fmt.Fprintf(b, "%s\n\n", strings.Join(r.Notes, " "))
	}
	if err := table.Markdown(b, r.header(), r.grid()); err != nil {
		return err
	}
	if grid := r.overTime(); len(grid) > 0 {
		b.WriteByte('\n')
		if err := table.Markdown(b, r.timeHeader(), grid); err != nil {
			return err
		}
	}
	fmt.Fprintf(b, "\n%s\n\nRepeat: `%s`\n", r.legend(), r.Plan.Command())
	return nil
}

func (r *Report) html(b *bytes.Buffer) {
	fmt.Fprintf(b, "<p class=\"measured\">%s</p>\n", html.EscapeString(r.Title()))
	if len(r.Notes) > 0 {
		fmt.Fprintf(b, "<p class=\"verdict\">%s</p>\n", html.EscapeString(strings.Join(r.Notes, " ")))
	}
	report.HTMLTable(b, 1, r.shown(), r.header(), r.grid())
	if grid := r.overTime(); len(grid) > 0 {
		report.HTMLTable(b, 1, nil, r.timeHeader(), grid)
	}
	fmt.Fprintf(b, "<p class=\"legend\">%s</p>\n", html.EscapeString(r.legend()))
}

// legend says what the rows are.
func (r *Report) legend() string {
	if slices.ContainsFunc(r.Plan.Transports, func(name string) bool { return r.Plan.UnsoundOn(name) != "" }) {
		return "( ) in doubt: see the first sentence. " + definitions
	}
	return definitions
}

const definitions = "goodput: the payload that came back, divided by the time until the last of it came back or was sent; " +
	"set-up does not count. first back: when the first message was back, of about 4 KiB, or over UDP of --size. " +
	"±: how far the 95 % confidence interval of the median reaches. on the wire: of one trial, in both directions. " +
	"overhead: the share of those bytes that is not payload or is sent again."
