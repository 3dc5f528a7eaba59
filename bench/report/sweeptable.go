package report

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"wirelab/bench"
	"wirelab/bench/saved"
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

// sweepRows are the rows of a report that a sweep shows, by what they are called, and what the sweep calls them
// if that differs.
var sweepRows = [][2]string{
	{"lost"},
	{"late"},
	{"duplicates"},
	{"out of order", "reordered"},
	{"p50", "response p50"},
	{"p99", "response p99"},
	{"stalled"},
	{"longest stall"},
	{"set-up", "set-up time"},
	{"packets a message", "packets/message"},
	{"bytes a message", "bytes/message"},
}

// queueSweepRows are the same for queues.
var queueSweepRows = [][2]string{
	{"never applied"},
	{"dead letters"},
	{"applied twice"},
	{"delivered twice"},
	{"out of order", "reordered"},
	{"recovery"},
	{"caught up"},
	{"throughput, events/s", "throughput"},
	{"p50", "response p50"},
	{"p99", "response p99"},
	{"bytes sent again"},
	{"set-up", "set-up time"},
	{"packets a message", "packets/message"},
	{"bytes a message", "bytes/message"},
}

// rowsOf are the rows that the sweep shows in the view.
func (s *Sweep) rowsOf(v View) (names, titles []string) {
	sweepRows := sweepRows
	if s.Base.Server == "queue" {
		sweepRows = queueSweepRows
	}
	if len(v.Rows) == 0 {
		for _, x := range sweepRows {
			if !s.has(x[0]) {
				continue
			}
			names, titles = append(names, x[0]), append(titles, cmp.Or(x[1], x[0]))
		}
	}
	for _, x := range s.Reports[0].named(v.Rows) {
		title := x.called()
		for _, of := range sweepRows {
			if of[0] == title {
				title = cmp.Or(of[1], title)
			}
		}
		names, titles = append(names, x.called()), append(titles, title)
	}
	return names, titles
}

// has says whether all reports have a row of that name.
func (s *Sweep) has(name string) bool {
	return !slices.ContainsFunc(s.Reports, func(r *Report) bool {
		return !slices.ContainsFunc(r.all(), func(x row) bool { return x.called() == name })
	})
}

// grid has a group of lines for each metric, and in it a line for each value. A metric that is 0
// throughout is left out, unless the view asks for it.
func (s *Sweep) grid(v View) (grid [][]string, shown []string) {
	names, titles := s.rowsOf(v)
	for n, name := range names {
		group, says := s.group(name, titles[n])
		if says || len(v.Rows) > 0 {
			grid, shown = append(grid, group...), append(shown, name)
		}
	}
	return grid, shown
}

// group is a metric's lines, and whether they say anything.
func (s *Sweep) group(name, title string) (group [][]string, says bool) {
	for i, r := range s.Reports {
		all := r.all()
		x := all[slices.IndexFunc(all, func(x row) bool { return x.called() == name })]
		if x.idle {
			x.cell = func(*bench.Result) string { return "0" }
		}
		cells := r.cells(x, s.Base.Transports, failedCell)
		for j, name := range s.Base.Transports {
			if r.Plan.UnsoundOn(name) != "" && r.Result(name) != nil {
				cells[j] = doubted(cells[j])
			}
		}
		says = says || slices.ContainsFunc(cells, func(text string) bool {
			text = strings.Trim(text, "()")
			return text != "0" && text != "none" && text != notKnown && text != failedCell
		})
		group = append(group, slices.Concat([]string{title}, s.At(i), cells))
		title = "" // said once
	}
	return group, says
}

// legend is that of the reports together.
func (s *Sweep) legend(grid [][]string, shown []string) (legend []string) {
	of := s.Reports[0]
	for _, r := range s.Reports { // the one that knows most
		if r.trials() > 0 {
			of = r
			break
		}
	}
	return of.legend(s.header(), grid, func(name string) bool {
		return slices.ContainsFunc(of.all(), func(x row) bool { return x.name == name && slices.Contains(shown, x.called()) })
	})
}

func (s *Sweep) header() []string {
	return slices.Concat([]string{""}, s.Parameters(), s.Base.Transports)
}

