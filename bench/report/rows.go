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
	label       string // its name where no group stands beside it; name if it is empty
	cell        func(*bench.Result) string
	figure      func(*bench.Result) figure // the same as a number; nil if it is more than that
	quantity    quantity                   // of figure
	span        string                     // the name of the duration that cell shows, as in Result.Interval
	idle        bool                       // it says nothing here
}

// all are the rows that the plan can have, from top to bottom.
func (r *Report) all() []row {
	if r.Plan.Server == "queue" {
		return slices.Concat(r.queueRows(), r.queueTimes(), r.wireRows(), r.senderRows())
	}
	return slices.Concat(r.deliveryRows(), r.roomRows(), r.timeRows(), r.wireRows(), r.senderRows())
}

// rows are those that say something here.
func (r *Report) rows() []row {
	return slices.DeleteFunc(r.all(), func(x row) bool { return x.idle })
}

// groupedOnce takes the name of a group from all its rows but the first.
func groupedOnce(rows []row) []row {
	group := ""
	for i := range rows {
		if rows[i].group == group {
			rows[i].group = ""
		} else {
			group = rows[i].group
		}
	}
	return rows
}

func (r *Report) deliveryRows() []row {
	const group = "delivered"
	plain := func(name string, n func(*bench.Result) int) row {
		return row{
			group: group, name: name,
			cell:   func(x *bench.Result) string { return fmt.Sprint(n(x)) },
			figure: func(x *bench.Result) figure { return countOf(n(x), false) },
		}
	}
	alarming := func(name string, n func(*bench.Result) int) row {
		return row{
			group: group, name: name, idle: !r.any(func(x *bench.Result) bool { return n(x) > 0 }),
			cell:   func(x *bench.Result) string { return telling(n(x)) },
			figure: func(x *bench.Result) figure { return countOf(n(x), true) },
		}
	}
	lost := r.shareRow(group, "lost", func(x *bench.Result) (int, float64) { return x.Lost, x.LostPercent })
	rows := []row{
		plain("sent", func(x *bench.Result) int { return x.Sent }),
		alarming("not sent", func(x *bench.Result) int { return x.NotSent }),
		lost,
		r.wayRow("- up", "lost up", func(x *bench.Result) *int { return x.LostUp }),
		r.wayRow("- down", "lost down", func(x *bench.Result) *int { return x.LostDown }),
		alarming("too early", func(x *bench.Result) int { return x.Early }),
		alarming("refused", func(x *bench.Result) int { return x.Refused }),
		alarming("socket errors", func(x *bench.Result) int { return sumOf(x.SocketErrors) }),
		alarming("late", func(x *bench.Result) int { return x.Late }),
		r.shareRow(group, "duplicates", func(x *bench.Result) (int, float64) {
			return x.Duplicates, bench.Percent(x.Duplicates, x.Received)
		}),
		r.shareRow(group, "reordered", func(x *bench.Result) (int, float64) { return x.Reordered, x.ReorderedPercent }),
	}
	rows[len(rows)-1].label = "out of order"
	if r.Plan.Server == "broadcast" {
		rows[0].name = "to deliver"
		published := plain("published", func(x *bench.Result) int { return x.Broadcast.Published })
		rows = slices.Insert(rows, 0, published)
	}
	return rows
}

// shareRow shows how many messages something has happened to, and what share they are in percent.
func (r *Report) shareRow(group, name string, of func(*bench.Result) (n int, percent float64)) row {
	return row{
		group: group, name: name, quantity: percentage,
		cell: func(x *bench.Result) string { return share(of(x)) },
		figure: func(x *bench.Result) figure {
			n, percent := of(x)
			return figure{value: percent, known: true, telling: n > 0}
		},
	}
}

// wayRow shows how many of the lost messages were lost on one way.
func (r *Report) wayRow(name, label string, n func(*bench.Result) *int) row {
	return row{
		group: "delivered", name: name, label: label,
		idle: !r.any(func(x *bench.Result) bool { return n(x) != nil && x.Lost > 0 }),
		cell: func(x *bench.Result) string {
			if n(x) == nil {
				return "unknown"
			}
			return short(*n(x))
		},
		figure: func(x *bench.Result) figure {
			if n(x) == nil {
				return figure{}
			}
			return countOf(*n(x), false)
		},
	}
}

func (r *Report) timeRows() []row {
	gap := r.spanRow("steadiness", "longest gap", "longestGap")
	gap.idle = !r.anyGap()
	up, down := r.spanRow("one way", "up p50", "oneWayUp.p50"), r.spanRow("one way", "down p50", "oneWayDown.p50")
	up.label, down.label = "one way up p50", "one way down p50"
	setUp := r.spanRow("set-up", "time", "setup")
	setUp.label = "set-up"
	waited := r.shareRow("steadiness", "stalled", func(x *bench.Result) (int, float64) { return x.Stalls.Count, stalled(x) })
	waited.idle = !r.any(func(x *bench.Result) bool { return stalled(x) > 0 })
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
		whereSeen(waited),
		whereSeen(row{group: "steadiness", name: "longest stall", cell: r.stallCell, quantity: duration, figure: r.stallFigure}),
		setUp,
	}
}

// senderRows are about this program, and about what the operating system tells of TCP.
func (r *Report) senderRows() []row {
	late := func(name string, of func(*bench.Result) (s bench.Span, tells bool)) row {
		return row{
			group: "generator", name: name, quantity: duration, idle: r.Plan.Virtual(), // where nobody is late
			cell: func(x *bench.Result) string { return r.latenessCell(of(x)) },
			figure: func(x *bench.Result) figure {
				s, tells := of(x)
				f := r.durationOf(s)
				f.telling = tells
				return f
			},
		}
	}
	return []row{
		late("late by p50", func(x *bench.Result) (bench.Span, bool) {
			half, _ := fellBehind(x)
			return x.SendLateness.P50, half
		}),
		late("late by p99", func(x *bench.Result) (bench.Span, bool) {
			_, tail := fellBehind(x)
			return x.SendLateness.P99, tail
		}),
		{
			group: "TCP", name: "client resent", idle: !r.any(func(x *bench.Result) bool { return x.TCP != nil }),
			cell: func(x *bench.Result) string {
				if n, known := resent(x); known {
					return telling(n)
				}
				return notKnown
			},
			figure: func(x *bench.Result) figure {
				n, known := resent(x)
				f := countOf(n, true)
				f.known = known
				return f
			},
		},
	}
}

// spanRow shows the duration called span with its confidence interval.
func (r *Report) spanRow(group, name, span string) row {
	cell := func(x *bench.Result) string {
		s := x.Metrics.Span(span)
		if s == nil || !s.IsKnown() {
			return notKnown
		}
		if r.unresolved(s.Length()) {
			return r.belowText()
		}
		text := show(s.Length())
		if i, ok := x.Interval[span]; ok {
			text += " " + uncertainty(i, s.Length())
		}
		return text
	}
	return row{group: group, name: name, span: span, cell: cell, quantity: duration, figure: func(x *bench.Result) figure {
		if s := x.Metrics.Span(span); s != nil {
			return r.durationOf(*s)
		}
		return figure{}
	}}
}

func (r *Report) latenessCell(s bench.Span, telling bool) string {
	switch {
	case !s.IsKnown():
		return notKnown
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

// resent is how many segments x's clients sent again; UDP sends nothing again.
func resent(x *bench.Result) (n int, known bool) {
	if x.TCP == nil {
		return 0, !reliable(x)
	}
	return x.TCP.Retransmissions, true
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
