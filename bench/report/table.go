package report

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"wirelab/bench"
	"wirelab/internal/network/link"
	"wirelab/internal/term/table"
	"wirelab/internal/transport"

	"wirelab/internal/term/words"
)

// Marks make cells stand out without colour.
const (
	bestMark    = " ◄" // better than every other transport, and the difference is real
	tellingMark = " !" // worth a look
)

// grid fills in the cells.
func (r *Report) grid() [][]string {
	var grid [][]string
	for i, x := range r.rows() {
		none := "-"
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
	var cells []string
	for _, name := range transports {
		i := slices.IndexFunc(r.Results, func(x bench.Result) bool { return x.Transport == name })
		if i < 0 {
			cells = append(cells, none)
			continue
		}
		text := x.cell(&r.Results[i])
		if x.span != "" && r.best(i, x.span) {
			text += bestMark
		}
		cells = append(cells, text)
	}
	return cells
}

// best says whether result i's duration is really smaller than that of every other result.
func (r *Report) best(i int, span string) bool {
	if r.anyReliable() && r.Plan.Unsound().Void {
		return false
	}
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
	return fmt.Sprintf("%s on %s: %s · %s · real time", p.Server, where, load(p), trials)
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
	return fmt.Sprintf("%s on %q: RTT %s, %s · %s · %s, seed %d · %s", p.Server, p.Link,
		spaced(of.RTT()), of.Describe(), load(p), trials, p.Seed, clock)
}

// load says what is sent.
func load(p bench.Plan) string {
	load := fmt.Sprintf("%s msg/s x %d B x %s", strconv.FormatFloat(p.Rate, 'f', -1, 64), p.Size, spaced(p.Duration))
	if p.Server == "broadcast" {
		load += " to " + words.Count(p.Subscribers, "subscriber")
	}
	return load
}

// WriteTable writes the report for a terminal, 80 columns wide.
func (r *Report) WriteTable(w io.Writer) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s\n", table.Paragraph(r.Title(), table.Width))
	if err := table.Plain(&b, r.header(), r.grid()); err != nil {
		return err
	}
	for _, line := range r.legend(r.shows, r.fidelityNote() != "") {
		fmt.Fprintf(&b, "\n%s", table.Paragraph(line, table.Width))
	}
	b.WriteByte('\n')
	for _, note := range r.Notes {
		b.WriteString(table.Paragraph(note, table.Width))
	}
	for _, c := range r.next() {
		fmt.Fprintf(&b, "%-8s %s\n", c[0]+":", c[1])
	}
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
	for _, line := range r.legend(r.shows, r.fidelityNote() != "") {
		fmt.Fprintf(&b, "\n%s\n", line)
	}
	b.WriteByte('\n')
	for _, note := range r.Notes {
		fmt.Fprintf(&b, "- %s\n", note)
	}
	b.WriteByte('\n')
	for _, c := range r.next() {
		fmt.Fprintf(&b, "- %s: `%s`\n", c[0], c[1])
	}
	_, err := w.Write(b.Bytes())
	return err
}

func (r *Report) header() []string {
	header := []string{"", ""}
	for _, name := range r.columns() {
		if r.Plan.UnsoundOn(name).Why != "" {
			name = doubted(name)
		}
		header = append(header, name)
	}
	return header
}

// legend explains the marks, and names the definitions behind the rows that are shown.
// doubts says whether anything is marked as not sound.
func (r *Report) legend(shown func(row string) bool, doubts bool) []string {
	chance := "chance explains"
	if r.Calibration != nil {
		chance = "chance and this machine explain"
	}
	marks := strings.TrimSpace(tellingMark) + " look here"
	if doubts {
		marks += " · ( ) not sound here, for the reason that the first sentence gives"
	}
	if len(r.columns()) > 1 && !(r.anyReliable() && r.Plan.Unsound().Void) {
		marks += " · " + strings.TrimSpace(bestMark) + " best, by more than " + chance
	}
	var words []string
	add := func(says bool, format string, args ...any) {
		if says {
			words = append(words, fmt.Sprintf(format, args...))
		}
	}
	udp, reliable := slices.Contains(r.Plan.Transports, "udp"), r.anyReliable()
	comes, missing := "its echo", "no echo"
	if r.Plan.Server == "broadcast" {
		comes, missing = "it", "nothing received"
		add(true, "Each message counts once for each subscriber that is neither slow nor away.")
	}
	add(udp && reliable, "lost: over UDP %s within %s of sending; over TCP and WebSocket the "+
		"connection failed before it came.", missing, spaced(r.Plan.Wait))
	add(udp && !reliable, "lost: %s within %s of sending.", missing, spaced(r.Plan.Wait))
	add(!udp, "lost: the connection failed before it came.")
	add(shown("too early"), "too early: answered before it was sent; not counted as received.")
	add(shown("refused"), "refused: this machine was told that nobody listens there.")
	add(shown("socket errors"), "socket errors: what else this machine said of a datagram.")
	add(shown("late") && udp, "late: it came, but later than that; over UDP it counts as lost, but neither way has lost it.")
	add(shown("late") && !udp, "late: it came later than %s after sending.", spaced(r.Plan.Wait))
	add(shown("p50"), "response: from when a message was due until %s came.", comes)
	add(shown("skew p50"), "skew: from the first subscriber to the last.")
	add(shown("RTP jitter"), "jitter: RFC 3550's estimate for the round trip, averaged over the trial.")
	add(shown("longest gap"), "gap: between two deliveries.")
	add(reliable && shown("longest stall"), "stall: waiting for earlier bytes, seen on the wire only.")
	add(shown("bytes/message"), "wire: IP packets both ways, as they enter the link.")
	add(shown("retransmissions"), "retransmissions: segments that either end sent again; \"- sent again\" are their bytes a message.")
	add(shown("client resent"), "client resent: segments, as the client's system counts them.")
	add(shown("close packets") && r.Plan.Server == "echo", "set-up and close are of one connection.")
	add(shown("close packets") && r.Plan.Server == "broadcast", "set-up and close are of all connections.")
	add(shown("late by p50"), "late by: from due until sent.")
	add(r.trials() >= bench.MinTrials, "±: how far the 95 %% interval of the median over the trials reaches; "+
		"≤: up to where, if that is more than twice the median.")
	return []string{marks, strings.Join(words, " ")}
}

// shows says whether the table has the row of that name.
func (r *Report) shows(name string) bool {
	return slices.ContainsFunc(r.rows(), func(x row) bool { return x.name == name })
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
