package verify

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"strings"
	"time"

	"wirelab/internal/term/table"
)

// Write writes the report in the format of that name: table, which fits so many columns, markdown or json.
func (r *Report) Write(w io.Writer, format string, columns int) error {
	switch format {
	case "table":
		return r.WriteTable(w, columns)
	case "markdown":
		return r.WriteMarkdown(w)
	case "json":
		return r.WriteJSON(w)
	}
	return fmt.Errorf("unknown format %q", format)
}

// WriteTable writes two tables for a terminal of so many columns: the counts, and then the ratios with the
// verdicts, which matter most and so come last.
func (r *Report) WriteTable(w io.Writer, columns int) error {
	var b bytes.Buffer
	prose := func(text string) { b.WriteString(table.Paragraph(text, min(columns, table.Width))) }
	for _, line := range r.heading() {
		prose(line)
	}
	fmt.Fprintln(&b)
	counted := []string{"lab / kernel", "lost", "reordered", "sent again %", "bytes"}
	err := r.byLink(&b, columns, counted, func(x *Row) []string {
		return []string{x.lost(), x.reordered(), x.sentAgain(), x.bytes()}
	})
	if err != nil {
		return err
	}
	fmt.Fprintln(&b)
	compared := []string{"lab / kernel", "p50", "p90", "p99", "packets", "verdict"}
	err = r.byLink(&b, columns, compared, func(x *Row) []string {
		return []string{
			x.middle().short(), x.figure("p90").short(), x.figure("p99").short(), x.figure("packets").short(), x.Said(),
		}
	})
	if err != nil {
		return err
	}
	if r.has(Flows) {
		fmt.Fprintln(&b)
		if err := table.Fit(&b, columns, flowsHeader, r.flowRows((*Figure).short)); err != nil {
			return err
		}
	}
	fmt.Fprintln(&b)
	lines := append([]string{
		"lost, reordered: messages, over all seeds. sent again: segments, for 100 messages or for 100 packets of a transfer. " +
			"bytes: on the wire, for a message or a transfer. For a transfer, p50 is the time that it took.",
		"±: how far the ratio's 95 % confidence interval reaches, on its longer side.",
	}, legend...)
	if r.has(Flows) {
		lines = append(lines, aboutFlows)
	}
	for _, line := range append(lines, "", r.tally()) {
		prose(line)
	}
	_, err = w.Write(b.Bytes())
	return err
}

// byLink writes a table with the name of each link above its rows.
func (r *Report) byLink(w io.Writer, columns int, header []string, cells func(*Row) []string) error {
	var rows [][]string
	last := ""
	for i := range r.Rows {
		x := &r.Rows[i]
		if x.Link.Name != last {
			last = x.Link.Name
			rows = append(rows, []string{last})
		}
		rows = append(rows, append([]string{"  " + x.String()}, cells(x)...))
	}
	return table.Fit(w, columns, header, rows)
}

// WriteMarkdown writes all that was measured.
func (r *Report) WriteMarkdown(w io.Writer) error {
	var b bytes.Buffer
	for _, line := range r.heading() {
		fmt.Fprintf(&b, "- %s\n", line)
	}
	fmt.Fprintln(&b)
	header := []string{
		"link", "load", "p50 ms", "p90 ms", "p99 ms", "dropped %", "held %", "lost", "reordered",
		"sent again", "packets", "bytes", "verdict",
	}
	var rows [][]string
	for i := range r.Rows {
		x := &r.Rows[i]
		rows = append(rows, []string{
			x.Link.Name, x.String(), x.middle().long(), x.figure("p90").long(), x.figure("p99").long(),
			x.both("%.1f", 100, func(o Outcome) int { return o.Fates.Dropped }, entered),
			x.both("%.1f", 100, func(o Outcome) int { return o.Fates.Held }, entered),
			x.lost(), x.reordered(), x.sentAgain(),
			x.figure("packets").long(), x.bytes(), x.Said(),
		})
	}
	if err := table.Markdown(&b, header, rows); err != nil {
		return err
	}
	if r.has(Flows) {
		fmt.Fprintln(&b)
		if err := table.Markdown(&b, flowsHeader, r.flowRows((*Figure).long)); err != nil {
			return err
		}
		fmt.Fprintf(&b, "\n%s\n", aboutFlows)
	}
	fmt.Fprintf(&b, "\n%s\n\n%s\n", strings.Join(legend, "\n"), r.tally())
	_, err := w.Write(b.Bytes())
	return err
}

func packets(o Outcome) int  { return o.Packets }
func entered(o Outcome) int  { return o.Fates.Packets }
func messages(o Outcome) int { return o.Messages }

// per is what retransmissions are counted by: messages, or the packets of a transfer.
func (r *Row) per() func(Outcome) int {
	if r.Kind == Bulk || r.Kind == Flows {
		return packets
	}
	return messages
}

