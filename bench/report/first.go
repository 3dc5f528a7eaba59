package report

import (
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"wirelab/bench"
	"wirelab/internal/network/link"
	"wirelab/internal/term/table"
	"wirelab/internal/term/words"
)

// The first page has between fewest and most rows: as many as fit so many lines, so that a terminal of 20
// has a line left for its prompt.
const (
	fewestRows = 8
	mostRows   = 10
	firstLines = 19
)

// foremost are the rows that matter most, in this order, and others those that come after them where they are
// not 0 throughout. Of the foremost, too, those that are among the others make room where they are.
var (
	foremost = map[string][]string{
		"echo": {"lost", "out of order", "p50", "p99", "longest stall", "set-up", "packets a message", "bytes a message"},
		"broadcast": {
			"lost", "some missed", "away: lost silently", "away: told as lost", "away: got twice", "slow ones complete", "evicted", "skew p99",
			"p50", "p99", "longest stall", "packets a message", "bytes a message",
		},
		"queue": {
			"never applied", "dead letters", "applied twice", "delivered twice", "out of order", "recovery", "caught up",
			"throughput, events/s", "p50", "p99", "bytes sent again", "packets a message", "bytes a message",
		},
	}
	others = []string{
		"dead letters",
		"away: told as lost", "away: lost silently", "away: got twice", "slow ones complete", "not sent", "too early", "refused", "socket errors",
		"late", "duplicates", "some missed", "out of order", "stalled", "set-up", "max", "p90", "RTP jitter",
	}
)

// firstPage is what fits a small screen: the verdict, and the rows that matter most, or those that the view
// asks for.
func (r *Report) firstPage(v View) page {
	p := page{title: r.ShortTitle(), short: true, labels: 1, header: []string{""}, transports: r.columns()}
	for _, name := range r.columns() {
		text := title(name)
		if r.Plan.UnsoundOn(name) != "" {
			text = doubted(text)
		}
		p.header = append(p.header, text)
	}
	if len(v.Rows) > 0 {
		rows := r.named(v.Rows)
		p.first, p.grid = r.reservations(), r.firstGrid(rows)
		p.legend = r.legend(p.header, p.grid, shownIn(rows))
		return p
	}
	p.first = r.verdict()
	p.last = fmt.Sprintf("More: --full or --format json. Why: wirelab lessons show %d", r.lesson())
	for n := mostRows; n >= fewestRows; n-- {
		p.grid = r.firstGrid(r.firstRows(n))
		p.legend = r.firstLegend(p)
		const around = 5 // the title, what is last, the table's head, and two empty lines
		if around+linesOf(p.first)+len(p.grid)+linesOf(p.legend) <= firstLines {
			break
		}
	}
	return p
}

// firstLegend explains the marks of a page and, as far as there is room in the same line, its percentiles.
func (r *Report) firstLegend(p page) []string {
	has := func(name string) bool {
		return slices.ContainsFunc(p.grid, func(row []string) bool { return strings.HasPrefix(row[0], name+",") })
	}
	marks := r.marks(p.header, p.grid)
	for _, x := range []struct {
		shown bool
		means string
	}{
		{has("p50") && has("p99"), "p50, p99: half, 99 of 100 took no longer"},
		{has("p50"), "p50: half took no longer"},
	} {
		line := strings.Join(nonEmpty(marks, x.means), " · ")
		if x.shown && utf8.RuneCountInString(line) <= firstWidth {
			return []string{line}
		}
	}
	return nonEmpty(marks)
}

// linesOf is how many lines some sentences take on the first page.
func linesOf(text []string) int {
	return strings.Count(table.Paragraph(strings.Join(text, " "), firstWidth), "\n")
}

// firstRows are the n rows that matter most, in the order of the full table.
func (r *Report) firstRows(n int) []row {
	all := r.all()
	called := func(name string) func(row) bool {
		return func(x row) bool { return x.called() == name }
	}
	var names []string
	add := func(from []string, least func(name string) int) {
		for _, name := range from {
			i := slices.IndexFunc(all, called(name))
			if i >= 0 && len(names) < n && !slices.Contains(names, name) && r.says(all[i]) >= least(name) {
				names = append(names, name)
			}
		}
	}
	least := func(name string) int {
		if slices.Contains(others, name) {
			return notZero
		}
		return knownToAll
	}
	add(foremost[r.Plan.Server], least)
	add(others, least)
	add(foremost[r.Plan.Server], func(string) int { return knownToAll })
	return slices.DeleteFunc(all, func(x row) bool { return !slices.Contains(names, x.called()) })
}

