package report

import (
	"fmt"
	"slices"

	"wirelab/bench"
	"wirelab/internal/transport"
)

// A row of the table is one metric. Where span is set, the transports compete for the smallest.
type row struct {
	group, name string
	cell        func(*bench.Result) string
	span        string // the name of the duration that cell shows, as in Result.Interval
	idle        bool   // it says nothing here
}

// rows are the table, from top to bottom, without those that say nothing here.
func (r *Report) rows() []row {
	rows := slices.Concat(r.deliveryRows(), r.roomRows(), r.timeRows(), r.wireRows(), r.senderRows())
	group := ""
	rows = slices.DeleteFunc(rows, func(x row) bool { return x.idle })
	for i := range rows { // a group is named once
		if rows[i].group == group {
			rows[i].group = ""
		} else {
			group = rows[i].group
		}
	}
	return rows
}

func (r *Report) deliveryRows() []row {
	count := func(name string, n func(*bench.Result) int) row {
		return row{
			group: "delivered", name: name, idle: !r.any(func(x *bench.Result) bool { return n(x) > 0 }),
			cell: func(x *bench.Result) string { return telling(n(x)) },
		}
	}
	way := func(name string, n func(*bench.Result) *int) row {
		known := func(x *bench.Result) bool { return n(x) != nil && x.Lost > 0 }
		return row{group: "delivered", name: name, idle: !r.any(known), cell: func(x *bench.Result) string {
			if n(x) == nil {
				return "unknown"
			}
			return short(*n(x))
		}}
	}
	sent := "sent"
	published := row{group: "delivered", name: "published", idle: true}
	if r.Plan.Server == "broadcast" {
		sent = "to deliver"
		published.idle = false
		published.cell = func(x *bench.Result) string { return fmt.Sprint(x.Broadcast.Published) }
	}
	return []row{
		published,
		{group: "delivered", name: sent, cell: func(x *bench.Result) string { return fmt.Sprint(x.Sent) }},
		count("not sent", func(x *bench.Result) int { return x.NotSent }),
		{group: "delivered", name: "lost", cell: func(x *bench.Result) string { return share(x.Lost, x.LostPercent) }},
		way("- up", func(x *bench.Result) *int { return x.LostUp }),
		way("- down", func(x *bench.Result) *int { return x.LostDown }),
		count("too early", func(x *bench.Result) int { return x.Early }),
		count("refused", func(x *bench.Result) int { return x.Refused }),
		count("socket errors", func(x *bench.Result) int { return sumOf(x.SocketErrors) }),
		count("late", func(x *bench.Result) int { return x.Late }),
		{group: "delivered", name: "duplicates", cell: func(x *bench.Result) string { return share(x.Duplicates, bench.Percent(x.Duplicates, x.Received)) }},
		{group: "delivered", name: "reordered", cell: func(x *bench.Result) string { return share(x.Reordered, x.ReorderedPercent) }},
	}
}

func (r *Report) timeRows() []row {
	gap := r.spanRow("steadiness", "longest gap", "longestGap")
	gap.idle = !r.anyGap()
	up, down := r.spanRow("one way", "up p50", "oneWayUp.p50"), r.spanRow("one way", "down p50", "oneWayDown.p50")
	up.idle = !r.Plan.Linked() // elsewhere the ways are no different, and response is what a user feels
	down.idle = up.idle
	return []row{
		r.spanRow("response", "p50", "p50"),
		r.spanRow("response", "p90", "p90"),
		r.spanRow("response", "p99", "p99"),
		r.spanRow("response", "max", "max"),
		up, down,
		r.spanRow("steadiness", "RTP jitter", "rtp"),
		gap,
		{group: "steadiness", name: "stalled", cell: stalledCell, idle: !r.any(func(x *bench.Result) bool { return stalled(x) > 0 })},
		{group: "steadiness", name: "longest stall", cell: r.stallCell},
		r.spanRow("set-up", "time", "setup"),
	}
}

// senderRows are about this program, and about what the operating system tells of TCP.
func (r *Report) senderRows() []row {
	half := func(x *bench.Result) string {
		half, _ := fellBehind(x)
		return r.latenessCell(x.SendLateness.P50, half)
	}
	tail := func(x *bench.Result) string {
		_, tail := fellBehind(x)
		return r.latenessCell(x.SendLateness.P99, tail)
	}
	never := r.Plan.Virtual() // is it late
	return []row{
		{group: "generator", name: "late by p50", cell: half, idle: never},
		{group: "generator", name: "late by p99", cell: tail, idle: never},
		{group: "TCP", name: "client resent", cell: tcpCell, idle: !r.any(func(x *bench.Result) bool { return x.TCP != nil })},
	}
}

// spanRow shows the duration called span with its confidence interval.
func (r *Report) spanRow(group, name, span string) row {
	return row{group: group, name: name, span: span, cell: func(x *bench.Result) string {
		s := x.Metrics.Spans()[span]
		if s == nil || !s.IsKnown() {
			return "-"
		}
		if r.unresolved(s.Length()) {
			return r.belowText()
		}
		text := show(s.Length())
		if i, ok := x.Interval[span]; ok {
			text += " " + uncertainty(i, s.Length())
		}
		return text
	}}
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

// stalled is the share of x's trips, there or back, at whose end a message waited for bytes before it.
func stalled(x *bench.Result) float64 {
	if x.Stalls == nil {
		return 0
	}
	if x.Broadcast != nil {
		return bench.Percent(x.Stalls.Count, x.Broadcast.Published+x.Received)
	}
	return bench.Percent(x.Stalls.Count, x.Sent+x.Received) // each message goes there and back
}

func stalledCell(x *bench.Result) string {
	if x.Stalls == nil {
		return "unknown"
	}
	return share(x.Stalls.Count, stalled(x))
}

func (r *Report) stallCell(x *bench.Result) string {
	switch {
	case x.Stalls == nil:
		return "unknown"
	case x.Stalls.Count == 0:
		return "none"
	case r.unresolved(x.Stalls.Longest.Length()):
		return r.belowText()
	}
	return show(x.Stalls.Longest.Length())
}

func (r *Report) latenessCell(s bench.Span, telling bool) string {
	switch {
	case !s.IsKnown():
		return "-"
	case r.unresolved(s.Length()):
		return r.belowText()
	case telling:
		return show(s.Length()) + tellingMark
	}
	return show(s.Length())
}

// telling writes a count that should be 0.
func telling(n int) string {
	if n == 0 {
		return "0"
	}
	return short(n) + tellingMark
}

func tcpCell(x *bench.Result) string {
	if x.TCP == nil {
		return "-"
	}
	return telling(x.TCP.Retransmissions)
}

// reliable says whether x's transport sends again what was lost.
func reliable(x *bench.Result) bool {
	t, err := transport.Named(x.Transport)
	return err == nil && t.Reliable
}

// any says whether f holds for a transport.
func (r *Report) any(f func(*bench.Result) bool) bool {
	for i := range r.Results {
		if f(&r.Results[i]) {
			return true
		}
	}
	return false
}

// anyGap says whether deliveries paused anywhere for more than the pace of sending explains.
func (r *Report) anyGap() bool {
	return r.any(func(x *bench.Result) bool {
		return x.Gaps.Longest.IsKnown() && x.Gaps.Longest.Length().Seconds() > 2/r.Plan.Rate
	})
}

// sumOf is the sum of counts by name.
func sumOf(counts map[string]int) (n int) {
	for _, count := range counts {
		n += count
	}
	return n
}
