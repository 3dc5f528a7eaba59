package measure

import (
	"context"
	"fmt"

	"wirelab/bench"
	"wirelab/internal/network/lab"
)

// labTrial runs one trial on a lab of its own.
func (r *runner) labTrial(ctx context.Context, name string, trial int) (s *bench.Samples, err error) {
	run := func(ctx context.Context) { s, err = r.onLink(ctx, name, trial, openLab) }
	if !r.plan.Virtual() {
		run(ctx)
		return s, err
	}
	if stuck := r.virtually(ctx, run); stuck != nil {
		return nil, stuck
	}
	return s, err
}

// virtually runs f in virtual time. That it never ends is an error, which says how to see it again.
func (r *runner) virtually(ctx context.Context, f func(context.Context)) error {
	if err := lab.Virtual(ctx, f); err != nil {
		return fmt.Errorf("%s: %w", r.plan.Command(), err)
	}
	return nil
}

// openLab makes the lab for a trial of p.
func openLab(p bench.Plan, seed uint64, see tap) (*linked, error) {
	net, err := lab.New(lab.Config{
		Up: p.Up, Down: p.Down, Seed: seed, Virtual: p.Virtual(), Clients: p.Clients(),
		Tap: func(p lab.Packet) { see(p.Records()...) },
	})
	if err != nil {
		return nil, err
	}
	return &linked{
		place: place{
			server: net.Server, clients: clientsOf(net.Clients), listen: net.Server.Addr.String() + ":0",
			virtual: p.Virtual(), settle: settling(p),
		},
		now:   net.Now,
		close: func() error { net.Close(); return nil },
	}, nil
}
