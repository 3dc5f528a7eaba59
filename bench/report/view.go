package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"wirelab/bench"
	"wirelab/internal/term/colour"
	"wirelab/internal/term/table"
)

// A View is how a report is shown to people. By default that is what matters most, for those who see such
// a report for the first time.
type View struct {
	Full    bool     // all rows, with intervals, definitions, and all that there is to notice
	Rows    []string // in place of the view's own rows: rows and groups of rows by name, in this order
	Columns int      // of the terminal; 0 if there is none

	Pen colour.Pen // of the terminal
}

// width is how wide text and tables are set.
func (v View) width() int {
	if v.Columns == 0 {
		return table.Width
	}
	return min(max(v.Columns, 40), 200)
}

// Width is how wide the short view of a report is set: as much as a projector shows; the full one has as much as there is,
// up to table.Width.
func (v View) Width() int {
	if v.Full {
		return min(v.width(), table.Width)
	}
	return min(v.width(), firstWidth)
}

// Validate says, in the words of the command line, which rows no report of such a plan has.
func (v View) Validate(p bench.Plan) error {
	all := (&Report{Findings: &bench.Findings{Plan: p}}).all()
	for _, name := range v.Rows {
		if !slices.ContainsFunc(all, func(x row) bool { return x.answersTo(name) }) {
			return fmt.Errorf("--rows %s: there is no such row; the rows are %s", name, rowNames(all))
		}
	}
	return nil
}

// rowNames lists the names that rows answer to: each group with its rows.
func rowNames(all []row) string {
	var groups []string
	for from, to := 0, 0; from < len(all); from = to {
		var names []string
		for to = from; to < len(all) && all[to].group == all[from].group; to++ {
			names = append(names, strings.TrimPrefix(all[to].name, "- "))
		}
		groups = append(groups, fmt.Sprintf("%s (%s)", all[from].group, strings.Join(names, ", ")))
	}
	return strings.Join(groups, ", ")
}

// answersTo says whether a row is meant by a name: its own, in the full table or alone, or its group's.
func (x row) answersTo(name string) bool {
	return slices.ContainsFunc([]string{x.name, x.label, x.group}, func(own string) bool { return same(own, name) })
}

// same says whether a user means what is called own by a name: blanks may be hyphens, so that a shell takes it
// for one word.
func same(own, name string) bool {
	plain := func(text string) string { return strings.ReplaceAll(strings.TrimPrefix(text, "- "), "-", " ") }
	return own != "" && strings.EqualFold(plain(own), plain(name))
}

// named are the rows of those names, in their order.
func (r *Report) named(names []string) (rows []row) {
	all := r.all()
	for _, name := range names {
		for _, x := range all {
			there := slices.ContainsFunc(rows, func(y row) bool { return y.group == x.group && y.name == x.name })
			silent := x.idle && same(x.group, name) // who asks for a group wants what it says
			if x.answersTo(name) && !there && !silent {
				rows = append(rows, x)
			}
		}
	}
	return rows
}

// Write writes the report in the format of that name: table, markdown, html (a part of a page), json or csv. The view is
// of the first three.
func (r *Report) Write(w io.Writer, format string, v View) error {
	switch format {
	case "table", "markdown":
		return r.page(v).write(w, format, v)
	case "html":
		p := r.page(v)
		if !v.Full && len(v.Rows) == 0 {
			p.legend = append(p.legend, r.inWords(p.grid)...)
		}
		return p.write(w, format, v)
	case "json":
		return r.WriteJSON(w)
	case "csv":
		return r.WriteCSV(w)
	}
	return fmt.Errorf("unknown format %q", format)
}

// page is the report as the view has it.
func (r *Report) page(v View) page {
	if !v.Full {
		return r.firstPage(v)
	}
	rows := r.rows()
	if len(v.Rows) > 0 {
		rows = r.named(v.Rows)
	}
	rows = groupedOnce(rows)
	p := page{title: r.Title(), header: r.header(), grid: r.grid(rows), labels: 2, transports: r.columns()}
	p.legend = r.legend(p.header, p.grid, shownIn(rows))
	if len(v.Rows) > 0 {
		p.first = r.reservations()
		return p
	}
	p.notes, p.commands, p.pad = r.Notes, r.next(), len("Packets:")
	return p
}

// shownIn says whether one of the rows has that name.
func shownIn(rows []row) func(name string) bool {
	return func(name string) bool {
		return slices.ContainsFunc(rows, func(x row) bool { return x.name == name })
	}
}
