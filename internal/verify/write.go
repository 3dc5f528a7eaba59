package verify

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"strings"
	"time"

	"wirelab/internal/table"
)

// Write writes the report in the format of that name: table, markdown or json.
func (r *Report) Write(w io.Writer, format string) error {
	switch format {
	case "table":
		return r.WriteTable(w)
	case "markdown":
		return r.WriteMarkdown(w)
	case "json":
		return r.WriteJSON(w)
	}
	return fmt.Errorf("there is no format %q", format)
}

// WriteTable writes what matters for a terminal: the ratios, with their intervals.
func (r *Report) WriteTable(w io.Writer) error {
	var b bytes.Buffer
	for _, line := range r.heading() {
		b.WriteString(table.Paragraph(line, 80))
	}
	fmt.Fprintln(&b)
	header := []string{"link", "lab / kernel of", "p50", "p90", "p99", "packets", "verdict"}
	var rows [][]string
	last := ""
	for i := range r.Rows {
		x := &r.Rows[i]
		name := x.Link.Name
		if name == last {
			name = ""
		}
		last = x.Link.Name
		p50 := x.figure("p50")
		if x.Bulk() {
			p50 = x.figure("time")
		}
		rows = append(rows, []string{
			name, x.String(), p50.short(), x.figure("p90").short(), x.figure("p99").short(),
			x.figure("packets").short(), x.Said(),
		})
	}
	if err := table.Plain(&b, header, rows); err != nil {
		return err
	}
	fmt.Fprintln(&b)
	for _, line := range r.legend() {
		b.WriteString(table.Paragraph(line, 80))
	}
	_, err := w.Write(b.Bytes())
	return err
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
		p50 := x.figure("p50")
		if x.Bulk() {
			p50 = x.figure("time")
		}
		rows = append(rows, []string{
			x.Link.Name, x.String(), p50.long(), x.figure("p90").long(), x.figure("p99").long(),
			x.both("%.1f", 100, func(o Outcome) int { return o.Fates.Dropped }, entered),
			x.both("%.1f", 100, func(o Outcome) int { return o.Fates.Held }, entered),
			x.both("%.0f", float64(x.messages()), func(o Outcome) int { return o.Lost }, messages),
			x.both("%.0f", float64(x.messages()), func(o Outcome) int { return o.Reordered }, messages),
			x.both("%.2f", 100, func(o Outcome) int { return o.Retransmissions }, x.per()),
			x.figure("packets").long(),
			x.both("%.0f", 1, func(o Outcome) int { return o.Bytes }, messages),
			x.Said(),
		})
	}
	if err := table.Markdown(&b, header, rows); err != nil {
		return err
	}
	fmt.Fprintf(&b, "\n%s\n", strings.Join(r.legend(), "\n"))
	_, err := w.Write(b.Bytes())
	return err
}

func packets(o Outcome) int  { return o.Packets }
func entered(o Outcome) int  { return o.Fates.Packets }
func messages(o Outcome) int { return o.Messages }

// per is what retransmissions are counted by: messages, or the packets of a transfer.
func (r *Row) per() func(Outcome) int {
	if r.Bulk() {
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

// short is a ratio and half its interval's width.
func (f *Figure) short() string {
	switch {
	case f == nil:
		return ""
	case !f.Ratio.Known():
		return "-"
	case !f.Ratio.Interval():
		return fmt.Sprintf("%.2f", f.Ratio.Center)
	}
	reach := max(f.Ratio.High-f.Ratio.Center, f.Ratio.Center-f.Ratio.Low)
	return fmt.Sprintf("%.2f ±%s", f.Ratio.Center, strings.TrimPrefix(fmt.Sprintf("%.2f", reach), "0"))
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
		fmt.Sprintf("seeds of each row, in pairs: %d; intervals of 95 %%; took %v", r.Seeds, r.Took.Round(time.Second)),
		fmt.Sprintf("the machine adds to p50, p90, p99: %s ms to a trial alone; to 9 of 10 at most %s among %d at 50/s, %s among %d at 500/s",
			three(r.Calibration.Alone), three(r.Calibration.Slow), alone.crowd(), three(r.Calibration.Fast), Case{Rate: fast}.crowd()),
	}
	if r.Seeds < MinSeeds {
		lines[1] = fmt.Sprintf("seeds of each row, in pairs: %d, too few for intervals, which take %d; took %v",
			r.Seeds, MinSeeds, r.Took.Round(time.Second))
	}
	if r.CutShort {
		lines = append(lines, "cut short: rows are missing")
	}
	return lines
}

// legend explains words.
func (r *Report) legend() []string {
	return []string{
		"aim: p50 and packets within 2 % of the kernels', p90 and a transfer's time within 10 %, p99 within 15 %.",
		"noise: farther apart, but by no more than the machine takes, or with an interval that reaches into the aim.",
		"Otherwise, what differs most, and by how much the lab has more or less.",
	}
}
