package verify

import (
	"cmp"
	"context"
	"errors"
	"math"
	"slices"
	"time"

	"wirelab/internal/network/kernel"
	"wirelab/internal/network/lab"
	"wirelab/internal/network/netx"
	"wirelab/internal/network/packet"
)

// hosts are a server and a client, with a link between them.
type hosts struct {
	server, client netx.Network
	addr           string               // the server's
	now            func() time.Duration // by the network's clock
}

// on has do use a network that is made for it, and returns what was sent on its link, once all is over.
func (c Case) on(ctx context.Context, net string, seed uint64, do func(context.Context, hosts) error) (seen []packet.Record, err error) {
	if net == "lab" {
		failed := lab.Virtual(ctx, func(ctx context.Context) {
			var n *lab.Net
			n, err = lab.New(lab.Config{
				Up: c.Link.Up, Down: c.Link.Down, Seed: seed, Virtual: true,
				Tap: func(p lab.Packet) { seen = append(seen, p.Records()...) },
			})
			if err == nil {
				err = do(ctx, hosts{n.Server, n.Clients[0], n.Server.Addr.String(), n.Now})
				n.Close()
			}
		})
		err = cmp.Or(failed, err)
	} else {
		var n *kernel.Net
		n, err = kernel.New(kernel.Config{
			Up: c.Link.Up, Down: c.Link.Down, Seed: seed,
			Tap: func(p packet.Record) { seen = append(seen, p) },
		})
		if err == nil {
			err = do(ctx, hosts{n.Server, n.Clients[0], n.Server.Addr.String(), n.Now})
			err = errors.Join(err, n.Close())
		}
	}
	if err != nil {
		return nil, cmp.Or(ctx.Err(), err)
	}
	return seen, nil
}

// count takes into an outcome what hosts put on the link.
func (o *Outcome) count(seen []packet.Record) {
	counter := packet.Counter{Protocol: packet.Unframed}
	for _, r := range seen {
		counter.Add(r)
	}
	total := counter.Total
	o.Packets, o.Bytes, o.Retransmissions = total.Packets, total.Bytes, total.Retransmissions
	o.Fates = fatesOf(seen)
}

// time takes into an outcome how long each of some things took; those that took for ever are lost.
func (o *Outcome) time(took []time.Duration) {
	sorted := slices.Clone(took)
	for i, d := range sorted {
		if d == Never {
			o.Lost++
			sorted[i] = math.MaxInt64
		}
	}
	slices.Sort(sorted)
	at := func(share float64) time.Duration {
		d := sorted[max(0, int(math.Ceil(share*float64(len(sorted))))-1)]
		if d == math.MaxInt64 {
			return Never
		}
		return d
	}
	o.P50, o.P90, o.P99 = at(0.50), at(0.90), at(0.99)
	o.Messages = len(took)
}
