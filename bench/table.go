package bench

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"wirelab/internal/table"
	"wirelab/internal/transport"
)

// Marks make cells stand out without colour.
const (
	bestMark    = " ◄" // better than every other transport, and the difference is real
	tellingMark = " !" // worth a look
)

// A row of the table is one metric. Where span is set, the transports compete for the smallest.
type row struct {
	group, name string
	cell        func(*Result) string
	span        string // the name of the duration that cell shows, as in Result.Interval
}

// rows are the table, from top to bottom.
func (r *Report) rows() []row {
	rows := []row{
		{"delivered", "sent", func(x *Result) string { return fmt.Sprint(x.Sent) }, ""},
		{"", "lost", func(x *Result) string { return share(x.Lost, x.LostPercent) }, ""},
		{"", "duplicates", func(x *Result) string { return share(x.Duplicates, percent(x.Duplicates, x.Received)) }, ""},
		{"", "reordered", func(x *Result) string { return share(x.Reordered, x.ReorderedPercent) }, ""},
		r.spanRow("response", "p50", "p50"),
		r.spanRow("", "p90", "p90"),
		r.spanRow("", "p99", "p99"),
		r.spanRow("", "max", "max"),
		r.spanRow("steadiness", "RTP jitter", "rtp"),
		r.spanRow("", "longest gap", "longestGap"),
		{"", "longest stall", stallCell, ""},
		r.spanRow("cost", "set-up", "setup"),
		{"generator", "late by p50", func(x *Result) string {
			half, _ := x.fellBehind()
			return latenessCell(x.SendLateness.P50, half)
		}, ""},
		{"", "late by p99", func(x *Result) string {
			_, tail := x.fellBehind()
			return latenessCell(x.SendLateness.P99, tail)
		}, ""},
	}
	if r.anyTCPInfo() {
		rows = append(rows, row{"beneath TCP", "segments again", tcpCell, ""})
	}
	return rows
}

// spanRow shows the duration called span with its confidence interval.
func (r *Report) spanRow(group, name, span string) row {
	return row{group, name, func(x *Result) string {
		s := x.Metrics.spans()[span]
		if s == nil || !s.known {
			return "-"
		}
		text := show(s.d)
		if i, ok := x.Interval[span]; ok {
			text += " ±" + plusMinus(max(i.High-s.d, s.d-i.Low), s.d)
		}
		return text
	}, span}
}

func share(n int, percent float64) string {
	if n == 0 {
		return "0"
	}
	return fmt.Sprintf("%s (%s)%s", short(n), percentText(percent), tellingMark)
}

// short writes a count so that three of them fit side by side.
func short(n int) string {
	if n < 1_000_000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%.3gM", float64(n)/1e6)
}

// percentText writes p to two digits, and neither something as 0 % nor not quite all as 100 %.
func percentText(p float64) string {
	switch {
	case p > 0 && p < 0.01:
		return "<0.01 %"
	case p > 99.9 && p < 100:
		return "99.9 %"
	case p >= 99:
		return fmt.Sprintf("%.3g %%", p)
	}
	return fmt.Sprintf("%.2g %%", p)
}

func stallCell(x *Result) string {
	switch {
	case x.Stalls == nil:
		return "unknown"
	case x.Stalls.Count == 0:
		return "none"
	}
	return show(x.Stalls.Longest.d)
}

func latenessCell(s Span, telling bool) string {
	switch {
	case !s.known:
		return "-"
	case telling:
		return show(s.d) + tellingMark
	}
	return show(s.d)
}

func tcpCell(x *Result) string {
	if x.TCP == nil {
		return "-"
	}
	text := short(x.TCP.Retransmissions)
	if x.TCP.Retransmissions > 0 {
		text += tellingMark
	}
	return text
}

func (r *Report) anyTCPInfo() bool {
	for _, x := range r.Results {
		if x.TCP != nil {
			return true
		}
	}
	return false
}

