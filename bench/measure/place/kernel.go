package place

import (
	"wirelab/bench"
	"wirelab/internal/network/kernel"
	"wirelab/internal/network/packet"
)

// Kernel is kernels for one trial of p, whose packets m counts.
func Kernel(p bench.Plan, seed uint64, m *Meter) (*Place, error) {
	net, err := kernel.New(kernel.Config{
		Up: p.Up, Down: p.Down, Seed: seed, Clients: p.Clients(),
		Tap: func(p packet.Record) { m.See(p) },
	})
	if err != nil {
		return nil, err
	}
	return &Place{
		Server: net.Server, Clients: clientsOf(net.Clients), Listen: net.Server.Addr.String() + ":0",
		Settle: settling(p), Now: net.Now, Meter: m, Close: net.Close,
	}, nil
}
