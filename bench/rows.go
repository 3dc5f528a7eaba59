package bench

import (
	"fmt"
	"slices"
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
		{"", "not sent", func(x *Result) string { return telling(x.NotSent) }, ""},
		{"", "lost", func(x *Result) string { return share(x.Lost, x.LostPercent) }, ""},
		{"", "late", func(x *Result) string { return telling(x.Late) }, ""},
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
		{"", "packets/message", func(x *Result) string { return perMessage(x, x.wire().Messages.Packets) }, ""},
		{"", "bytes/message", func(x *Result) string { return perMessage(x, x.wire().Messages.Bytes) }, ""},
		{"", "sent again", func(x *Result) string { return telling(x.wire().Retransmissions) }, ""},
		{"generator", "late by p50", func(x *Result) string {
			half, _ := x.fellBehind()
			return latenessCell(x.SendLateness.P50, half)
		}, ""},
		{"", "late by p99", func(x *Result) string {
			_, tail := x.fellBehind()
			return latenessCell(x.SendLateness.P99, tail)
		}, ""},
		{"beneath TCP", "segments again", tcpCell, ""},
	}
	wired := r.any(func(x *Result) bool { return x.Wire != nil })
	idle := map[string]bool{ // rows that say nothing here
		"not sent":        !r.any(func(x *Result) bool { return x.NotSent > 0 }),
		"late":            !r.any(func(x *Result) bool { return x.Late > 0 }),
		"longest gap":     !r.anyGap(),
		"packets/message": !wired,
		"bytes/message":   !wired,
		"sent again":      !wired,
		"late by p50":     r.Plan.Virtual(), // it never is
		"late by p99":     r.Plan.Virtual(),
		"segments again":  !r.any(func(x *Result) bool { return x.TCP != nil }),
	}
	return slices.DeleteFunc(rows, func(row row) bool { return idle[row.name] })
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
			text += " " + uncertainty(i, s.d)
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

// telling writes a count that should be 0.
func telling(n int) string {
	if n == 0 {
		return "0"
	}
	return short(n) + tellingMark
}

func tcpCell(x *Result) string {
	if x.TCP == nil {
		return "-"
	}
	return telling(x.TCP.Retransmissions)
}

// any says whether f holds for a transport.
func (r *Report) any(f func(*Result) bool) bool {
	for i := range r.Results {
		if f(&r.Results[i]) {
			return true
		}
	}
	return false
}

// anyGap says whether deliveries paused anywhere for more than the pace of sending explains.
func (r *Report) anyGap() bool {
	return r.any(func(x *Result) bool {
		return x.Gaps.Longest.known && x.Gaps.Longest.d.Seconds() > 2/r.Plan.Rate
	})
}

// wire is what is known of x on the wire.
func (x *Result) wire() Wire {
	if x.Wire == nil {
		return Wire{}
	}
	return *x.Wire
}

func perMessage(x *Result, n int) string {
	if x.Wire == nil || x.Sent == 0 {
		return "-"
	}
	return fmt.Sprintf("%.3g", float64(n)/float64(x.Sent))
}
