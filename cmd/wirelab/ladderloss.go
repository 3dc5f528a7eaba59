package main

import (
	"context"
	"fmt"
	"io"

	"wirelab/internal/network/link"
	"wirelab/internal/network/packet"
)

// noteLoss says, if nothing was lost on a link that loses packets, which seed shows more.
func noteLoss(ctx context.Context, w io.Writer, run capture, got captured) {
	if !loses(run.link.Up) && !loses(run.link.Down) || losses(got) > 0 {
		return
	}
	shows := "shows a loss"
	if run.Reliable {
		shows = "shows a loss, and how it is made good"
	}
	const most = 50
	for range most {
		run.seed++
		got, err := run.run(ctx)
		if err != nil { // Ctrl-C: the picture is there, and this is an extra
			return
		}
		if losses(got) > 0 && (!run.Reliable || sentAgain(got, run.Framing) > 0) {
			fmt.Fprintf(w, "Nothing was lost here: --seed %d %s.\n", run.seed, shows)
			return
		}
	}
	fmt.Fprintf(w, "Nothing was lost here, and none of the next %d seeds %s.\n", most, shows)
}

// loses says whether the link loses packets by chance.
func loses(c link.Config) bool { return c.Loss > 0 || c.Burst.MeanLoss() > 0 }

func losses(got captured) (n int) {
	for _, r := range got.packets {
		if !r.Arrived() {
			n++
		}
	}
	return n
}

func sentAgain(got captured, protocol packet.Protocol) int {
	counter := packet.Counter{Protocol: protocol}
	for _, r := range got.packets {
		counter.Add(r)
	}
	return counter.Total.Retransmissions
}
