package report

import (
	"fmt"

	"wirelab/bench"
	"wirelab/internal/network/packet"
)

// wireRows are what the messages cost on the wire: packets and bytes a message, the bytes divided by
// what they are for, and what came before and after them.
func (r *Report) wireRows() []row {
	wired := r.anyWire()
	part := func(name, label string, n func(packet.Cost) int) row {
		known := func(x *bench.Result) bool { return x.Wire != nil && x.Sent > 0 }
		return row{
			group: "wire", name: name, label: label, idle: !wired, quantity: each,
			cell: func(x *bench.Result) string {
				if !known(x) {
					return notKnown
				}
				return perMessage(n(x.Wire.Messages), x.Sent)
			},
			figure: func(x *bench.Result) figure {
				if !known(x) {
					return figure{}
				}
				return figure{value: float64(n(x.Wire.Messages)) / float64(x.Sent), known: true}
			},
		}
	}
	phase := func(name string, of func(*bench.Wire) packet.Cost) row {
		return row{group: "wire", name: name, idle: !wired, cell: func(x *bench.Result) string {
			if x.Wire == nil || len(x.Trials) == 0 {
				return notKnown
			}
			c, n := of(x.Wire), float64(len(x.Trials))
			if c.Packets == 0 {
				return "0"
			}
			return fmt.Sprintf("%.3g (%.0f B)", float64(c.Packets)/n, float64(c.Bytes)/n)
		}}
	}
	again := part("- sent again", "", func(c packet.Cost) int { return c.RetransmittedBytes })
	again.idle = again.idle || !r.any(func(x *bench.Result) bool { return x.Wire != nil && x.Wire.Retransmissions > 0 })
	other := part("- other", "", func(c packet.Cost) int { return c.Other })
	other.idle = !r.any(func(x *bench.Result) bool { return x.Wire != nil && x.Wire.Messages.Other > 0 })
	return []row{
		part("packets/message", "packets a message", func(c packet.Cost) int { return c.Packets }),
		part("bytes/message", "bytes a message", func(c packet.Cost) int { return c.Bytes }),
		part("- payload", "", func(c packet.Cost) int { return c.Payload }),
		part("- framing", "", func(c packet.Cost) int { return c.Framing }),
		part("- headers", "", func(c packet.Cost) int { return c.Headers }),
		part("- pure ACKs", "", func(c packet.Cost) int { return c.AckBytes }),
		again, other,
		phase("set-up packets", func(w *bench.Wire) packet.Cost { return w.SetUp }),
		phase("close packets", func(w *bench.Wire) packet.Cost { return w.Close }),
		retransmissionsRow(again.idle),
	}
}

// retransmissionsRow shows how many packets were sent again.
func retransmissionsRow(idle bool) row {
	return row{
		group: "wire", name: "retransmissions", idle: idle,
		cell: func(x *bench.Result) string {
			if x.Wire == nil {
				return notKnown
			}
			return telling(x.Wire.Retransmissions)
		},
		figure: func(x *bench.Result) figure {
			if x.Wire == nil {
				return figure{}
			}
			return countOf(x.Wire.Retransmissions, true)
		},
	}
}

// perMessage shows n divided by messages: three digits, and at most two of them after the point.
func perMessage(n, messages int) string {
	v := float64(n) / float64(messages)
	switch {
	case n == 0:
		return "0"
	case v < 10:
		return fmt.Sprintf("%.2f", v)
	case v < 100:
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.0f", v)
}

// whereSeen is a row about stalls, which are unknown where nobody sees the wire.
func whereSeen(x row) row {
	cell, number := x.cell, x.figure
	x.cell = func(x *bench.Result) string {
		if x.Stalls == nil {
			return "unknown"
		}
		return cell(x)
	}
	x.figure = func(x *bench.Result) figure {
		if x.Stalls == nil {
			return figure{}
		}
		return number(x)
	}
	return x
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

func (r *Report) stallCell(x *bench.Result) string {
	switch {
	case x.Stalls.Count == 0:
		return "none"
	case r.unresolved(x.Stalls.Longest.Length()):
		return r.belowText()
	}
	return show(x.Stalls.Longest.Length())
}

func (r *Report) stallFigure(x *bench.Result) figure {
	f := r.durationOf(x.Stalls.Longest)
	if x.Stalls.Count == 0 {
		f = r.durationOf(bench.Known(0))
	}
	f.telling = x.Stalls.Count > 0
	return f
}