// grid fills in the cells, and marks the best of each row.
func (r *Report) grid() [][]string {
	var grid [][]string
	for _, row := range r.rows() {
		line := []string{row.group, row.name}
		for i := range r.Results {
			text := row.cell(&r.Results[i])
			if row.span != "" && r.best(i, row.span) {
				text += bestMark
			}
			line = append(line, text)
		}
		grid = append(grid, line)
	}
	return grid
}

// best says whether result i's duration is really smaller than that of every other result.
func (r *Report) best(i int, span string) bool {
	for j := range r.Results {
		if j == i {
			continue
		}
		d, ok := Compare(&r.Results[i], &r.Results[j], span, r.resolution())
		if !ok || !d.Real || d.By >= 0 {
			return false
		}
	}
	return len(r.Results) > 1
}

// Title says in one line what was measured.
func (r *Report) Title() string {
	p := r.Plan
	where := "host (loopback)"
	if len(p.Targets) > 0 {
		var at []string
		for _, name := range p.Transports {
			at = append(at, p.Targets[name])
		}
		where = strings.Join(at, ", ")
	}
	trials := "1 trial"
	if p.Trials > 1 {
		trials = fmt.Sprintf("%d trials", p.Trials)
	}
	return fmt.Sprintf("%s on %s: %s msg/s x %d B x %s · %s · real time",
		p.Server, where, strconv.FormatFloat(p.Rate, 'f', -1, 64), p.Size, spaced(p.Duration), trials)
}

// WriteTable writes the report for a terminal, 80 columns wide.
func (r *Report) WriteTable(w io.Writer) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s\n", wrap(r.Title(), 80))
	if err := table.Plain(&b, r.header(), r.grid()); err != nil {
		return err
	}
	for _, line := range r.legend() {
		fmt.Fprintf(&b, "\n%s", wrap(line, 80))
	}
	b.WriteByte('\n')
	for _, note := range r.Notes {
		b.WriteString(wrap(note, 80))
	}
	fmt.Fprintf(&b, "Repeat: %s\n", r.Plan.Command())
	_, err := w.Write(b.Bytes())
	return err
}

// WriteMarkdown writes the report as Markdown.
func (r *Report) WriteMarkdown(w io.Writer) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s\n\n", r.Title())
	if err := table.Markdown(&b, r.header(), r.grid()); err != nil {
		return err
	}
	for _, line := range r.legend() {
		fmt.Fprintf(&b, "\n%s\n", line)
	}
	b.WriteByte('\n')
	for _, note := range r.Notes {
		fmt.Fprintf(&b, "- %s\n", note)
	}
	fmt.Fprintf(&b, "\nRepeat: `%s`\n", r.Plan.Command())
	_, err := w.Write(b.Bytes())
	return err
}

func (r *Report) header() []string {
	header := []string{"", ""}
	for _, x := range r.Results {
		header = append(header, x.Transport)
	}
	return header
}

// legend explains the marks and names the definitions behind the numbers.
func (r *Report) legend() []string {
	marks := strings.TrimSpace(tellingMark) + " look here"
	if len(r.Results) > 1 {
		marks += " · " + strings.TrimSpace(bestMark) + " best, by more than chance and this machine explain"
	}
	words := "lost: "
	if udp := slices.Contains(r.Plan.Transports, "udp"); udp {
		words += fmt.Sprintf("over UDP no echo within %s of sending; ", spaced(r.Plan.Wait))
	}
	if r.anyReliable() {
		words += "over TCP and WebSocket the connection failed before it came; "
	}
	words = strings.TrimSuffix(words, "; ") + ". "
	words += "response: from when a message was due until its echo came. " +
		"jitter: RFC 3550, of the round trip. gap: between two deliveries. " +
		"stall: waiting for earlier bytes, seen on the wire only. late by: from due until sent."
	if r.Plan.Trials >= MinTrials {
		words += " ±: how far the 95 % interval of the median over the trials reaches."
	}
	return []string{marks, words}
}

func (r *Report) anyReliable() bool {
	for _, name := range r.Plan.Transports {
		if t, err := transport.Named(name); err == nil && t.Reliable {
			return true
		}
	}
	return false
}
