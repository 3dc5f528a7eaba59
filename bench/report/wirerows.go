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
	each := func(name string, n func(packet.Cost) int) row {
		return row{group: "wire", name: name, idle: !wired, cell: func(x *bench.Result) string {
			if x.Wire == nil || x.Sent == 0 {
				return "-"
			}
			return perMessage(n(x.Wire.Messages), x.Sent)
		}}
	}
	phase := func(name string, of func(*bench.Wire) packet.Cost) row {
		return row{group: "wire", name: name, idle: !wired, cell: func(x *bench.Result) string {
			if x.Wire == nil || len(x.Trials) == 0 {
				return "-"
			}
			c, n := of(x.Wire), float64(len(x.Trials))
			if c.Packets == 0 {
				return "0"
			}
			return fmt.Sprintf("%.3g (%.0f B)", float64(c.Packets)/n, float64(c.Bytes)/n)
		}}
	}
	again := each("- sent again", func(c packet.Cost) int { return c.RetransmittedBytes })
	again.idle = again.idle || !r.any(func(x *bench.Result) bool { return x.Wire != nil && x.Wire.Retransmissions > 0 })
	other := each("- other", func(c packet.Cost) int { return c.Other })
	other.idle = !r.any(func(x *bench.Result) bool { return x.Wire != nil && x.Wire.Messages.Other > 0 })
	return []row{
		each("packets/message", func(c packet.Cost) int { return c.Packets }),
		each("bytes/message", func(c packet.Cost) int { return c.Bytes }),
		each("- payload", func(c packet.Cost) int { return c.Payload }),
		each("- framing", func(c packet.Cost) int { return c.Framing }),
		each("- headers", func(c packet.Cost) int { return c.Headers }),
		each("- pure ACKs", func(c packet.Cost) int { return c.AckBytes }),
		again, other,
		phase("set-up packets", func(w *bench.Wire) packet.Cost { return w.SetUp }),
		phase("close packets", func(w *bench.Wire) packet.Cost { return w.Close }),
		{group: "wire", name: "retransmissions", idle: again.idle, cell: func(x *bench.Result) string {
			if x.Wire == nil {
				return "-"
			}
			return telling(x.Wire.Retransmissions)
		}},
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