// messages is how many the lab sent.
func (r *Row) messages() (n int) {
	for _, o := range r.Lab {
		n += o.Messages
	}
	return n
}

// both writes a mean of the lab's and the kernels' outcomes.
func (r *Row) both(format string, times float64, of, per func(Outcome) int) string {
	return fmt.Sprintf(format+" / "+format, times*mean(r.Lab, of, per), times*mean(r.Kernel, of, per))
}

// middle is the median's figure, and of a transfer the time's.
func (r *Row) middle() *Figure {
	if r.Kind == Bulk {
		return r.figure("time")
	}
	return r.figure("p50")
}

func (r *Row) lost() string {
	return r.both("%.0f", float64(r.messages()), func(o Outcome) int { return o.Lost }, messages)
}

func (r *Row) reordered() string {
	return r.both("%.0f", float64(r.messages()), func(o Outcome) int { return o.Reordered }, messages)
}

func (r *Row) sentAgain() string {
	return r.both("%.2f", 100, func(o Outcome) int { return o.Retransmissions }, r.per())
}

func (r *Row) bytes() string {
	return r.both("%.0f", 1, func(o Outcome) int { return o.Bytes }, messages)
}

// short is a ratio, and how far its interval reaches on the side where it reaches farther.
func (f *Figure) short() string {
	if f == nil {
		return ""
	}
	if !f.Ratio.Known() {
		return "-"
	}
	digits := 2
	if f.Ratio.Center >= 10 {
		digits = 0
	}
	center := fmt.Sprintf("%.*f", digits, f.Ratio.Center)
	if !f.Ratio.Interval() {
		return center
	}
	reach := fmt.Sprintf("%.*f", digits, max(f.Ratio.High-f.Ratio.Center, f.Ratio.Center-f.Ratio.Low))
	if digits > 0 {
		reach = strings.TrimPrefix(reach, "0")
	}
	return center + " ±" + reach
}

// long is what was measured on the lab and between kernels, and their ratio with its interval.
func (f *Figure) long() string {
	if f == nil {
		return ""
	}
	text := fmt.Sprintf("%s / %s", number(f.Lab), number(f.Kernel))
	switch {
	case !f.Ratio.Known():
		return text
	case !f.Ratio.Interval():
		return fmt.Sprintf("%s: %.3f", text, f.Ratio.Center)
	}
	return fmt.Sprintf("%s: %.3f [%.3f, %.3f]", text, f.Ratio.Center, f.Ratio.Low, f.Ratio.High)
}

// number writes x with about four digits.
func number(x float64) string {
	switch {
	case math.Abs(x) >= 1000:
		return fmt.Sprintf("%.0f", x)
	case math.Abs(x) >= 100:
		return fmt.Sprintf("%.1f", x)
	case math.Abs(x) >= 10:
		return fmt.Sprintf("%.2f", x)
	}
	return fmt.Sprintf("%.3f", x)
}

// heading says what was measured, and how.
func (r *Report) heading() []string {
	three := func(a Added) string {
		ms := func(d time.Duration) string { return fmt.Sprintf("%.2f", d.Seconds()*1000) }
		return fmt.Sprintf("%s, %s, %s", ms(a.P50), ms(a.P90), ms(a.P99))
	}
	alone := Case{Rate: 50}
	lines := []string{
		r.Machine.String(),
		fmt.Sprintf("%d pairs of trials a row, with 95 %% confidence intervals; took %v", r.Seeds, r.Took.Round(time.Second)),
		fmt.Sprintf("what the machine adds to p50, p90 and p99: %s ms to one trial alone; to 9 of 10 trials side by side at most "+
			"%s ms (%d trials at 50/s) or %s ms (%d trials at 500/s)",
			three(r.Calibration.Alone), three(r.Calibration.Slow), alone.crowd(), three(r.Calibration.Fast), Case{Rate: fast}.crowd()),
	}
	if r.Seeds < MinSeeds {
		lines[1] = fmt.Sprintf("%d pairs of trials a row, too few for intervals, which need %d; took %v",
			r.Seeds, MinSeeds, r.Took.Round(time.Second))
	}
	if r.CutShort {
		lines = append(lines, "cut short: rows are missing")
	}
	return lines
}

// tally says how many of the rows are ok.
func (r *Report) tally() string {
	n := 0
	for _, x := range r.Rows {
		if x.Verdict == OK {
			n++
		}
	}
	return fmt.Sprintf("%d of %d ok", n, len(r.Rows))
}

// legend explains the verdicts.
var legend = []string{
	"ok: p50 and packets within 2 % of the kernels', p90 and a transfer's time within 10 %, p99 within 15 %; what flows " +
		"get within 10 %, and Jain's index within 5 %.",
	"noise: farther apart, but by no more than the machine adds, or the interval reaches into what is ok.",
	"Otherwise: the figure that differs most, and by how much the lab's is larger or smaller.",
}
