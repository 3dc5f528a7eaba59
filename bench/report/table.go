package report

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"wirelab/bench"
	"wirelab/internal/network/link"
	"wirelab/internal/transport"

	"wirelab/internal/term/words"
)

// Marks make cells stand out without colour.
const (
	bestMark    = " ◄" // better than every other transport, and the difference is real
	tellingMark = " !" // worth a look
)

// grid fills in the cells of some rows.
func (r *Report) grid(rows []row) [][]string {
	var grid [][]string
	for i, x := range rows {
		none := notKnown
		if i == 0 {
			none = failedCell // which is said once
		}
		grid = append(grid, append([]string{x.group, x.name}, r.cells(x, r.columns(), none)...))
	}
	return grid
}

// failedCell is what stands where a transport could not be measured.
const failedCell = "failed"

// columns are the transports that are shown: those with a result, and those that failed.
func (r *Report) columns() (names []string) {
	for _, name := range r.Plan.Transports {
		if r.Result(name) != nil || r.Failure(name) != nil {
			names = append(names, name)
		}
	}
	return names
}

// cells are a row's, one for each of the transports, with the best of them marked; none for one that has
// no result.
func (r *Report) cells(x row, transports []string, none string) []string {
	var plain []string
	var of []int // the results
	for _, name := range transports {
		i := slices.IndexFunc(r.Results, func(x bench.Result) bool { return x.Transport == name })
		text := none
		if i >= 0 {
			text = x.cell(&r.Results[i])
		}
		plain, of = append(plain, text), append(of, i)
	}
	cells := slices.Clone(plain)
	for n, i := range of {
		if i >= 0 && plain[n] != notKnown && r.marked(x, i, plain, n) {
			cells[n] += bestMark
		}
	}
	return cells
}

// marked says whether a row's nth cell, result i's, is marked as the best: it is, and no other cell reads the same.
func (r *Report) marked(x row, i int, cells []string, n int) bool {
	alone := !slices.Contains(cells[:n], cells[n]) && !slices.Contains(cells[n+1:], cells[n])
	return x.span != "" && alone && r.best(i, x.span)
}

// best says whether result i's duration is really smaller than that of every other result.
func (r *Report) best(i int, span string) bool {
	for j := range r.Results {
		if j == i {
			continue
		}
		d, ok := bench.Compare(&r.Results[i], &r.Results[j], span, r.floor(span))
		if !ok || !d.Real || d.By >= 0 {
			return false
		}
	}
	return len(r.Results) > 1
}

// Title says in one line what was measured.
func (r *Report) Title() string {
	p := r.Plan
	if p.Linked() {
		return r.linkTitle()
	}
	where := "host (loopback)"
	if len(p.Targets) > 0 {
		var at []string
		for _, name := range p.Transports {
			at = append(at, p.Targets[name])
		}
		where = strings.Join(at, ", ")
	}
	trials := words.Count(p.Trials, "trial")
	if r.CutShort && r.trials() < p.Trials {
		trials = fmt.Sprintf("%d of %s", r.trials(), trials)
	}
	return fmt.Sprintf("%s on %s: %s · %s · real time", serverTitle(p), where, load(p), trials)
}

// linkTitle is Title for a plan with a link of ours.
func (r *Report) linkTitle() string {
	p := r.Plan
	clock := "virtual time"
	switch {
	case p.Net == "kernel":
		clock = "kernel, real time"
	case p.RealTime:
		clock = "real time"
	}
	trials := words.Count(p.Trials, "trial")
	if r.CutShort && r.trials() < p.Trials {
		trials = fmt.Sprintf("%d of %s", r.trials(), trials)
	}
	of := link.Profile{Name: p.Link, Up: p.Up, Down: p.Down}
	return fmt.Sprintf("%s on %q: RTT %s, %s · %s · %s, seed %d · %s", serverTitle(p), p.Link,
		words.Duration(of.RTT()), of.Describe(), load(p), trials, p.Seed, clock)
}

// load says what is sent.
func load(p bench.Plan) string {
	load := fmt.Sprintf("%s msg/s x %d B x %s", strconv.FormatFloat(p.Rate, 'f', -1, 64), p.Size, words.Duration(p.Duration))
	if p.Server == "broadcast" {
		load += " to " + words.Count(p.Subscribers, "subscriber")
	}
	if p.Crash != "" && p.Crash != bench.CrashNone {
		load += fmt.Sprintf(" · the %s crashes", p.Crash)
	}
	return load
}

// WriteTable writes the whole report for a terminal of 80 columns.
func (r *Report) WriteTable(w io.Writer) error { return r.Write(w, "table", View{Full: true}) }

func (r *Report) header() []string {
	header := []string{"", ""}
	for _, name := range r.columns() {
		if r.Plan.UnsoundOn(name) != "" {
			name = doubted(name)
		}
		header = append(header, name)
	}
	return header
}

func (r *Report) anyWire() bool { return r.any(func(x *bench.Result) bool { return x.Wire != nil }) }

func (r *Report) anyReliable() bool {
	for _, name := range r.Plan.Transports {
		if t, err := transport.Named(name); err == nil && t.Reliable {
			return true
		}
	}
	return false
}
