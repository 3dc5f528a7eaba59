package place

import (
	"wirelab/bench"
	"wirelab/internal/network/lab"
)

// Lab is a lab for one trial of p, whose packets m counts. If p takes place in virtual time, make and
// use it inside lab.Virtual.
func Lab(p bench.Plan, seed uint64, m *Meter) (*Place, error) {
	net, err := lab.New(lab.Config{
		Up: p.Up, Down: p.Down, Seed: seed, Virtual: p.Virtual(), Clients: p.Clients(),
		Tap: func(p lab.Packet) { m.See(p.Records()...) },
	})
	if err != nil {
		return nil, err
	}
	return &Place{
		Server: net.Server, Clients: clientsOf(net.Clients), Listen: net.Server.Addr.String() + ":0",
		Virtual: p.Virtual(), Settle: settling(p), Now: net.Now, Meter: m,
		Close: func() error { net.Close(); return nil },
	}, nil
}
