package capture

import (
	"context"
	"fmt"
	"io"

	"wirelab/internal/network/link"
	"wirelab/internal/network/packet"
	"wirelab/internal/term"
	"wirelab/internal/term/table"
)

// NoteLoss says, if nothing was lost on a link that loses packets, which seed shows more.
func NoteLoss(ctx context.Context, w io.Writer, plan Plan, got Result) {
	if !loses(plan.Link.Up) && !loses(plan.Link.Down) || losses(got) > 0 {
		return
	}
	shows := "shows a loss"
	if plan.Transport.Reliable {
		shows = "shows a loss, and how it is repaired"
	}
	const most = 50
	for range most {
		plan.Seed++
		got, err := plan.Run(ctx)
		if err != nil { // Ctrl-C: the picture is there, and this is an extra
			return
		}
		if losses(got) > 0 && (!plan.Transport.Reliable || sentAgain(got, plan.Transport.Framing) > 0) {
			io.WriteString(w, table.Paragraph(fmt.Sprintf("Nothing was lost here: --seed %d %s.", plan.Seed, shows), term.Columns(w)))
			return
		}
	}
	io.WriteString(w, table.Paragraph(fmt.Sprintf("Nothing was lost here, and none of the next %d seeds %s.", most, shows), term.Columns(w)))
}

// loses says whether the link loses packets by chance.
func loses(c link.Config) bool { return c.Loss > 0 || c.Burst.MeanLoss() > 0 }

func losses(got Result) (n int) {
	for _, r := range got.Packets {
		if !r.Arrived() {
			n++
		}
	}
	return n
}

func sentAgain(got Result, protocol packet.Protocol) int {
	counter := packet.Counter{Protocol: protocol}
	for _, r := range got.Packets {
		counter.Add(r)
	}
	return counter.Total.Retransmissions
}
