package verify

import (
	"context"
	"slices"
	"sync"
	"time"

	"wirelab/internal/link"
)

// A Calibration says what the machine adds to response times between kernels: what they are on a link that
// takes no time, over UDP. Alone is one trial by itself; the others are medians over a crowd.
type Calibration struct {
	P50, P90, P99 time.Duration
	Alone         struct{ P50, P90, P99 time.Duration }
	Crowd         int // how many there were
}

// calibrate measures a perfect link, once alone, three times over, and then in a crowd, all at 50 messages
// a second.
func calibrate(ctx context.Context) (c Calibration, err error) {
	ideal, err := link.Named("ideal")
	if err != nil {
		return c, err
	}
	perfect := Case{Link: ideal, Transport: "udp", Rate: 50, Size: 200, Duration: 2 * time.Second}
	alone, err := perfect.outcomes(ctx, "kernel", seeds(3), 1, nil)
	if err != nil {
		return c, err
	}
	c.Alone.P50, c.Alone.P90, c.Alone.P99 = percentiles(alone)
	c.Crowd = perfect.crowd()
	crowd, err := perfect.outcomes(ctx, "kernel", seeds(c.Crowd), c.Crowd, nil)
	if err != nil {
		return c, err
	}
	c.P50, c.P90, c.P99 = percentiles(crowd)
	return c, nil
}

// percentiles are the medians of outcomes' own.
func percentiles(outcomes []Outcome) (p50, p90, p99 time.Duration) {
	middle := func(of func(Outcome) time.Duration) time.Duration {
		var v []time.Duration
		for _, o := range outcomes {
			v = append(v, of(o))
		}
		slices.Sort(v)
		return v[len(v)/2]
	}
	return middle(func(o Outcome) time.Duration { return o.P50 }),
		middle(func(o Outcome) time.Duration { return o.P90 }),
		middle(func(o Outcome) time.Duration { return o.P99 })
}

// seeds are 1 to n.
func seeds(n int) (s []uint64) {
	for i := range n {
		s = append(s, uint64(i+1))
	}
	return s
}

// outcomes carries out c on a network once with each seed, some of them side by side. done is called when
// one has ended, if it is not nil.
func (c Case) outcomes(ctx context.Context, net string, seeds []uint64, crowd int, done func()) ([]Outcome, error) {
	all := make([]Outcome, len(seeds))
	var mu sync.Mutex
	err := inCrowd(ctx, len(seeds), crowd, func(ctx context.Context, i int) error {
		o, err := c.outcome(ctx, net, seeds[i])
		mu.Lock()
		defer mu.Unlock()
		all[i] = o
		if err == nil && done != nil {
			done()
		}
		return err
	})
	return all, err
}

// outcome carries out c once.
func (c Case) outcome(ctx context.Context, net string, seed uint64) (Outcome, error) {
	if c.Bulk() {
		return c.bulk(ctx, net, seed)
	}
	return c.echo(ctx, net, seed)
}
