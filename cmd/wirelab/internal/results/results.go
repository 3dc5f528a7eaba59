// Package results has what commands do with what was measured, now or earlier: reports in all formats, and limits.
package results

import (
	"fmt"
	"io"

	"github.com/urfave/cli/v2"

	"wirelab/bench"
	"wirelab/bench/figure"
	"wirelab/bench/merge"
	"wirelab/bench/report"
	"wirelab/bench/transfer"
	"wirelab/cmd/wirelab/internal/flags"
	"wirelab/cmd/wirelab/internal/pictures"
	"wirelab/internal/term"
	"wirelab/internal/term/colour"
)

// A Report is of a run, or of a sweep of them.
type Report interface {
	Write(w io.Writer, format string, v report.View) error
	Err() error // why what it reports is not whole
}

// Of is the report of a run.
func Of(found *bench.Findings) Report {
	if found.Plan.Bulk > 0 {
		return transfer.New(found)
	}
	return report.New(found)
}

// OfSweep is that of a sweep.
func OfSweep(s *bench.Sweep) Report { return report.NewSweep(s) }

// Formats are those of a report: html and svg are written by package pictures, and the others by Write.
var Formats = []string{"table", "markdown", "html", "svg", "json", "csv", "benchfmt"}

// Write writes r in the format of that name.
func Write(w io.Writer, format string, v report.View, r Report) error {
	if format == "benchfmt" {
		all, _ := Parts(r)
		return figure.WriteBenchmarks(w, all...)
	}
	return r.Write(w, format, v)
}

// Parts are the findings of a report alone, or of a sweep at each of its values, which at says.
func Parts(r Report) (all []*bench.Findings, at []string) {
	switch r := r.(type) {
	case *report.Report:
		return []*bench.Findings{r.Findings}, []string{""}
	case *transfer.Report:
		return []*bench.Findings{r.Findings}, []string{""}
	case *merge.Report:
		return []*bench.Findings{r.Findings}, []string{""}
	case *report.Sweep:
		for i := range r.Findings {
			at = append(at, fmt.Sprintf("at %s: ", r.Where(i)))
		}
		return r.Findings, at
	}
	return nil, nil
}

// Pictured is what the pictures of a report are made of, and the page around them; version is the program's.
func Pictured(r Report, version string) pictures.Run {
	of, _ := Parts(r)
	run := pictures.Run{Found: r, Of: of, Version: version, Repeat: of[0].Plan.Command()}
	if sweep, ok := r.(*report.Sweep); ok {
		run.Sweep, run.Repeat = sweep.Sweep, sweep.Command()
	}
	return run
}

// Transports are those of a report, in order.
func Transports(r Report) []string {
	all, _ := Parts(r)
	return all[0].Plan.Transports
}

// View reads the options that say how a report is shown: --full, --rows and --output.
func View(c *cli.Context) report.View {
	v := report.View{Full: c.Bool("full"), Rows: flags.List(c.String("rows"))}
	if c.String("output") == "-" {
		v.Columns, v.Pen = term.KnownColumns(c.App.Writer), colour.PenFor(c.App.Writer)
	}
	return v
}
