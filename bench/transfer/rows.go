package transfer

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"wirelab/bench"
	"wirelab/internal/network/link"
	"wirelab/internal/term/words"
)

// Title says in one line what was measured.
func (r *Report) Title() string {
	p := r.Plan
	where := "host (loopback)"
	switch {
	case p.Linked():
		of := link.Profile{Name: p.Link, Up: p.Up, Down: p.Down}
		where = fmt.Sprintf("%q: RTT %s, %s", p.Link, setting(show(of.RTT())), of.Describe())
	case len(p.Targets) > 0:
		var at []string
		for _, name := range p.Transports {
			at = append(at, p.Targets[name])
		}
		where = strings.Join(at, ", ")
	}
	parts := []string{fmt.Sprintf("%s to an echo server and back, on %s", setting(Size(p.Bulk)), where)}
	if p.Rate > 0 {
		parts = append(parts, fmt.Sprintf("UDP %g msg/s x %d B", p.Rate, p.Size))
	}
	trials := words.Count(p.Trials, "trial")
	if p.Linked() {
		trials += fmt.Sprintf(", seed %d", p.Seed)
	}
	clock := "real time"
	switch {
	case p.Virtual():
		clock = "virtual time"
	case p.Net == "kernel":
		clock = "kernel, real time"
	}
	return strings.Join(append(parts, trials, clock), " · ")
}

// shown are the transports with a column: those with a result, and those that failed.
func (r *Report) shown() (names []string) {
	for _, name := range r.Plan.Transports {
		if r.Result(name) != nil || r.Failure(name) != nil {
			names = append(names, name)
		}
	}
	return names
}

func (r *Report) header() []string {
	header := []string{""}
	for _, name := range r.shown() {
		header = append(header, r.titled(name))
	}
	return header
}

// titled is the head of a transport's column: in parentheses if it is in doubt.
func (r *Report) titled(name string) string {
	if r.Plan.UnsoundOn(name) != "" {
		return "(" + name + ")"
	}
	return name
}

// A row is one metric of all transports.
type row struct {
	name string
	cell func(*bench.Result) string
}

func (r *Report) grid() (grid [][]string) {
	for i, x := range r.rows() {
		line := []string{x.name}
		for _, name := range r.shown() {
			switch of := r.Result(name); {
			case of != nil:
				line = append(line, x.cell(of))
			case i == 0:
				line = append(line, "failed")
			default:
				line = append(line, "-")
			}
		}
		grid = append(grid, line)
	}
	return grid
}

func (r *Report) rows() []row {
	span := func(name, of string) row {
		return row{name, func(x *bench.Result) string {
			d, ok := x.Span(of).Get()
			switch {
			case !ok && of == "completion" && x.Lost > 0:
				return "never"
			case !ok:
				return "-"
			}
			text := show(d)
			if i, ok := x.Interval[of]; ok && of == "completion" { // for others there is no room
				text += " ±" + likewise(max(i.High-d, d-i.Low), d)
			}
			return text
		}}
	}
	rows := []row{
		{"came back", func(x *bench.Result) string { return digits(100-x.LostPercent) + " %" }},
		{"goodput, Mbit/s", func(x *bench.Result) string { return digits(x.Bulk.Goodput / 1e6) }},
		{"- at the server", func(x *bench.Result) string {
			if x.Bulk.ServerGoodput == nil {
				return "unknown"
			}
			return digits(*x.Bulk.ServerGoodput / 1e6)
		}},
		span("all back after", "completion"),
		span("first back", "first"),
		span("longest gap", "longestGap"),
	}
	if slices.ContainsFunc(r.Results, func(x bench.Result) bool { return x.Wire == nil && x.TCP != nil }) {
		rows = append(rows, row{"client resent", func(x *bench.Result) string { // the system tells so much
			if x.TCP == nil {
				return "-"
			}
			return fmt.Sprint(x.TCP.Retransmissions / len(x.Trials))
		}})
	}
	wire := func(name string, of func(w *bench.Wire, trials int) string) {
		for _, x := range r.Results {
			if x.Wire != nil {
				rows = append(rows, row{name, func(x *bench.Result) string {
					if x.Wire == nil {
						return "unknown"
					}
					return of(x.Wire, len(x.Trials))
				}})
				return
			}
		}
	}
	wire("packets", func(w *bench.Wire, n int) string { return fmt.Sprint(w.Messages.Packets / n) })
	wire("retransmissions", func(w *bench.Wire, n int) string { return fmt.Sprint(w.Messages.Retransmissions / n) })
	wire("on the wire", func(w *bench.Wire, n int) string { return Size(w.Messages.Bytes / n) })
	wire("overhead", func(w *bench.Wire, _ int) string {
		return digits(bench.Percent(w.Messages.Bytes-w.Messages.Payload, w.Messages.Bytes)) + " %"
	})
	return rows
}