// title says what changes, and what is the same throughout.
func (s *Sweep) title() string {
	over := fmt.Sprintf("sweep of %s over %s", s.Parameter, strings.Join(s.Values, ", "))
	if s.Second != nil {
		over += fmt.Sprintf(", and of %s over %s", s.Second.Parameter, strings.Join(s.Second.Values, ", "))
	}
	return fmt.Sprintf("%s. The first: %s", over, s.Reports[0].Title())
}

// notes are what matters for the whole sweep: that it was cut short, or went beyond what the lab is good
// for. The rest is in the table.
func (s *Sweep) notes() []string {
	var notes []string
	beyond := map[string][]int{} // the lab's limits: the runs of which each note holds
	for i, r := range s.Reports {
		if note := r.fidelityNote(); note != "" {
			beyond[note] = append(beyond[note], i)
		}
	}
	for _, note := range slices.Sorted(maps.Keys(beyond)) {
		notes = append(notes, fmt.Sprintf("At %s: %s", s.listed(beyond[note]), note))
	}
	for i, r := range s.Reports {
		if r.Stopped {
			notes = append(notes, fmt.Sprintf("At %s: %s", s.Where(i), r.cutNote()))
		}
		for _, note := range r.failureNotes() {
			notes = append(notes, fmt.Sprintf("At %s: %s", s.Where(i), note))
		}
	}
	if n := len(s.Reports); n < s.Runs() {
		things := "values"
		if s.Second != nil {
			things = "runs"
		}
		notes = append(notes, fmt.Sprintf("Cut short: only %d of %d %s were measured.", n, s.Runs(), things))
	}
	for i, r := range s.Reports {
		if note := r.waitNote(); note != "" {
			notes = append(notes, fmt.Sprintf("At %s: %s", s.Where(i), note))
		}
		if note := r.gaveUpNote(); note != "" {
			notes = append(notes, fmt.Sprintf("At %s: %s", s.Where(i), note))
		}
	}
	return notes
}

// listed names runs in a sentence.
func (s *Sweep) listed(runs []int) string {
	if len(runs) == s.Runs() && s.Second != nil {
		return "all values"
	}
	var texts []string
	for _, i := range runs {
		if s.Second != nil {
			texts = append(texts, strings.Join(s.At(i), " and "))
			continue
		}
		texts = append(texts, s.Values[i])
	}
	if s.Second != nil {
		return strings.Join(s.Parameters(), " and ") + " " + strings.Join(texts, ", ")
	}
	return s.Parameter + " " + list(texts)
}

// Command is the command line that runs the sweep again.
func (s *Sweep) Command() string {
	if s.Parameter == "guarantee" && s.Second == nil && len(s.Values) == len(bench.Guarantees()) { // as without --sweep
		return s.Base.Command()
	}
	command := fmt.Sprintf("%s --sweep %s=%s", s.Base.Command(), s.Parameter, strings.Join(s.Values, ","))
	if s.Second != nil {
		command += fmt.Sprintf(" --sweep %s=%s", s.Second.Parameter, strings.Join(s.Second.Values, ","))
	}
	return command
}

// Write writes the sweep in the format of that name: table, markdown, html, json or csv.
func (s *Sweep) Write(w io.Writer, format string, v View) error {
	switch format {
	case "json":
		return s.writeJSON(w)
	case "csv":
		return s.writeCSV(w)
	}
	if s.Parameter == "guarantee" && s.Second == nil && !v.Full && len(v.Rows) == 0 {
		return s.firstPage().write(w, format, v)
	}
	grid, shown := s.grid(v)
	p := page{title: s.title(), header: s.header(), grid: grid, labels: 1 + len(s.Parameters()), legend: s.legend(grid, shown), notes: s.notes()}
	if s.Base.Net != "" { // an old file does not say what the plans have in common
		p.commands = [][2]string{{"Repeat", s.Command()}}
	}
	return p.write(w, format, v)
}

func (s *Sweep) writeJSON(w io.Writer) error {
	all := saved.Sweep{Sweep: s.Sweep}
	for _, r := range s.Reports {
		all.Documents = append(all.Documents, r.document())
	}
	return all.Write(w)
}

// writeCSV writes the lines of all reports, each with its value in front.
func (s *Sweep) writeCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	columns := csvColumns()
	out.Write(slices.Concat(s.Parameters(), csvNames(columns))) // errors stay until Flush
	for i, r := range s.Reports {
		for _, line := range r.csvLines(columns) {
			out.Write(slices.Concat(s.At(i), line))
		}
	}
	out.Flush()
	return out.Error()
}