// What a row says.
const (
	nothing    = iota
	knownToAll // but all is 0
	notZero
)

// says is how much the figures of a row say.
func (r *Report) says(x row) int {
	says := knownToAll
	for i := range r.Results {
		switch f := x.figure(&r.Results[i]); {
		case f.value > 0:
			return notZero
		case !f.known:
			says = nothing
		}
	}
	return says
}

// called is what a row is called where no group stands beside it.
func (x row) called() string {
	if x.label != "" {
		return x.label
	}
	return x.name
}

// firstGrid fills in the cells of some rows: numbers, with the unit beside the row's name.
func (r *Report) firstGrid(rows []row) (grid [][]string) {
	for i, x := range rows {
		name, texts := x.called(), r.cells(x, r.columns(), notKnown)
		if x.figure != nil {
			var unit string
			if texts, unit = r.numbers(x); unit != "" {
				name += ", " + unit
			}
		}
		for j, transport := range r.columns() {
			if i == 0 && r.Result(transport) == nil {
				texts[j] = failedCell // which is said once
			}
		}
		grid = append(grid, append([]string{name}, texts...))
	}
	return grid
}

// numbers are the cells of a row of figures, marked, and their unit.
func (r *Report) numbers(x row) (texts []string, unit string) {
	figures := r.figures(x)
	texts, unit = x.quantity.textsAbove(figures, r.below(x))
	plain := slices.Clone(texts)
	for i, name := range r.columns() {
		j := slices.IndexFunc(r.Results, func(of bench.Result) bool { return of.Transport == name })
		switch {
		case figures[i].telling:
			texts[i] += tellingMark
		case figures[i].known && r.marked(x, j, plain, i):
			texts[i] += bestMark
		}
	}
	return texts, unit
}

// below are the figures of the row below which none of a row's is; nil: there is no such row.
func (r *Report) below(x row) []figure {
	if x.called() != "p99" {
		return nil
	}
	all := r.all()
	i := slices.IndexFunc(all, func(other row) bool { return other.called() == "p50" })
	if i < 0 {
		return nil
	}
	return r.figures(all[i])
}

// figures are a row's, a column after the other.
func (r *Report) figures(x row) (figures []figure) {
	for _, name := range r.columns() {
		var f figure
		if of := r.Result(name); of != nil {
			f = x.figure(of)
		}
		figures = append(figures, f)
	}
	return figures
}

// ShortTitle says in one line of firstWidth columns what was measured, as far as there is room.
func (r *Report) ShortTitle() string {
	p := r.Plan
	title := serverTitle(p) + " on " + r.place()
	rate, size, to := strconv.FormatFloat(p.Rate, 'f', -1, 64)+" msg/s", fmt.Sprintf(" x %d B", p.Size), ""
	if p.Server == "broadcast" {
		to = fmt.Sprintf(" to %d", p.Subscribers)
	}
	rtt := ""
	if p.RoundTrip() > 0 {
		rtt = "RTT " + words.Duration(link.Profile{Up: p.Up, Down: p.Down}.RTT()) + " · "
	}
	times := words.Duration(p.Duration)
	if r.CutShort && r.trials() < p.Trials {
		times = fmt.Sprintf("%d of %d x %s", r.trials(), p.Trials, times)
	} else if p.Trials > 1 {
		times = fmt.Sprintf("%d x %s", p.Trials, times)
	}
	for _, details := range []string{rtt + rate + size + to, rtt + rate + to, rate + size + to} {
		if line := title + ": " + details + " · " + times; utf8.RuneCountInString(line) <= firstWidth {
			return line
		}
	}
	return title
}

// serverTitle is what the servers do, in a few words.
func serverTitle(p bench.Plan) string {
	if p.Guarantee != "" {
		return fmt.Sprintf("queue (%s)", p.Guarantee)
	}
	return p.Server
}

// place is the network in a few words.
func (r *Report) place() string {
	p := r.Plan
	switch {
	case p.Net == "kernel":
		return fmt.Sprintf("%q (kernel)", p.Link)
	case p.Linked():
		return fmt.Sprintf("%q", p.Link)
	case len(p.Targets) == 0:
		return "loopback"
	}
	hosts := map[string]bool{}
	for _, target := range p.Targets {
		host, _, _ := net.SplitHostPort(target)
		hosts[host] = true
	}
	for host := range hosts {
		if len(hosts) == 1 && len(host) <= firstWidth-len("broadcast on ") {
			return host
		}
	}
	return "other machines"
}