// most is how many intervals a page shows.
const most = 12

// intervals is how many of them the longest of the first trials took.
func (r *Report) intervals() (n int) {
	for _, x := range r.Results {
		n = max(n, len(x.Trials[0].Bulk.Series))
	}
	return n
}

func (r *Report) timeHeader() []string {
	header := []string{"Mbit/s over time, trial 1"}
	for _, x := range r.Results {
		header = append(header, r.titled(x.Transport))
	}
	return header
}

// overTime is how goodput went in the first trial: where it took many intervals, several of them make a line.
func (r *Report) overTime() (grid [][]string) {
	n := r.intervals()
	if n < 2 {
		return nil
	}
	step := (n + most - 1) / most
	for from := 0; from < n; from += step {
		line := []string{fmt.Sprintf("from %s on", setting(show(time.Duration(from)*r.Plan.Interval)))}
		for _, x := range r.Results {
			line = append(line, meanSpeed(x.Trials[0].Bulk, from, from+step))
		}
		grid = append(grid, line)
	}
	return grid
}

// meanSpeed is the goodput of the intervals from and up to to, in Mbit/s.
func meanSpeed(b *bench.Bulk, from, to int) string {
	if from >= len(b.Series) {
		return "-"
	}
	part, sum := b.Series[from:min(to, len(b.Series))], 0.0
	for _, v := range part {
		sum += v
	}
	return digits(sum / float64(len(part)) / 1e6)
}

// digits writes v to three digits.
func digits(v float64) string {
	if v == 0 {
		return "0"
	}
	after := 2 - int(math.Floor(math.Log10(math.Abs(v))))
	return fmt.Sprintf("%.*f", min(max(after, 0), 3), v)
}

// Speed writes bit/s as Mbit/s.
func Speed(bits float64) string { return digits(bits/1e6) + " Mbit/s" }

// Size writes bytes in powers of ten, as links count them.
func Size(bytes int) string {
	switch {
	case bytes < 1000:
		return fmt.Sprintf("%d B", bytes)
	case bytes < 1_000_000:
		return digits(float64(bytes)/1e3) + " kB"
	}
	return digits(float64(bytes)/1e6) + " MB"
}

// show writes d to three digits, in the unit that suits it.
func show(d time.Duration) string {
	switch {
	case d == 0:
		return "0"
	case d < time.Millisecond:
		return digits(float64(d)/float64(time.Microsecond)) + " µs"
	case d < time.Second:
		return digits(float64(d)/float64(time.Millisecond)) + " ms"
	}
	return digits(d.Seconds()) + " s"
}

// likewise writes d in the unit in which show writes like, without it, and with as many digits after the point.
func likewise(d, like time.Duration) string {
	number, unit, _ := strings.Cut(show(like), " ")
	_, after, _ := strings.Cut(number, ".")
	size, _ := time.ParseDuration("1" + unit)
	return strconv.FormatFloat(float64(d)/float64(max(size, 1)), 'f', len(after), 64)
}

// setting leaves out digits that say nothing: "30.0 ms" was set as 30 ms.
func setting(text string) string {
	number, unit, _ := strings.Cut(text, " ")
	if strings.Contains(number, ".") {
		number = strings.TrimRight(strings.TrimRight(number, "0"), ".")
	}
	return strings.TrimSpace(number + " " + unit)
}
