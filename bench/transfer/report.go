package transfer

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"wirelab/bench"
	"wirelab/bench/report"
	"wirelab/internal/term/table"
)

// A Report is what bulk transfers came to, with sentences on what to notice.
type Report struct {
	*bench.Findings
	Notes []string `json:"notes"`
}

// New says what there is to notice in what a run of a plan with transfers found.
func New(f *bench.Findings) *Report {
	r := &Report{Findings: f}
	r.Notes = r.notes()
	return r
}

// Write writes the report in the format of that name: table, markdown, json or csv.
func (r *Report) Write(w io.Writer, format string, v report.View) error {
	var b bytes.Buffer
	var err error
	switch format {
	case "table":
		err = r.page(&b, v)
	case "markdown":
		err = r.markdown(&b)
	case "json":
		e := json.NewEncoder(&b)
		e.SetIndent("", "  ")
		e.SetEscapeHTML(false)
		err = e.Encode(r)
	case "csv":
		err = r.csv(&b)
	default:
		err = fmt.Errorf("there is no format %q", format)
	}
	if err != nil {
		return err
	}
	_, err = w.Write(b.Bytes())
	return err
}

// columns is how wide a page is: a projector shows so much.
const columns = 60

func (r *Report) page(b *bytes.Buffer, v report.View) error {
	width := columns
	if v.Columns > 0 {
		width = min(max(v.Columns, 40), columns)
	}
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

// legend says what the rows are.
func (r *Report) legend() string {
	if r.Plan.Unsound().Void {
		return "( ) not sound here, for the reason that the first sentence gives. " + definitions
	}
	return definitions
}

const definitions = "goodput: payload that came, by the time until the last of it did, or was sent; set-up is not counted. " +
	"first back: the first message, of about 4 KiB, or over UDP of --size. " +
	"±: how far the 95 % interval of the median reaches. On the wire: of one trial, both ways. overhead: what of those bytes is not payload, or is sent again."
