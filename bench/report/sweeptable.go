package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"wirelab/bench"
	"wirelab/internal/term/table"
)

// A Sweep is the report of a sweep: those of its plans side by side.
type Sweep struct {
	*bench.Sweep
	Reports []*Report // of the plans, in the order of Values; fewer of them if the sweep was cut short
}

// NewSweep makes the report of what a sweep found.
func NewSweep(s *bench.Sweep) *Sweep {
	r := &Sweep{Sweep: s}
	for _, found := range s.Findings {
		r.Reports = append(r.Reports, New(found))
	}
	return r
}

// A sweepRow is a row of a report, and what a sweep calls it.
type sweepRow struct{ name, title string }

func (w sweepRow) is(x row) bool { return x.name == w.name }

// sweepRows are the rows of a report that a sweep shows, and what it calls them.
var sweepRows = []sweepRow{
	{"lost", "lost"},
	{"late", "late"},
	{"duplicates", "duplicates"},
	{"reordered", "reordered"},
	{"p50", "response p50"},
	{"p99", "response p99"},
	{"stalled", "stalled"},
	{"longest stall", "longest stall"},
	{"time", "set-up time"},
	{"packets/message", "packets/message"},
	{"bytes/message", "bytes/message"},
}

// grid has a group of lines for each metric, and in it a line for each value. A metric that is 0
// throughout is left out.
func (s *Sweep) grid() [][]string {
	var grid [][]string
	for _, of := range sweepRows {
		var group [][]string
		says := false
		title := of.title
		for i, r := range s.Reports {
			x := row{cell: func(*bench.Result) string { return "0" }} // as in all cells of rows that a report leaves out
			if rows := r.rows(); slices.ContainsFunc(rows, of.is) {
				x = rows[slices.IndexFunc(rows, of.is)]
			}
			cells := r.cells(x, s.Base.Transports, failedCell)
			for j, name := range s.Base.Transports {
				if r.Plan.UnsoundOn(name).Why != "" && r.Result(name) != nil {
					cells[j] = doubted(cells[j])
				}
			}
			says = says || slices.ContainsFunc(cells, func(text string) bool {
				text = strings.Trim(text, "()")
				return text != "0" && text != "none" && text != failedCell
			})
			group = append(group, append([]string{title, s.Values[i]}, cells...))
			title = "" // said once
		}
		if says {
			grid = append(grid, group...)
		}
	}
	return grid
}

// shows says whether the table has the row of that name, and something in it.
func (s *Sweep) shows(name string) bool {
	return slices.ContainsFunc(sweepRows, func(of sweepRow) bool { return of.name == name }) &&
		slices.ContainsFunc(s.Reports, func(r *Report) bool { return r.shows(name) })
}

// legend is that of the reports together.
func (s *Sweep) legend() []string {
	doubts := slices.ContainsFunc(s.Reports, func(r *Report) bool { return r.fidelityNote() != "" })
	of := s.Reports[0]
	for _, r := range s.Reports { // the one with the most marks
		if r.trials() > 0 && !r.Plan.Unsound().Void && (!doubts || r.fidelityNote() != "") {
			of = r
			break
		}
	}
	return of.legend(s.shows, doubts)
}

func (s *Sweep) header() []string {
	return append([]string{"", s.Parameter}, s.Base.Transports...)
}

// title says what changes, and what is the same throughout.
func (s *Sweep) title() string {
	return fmt.Sprintf("sweep of %s over %s. The first: %s", s.Parameter, strings.Join(s.Values, ", "), s.Reports[0].Title())
}

// notes are what the reports say of the whole: that it was cut short, or beyond what the lab is good
// for. The rest is in the table.
func (s *Sweep) notes() []string {
	var notes []string
	beyond := map[string][]string{} // the lab's limits: the values at which each note holds
	for i, r := range s.Reports {
		if note := r.fidelityNote(); note != "" {
			beyond[note] = append(beyond[note], s.Values[i])
		}
	}
	for _, note := range slices.Sorted(maps.Keys(beyond)) {
		notes = append(notes, fmt.Sprintf("At %s %s: %s", s.Parameter, list(beyond[note]), note))
	}
	for i, r := range s.Reports {
		if r.Stopped {
			notes = append(notes, fmt.Sprintf("At %s %s: %s", s.Parameter, s.Values[i], r.cutNote()))
		}
		for _, note := range r.failureNotes() {
			notes = append(notes, fmt.Sprintf("At %s %s: %s", s.Parameter, s.Values[i], note))
		}
	}
	if n := len(s.Reports); n < len(s.Values) {
		notes = append(notes, fmt.Sprintf("Cut short: %d of %d values were measured.", n, len(s.Values)))
	}
	for i, r := range s.Reports {
		if note := r.waitNote(); note != "" {
			notes = append(notes, fmt.Sprintf("At %s %s: %s", s.Parameter, s.Values[i], note))
		}
	}
	return notes
}

// command is the command line that runs the sweep again.
func (s *Sweep) command() string {
	return fmt.Sprintf("%s --sweep %s=%s", s.Base.Command(), s.Parameter, strings.Join(s.Values, ","))
}

// Write writes the sweep in the format of that name: table, markdown, json or csv.
func (s *Sweep) Write(w io.Writer, format string) error {
	switch format {
	case "json":
		return s.writeJSON(w)
	case "csv":
		return s.writeCSV(w)
	}
	var b bytes.Buffer
	text, bullet, command, show := func(line string) string { return table.Paragraph(line, table.Width) }, "", s.command(), table.Plain
	if format == "markdown" {
		text, bullet, command, show = func(line string) string { return line + "\n" }, "- ", "`"+s.command()+"`", table.Markdown
	}
	fmt.Fprintf(&b, "%s\n", text(s.title()))
	if err := show(&b, s.header(), s.grid()); err != nil {
		return err
	}
	for _, line := range s.legend() {
		fmt.Fprintf(&b, "\n%s", text(line))
	}
	b.WriteByte('\n')
	for _, note := range s.notes() {
		b.WriteString(text(bullet + note))
	}
	fmt.Fprintf(&b, "Repeat: %s\n", command)
	_, err := w.Write(b.Bytes())
	return err
}

func (s *Sweep) writeJSON(w io.Writer) error {
	type swept struct {
		Parameter string   `json:"parameter"`
		Values    []string `json:"values"`
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(struct {
		Sweep   swept     `json:"sweep"`
		Reports []*Report `json:"reports"`
	}{swept{s.Parameter, s.Values}, s.Reports})
}

// writeCSV writes the lines of all reports, each with its value in front.
func (s *Sweep) writeCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	columns := csvColumns()
	out.Write(append([]string{s.Parameter}, csvNames(columns)...)) // errors stay until Flush
	for i, r := range s.Reports {
		for _, line := range r.csvLines(columns) {
			out.Write(append([]string{s.Values[i]}, line...))
		}
	}
	out.Flush()
	return out.Error()
}
