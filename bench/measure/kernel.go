package measure

import (
	"cmp"
	"context"
	"runtime"

	"wirelab/bench"
	"wirelab/internal/network/kernel"
	"wirelab/internal/network/link"
	"wirelab/internal/network/packet"
)

// kernelTrials runs the trials between kernels, once it knows what these can resolve where the link is
// perfect.
func (r *runner) kernelTrials(ctx context.Context) (*bench.Calibration, map[string][]bench.Metrics, error) {
	r.progress.doing.Store("calibrating")
	perfect := r.plan
	perfect.Up, perfect.Down = link.Config{}, link.Config{}
	net, err := openKernel(perfect, 0, func(...packet.Record) {})
	if err != nil {
		return nil, nil, err
	}
	net.settle = 0
	calibration, err := (&runner{plan: perfect, place: net.place, now: net.now}).calibrate(ctx)
	if err = cmp.Or(err, net.close()); err != nil {
		return nil, nil, err
	}
	trials, err := r.trials(ctx, r.oneByOne(r.kernelTrial))
	return calibration, trials, err
}

// kernelTrial runs one trial on kernels of its own.
func (r *runner) kernelTrial(ctx context.Context, name string, trial int) (*bench.Samples, error) {
	runtime.GC() // so that no garbage of one trial is collected in the next
	return r.onLink(ctx, name, trial, openKernel)
}

// openKernel makes the kernels for a trial of p.
func openKernel(p bench.Plan, seed uint64, see tap) (*linked, error) {
	net, err := kernel.New(kernel.Config{
		Up: p.Up, Down: p.Down, Seed: seed, Clients: p.Clients(),
		Tap: func(p packet.Record) { see(p) },
	})
	if err != nil {
		return nil, err
	}
	return &linked{
		place: place{
			server: net.Server, clients: clientsOf(net.Clients), listen: net.Server.Addr.String() + ":0",
			settle: settling(p),
		},
		now:   net.Now,
		close: net.Close,
	}, nil
}
