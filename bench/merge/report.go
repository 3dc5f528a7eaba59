package merge

import (
	"bytes"
	"fmt"
	"html"
	"io"
	"strings"

	"wirelab/bench"
	"wirelab/bench/compare"
	"wirelab/bench/report"
	"wirelab/bench/saved"
	"wirelab/bench/transfer"
	"wirelab/internal/term/table"
	"wirelab/internal/term/words"
	"wirelab/internal/transport"
)

// Write writes the report in the format of that name: table, markdown, html (a part of a page), json or csv. The
// view is of the first three.
func (r *Report) Write(w io.Writer, format string, v report.View) error {
	var b bytes.Buffer
	var err error
	switch format {
	case "table":
		err = r.table(&b, v)
	case "markdown":
		err = r.markdown(&b, v)
	case "html":
		err = r.html(&b, v)
	case "json":
		err = r.document().Write(&b)
	case "csv":
		err = r.csv(&b)
	default:
		err = fmt.Errorf("unknown format %q", format)
	}
	if err == nil {
		_, err = w.Write(b.Bytes())
	}
	return err
}

func (r *Report) table(b *bytes.Buffer, v report.View) error {
	fmt.Fprintf(b, "%s\n", table.Paragraph(strings.Join(r.sentences(), " "), v.Width()))
	if err := r.whole().Write(b, "table", v); err != nil {
		return err
	}
	header, grid := r.machines(v)
	if len(grid) == 0 {
		return nil
	}
	b.WriteByte('\n')
	return table.FitBeside(b, v.Width(), 2, header, grid)
}

func (r *Report) markdown(b *bytes.Buffer, v report.View) error {
	fmt.Fprintf(b, "%s\n\n", strings.Join(r.sentences(), " "))
	if err := r.whole().Write(b, "markdown", v); err != nil {
		return err
	}
	header, grid := r.machines(v)
	if len(grid) == 0 {
		return nil
	}
	b.WriteByte('\n')
	return table.Markdown(b, header, grid)
}

func (r *Report) html(b *bytes.Buffer, v report.View) error {
	fmt.Fprintf(b, "<p>%s</p>\n", html.EscapeString(strings.Join(r.sentences(), " ")))
	if err := r.whole().Write(b, "html", v); err != nil {
		return err
	}
	if header, grid := r.machines(v); len(grid) > 0 {
		report.HTMLTable(b, 2, nil, header, grid)
	}
	return nil
}

// whole is the report of all machines together, as bench has it of one.
func (r *Report) whole() interface {
	Write(w io.Writer, format string, v report.View) error
} {
	if r.Plan.Bulk > 0 {
		return transfer.New(r.Findings)
	}
	return report.New(r.Findings)
}

// sentences say whose runs these are, and what is missing of them.
func (r *Report) sentences() []string {
	thing := r.thing()
	said := []string{
		fmt.Sprintf("%s: %s.", words.Count(len(r.Runs), thing), strings.Join(r.labels(), ", ")),
		fmt.Sprintf("Counts are sums over all of them. Times are medians over the %ss, of the median of each by its own clock.", thing),
	}
	for _, name := range r.Plan.Transports {
		var without []string
		for _, f := range r.Runs {
			if f.Result(name) == nil {
				without = append(without, f.Machine.Label)
			}
		}
		if n := len(without); n > 0 && n < len(r.Runs) {
			said = append(said, fmt.Sprintf("%s is without %s, where it was not measured.", title(name), strings.Join(without, ", ")))
		}
	}
	for _, f := range r.Runs {
		if f.CutShort {
			said = append(said, f.Machine.Label+" did not carry out all its trials.")
		}
	}
	return said
}

// thing is what each of the runs stands for.
func (r *Report) thing() string {
	if r.Plan.Virtual() { // which is the same on all machines
		return "run"
	}
	return "machine"
}

// labels are those of the runs, each with what tells it from others: the name of its machine, or its seed.
func (r *Report) labels() (all []string) {
	for _, f := range r.Runs {
		text := f.Machine.Label
		switch name := f.Machine.Name; {
		case r.Plan.Linked():
			text += fmt.Sprintf(" (seed %d)", f.Plan.Seed)
		case name != "" && name != text:
			text += fmt.Sprintf(" (%s)", name)
		}
		all = append(all, text)
	}
	return all
}

// machines is a table of what each machine came to.
func (r *Report) machines(v report.View) (header []string, grid [][]string) {
	var runs []compare.Run
	for _, f := range r.Runs {
		runs = append(runs, compare.Run{Name: f.Machine.Label, Findings: f})
	}
	return compare.SideBySide(runs, v.Full)
}

func (r *Report) document() saved.Document {
	d := saved.Document{Findings: r.Findings, Notes: r.notes(r.Findings)}
	for _, f := range r.Runs {
		d.Runs = append(d.Runs, saved.Document{Findings: f, Notes: r.notes(f)})
	}
	return d
}

// notes are what a report says of findings.
func (r *Report) notes(f *bench.Findings) []string {
	if r.Plan.Bulk > 0 {
		return transfer.New(f).Notes
	}
	return report.New(f).Notes
}

// csv writes the lines of each machine's report, each with the machine's name in front.
func (r *Report) csv(b *bytes.Buffer) error {
	for i, f := range r.Runs {
		var one bytes.Buffer
		if err := (&Report{Findings: f}).whole().Write(&one, "csv", report.View{}); err != nil {
			return err
		}
		if err := prefixed(b, &one, f.Machine.Label, i == 0); err != nil {
			return err
		}
	}
	return nil
}

func title(name string) string {
	if t, err := transport.Named(name); err == nil {
		return t.Title
	}
	return name
}
