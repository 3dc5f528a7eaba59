package verify

import (
	"context"
	"math"
	"slices"
	"sync"
	"time"

	"wirelab/internal/network/link"
)

// A Calibration says how much the machine adds to response times between kernels. It is measured over TCP, on
// a link that only takes 1 ms each way: the response time minus those 2 ms.
type Calibration struct {
	Alone Added // the median of some trials, one after the other, at 50 messages a second
	Slow  Added // in a crowd at that rate: in 9 of 10 trials it is no more
	Fast  Added // the same at 500 messages a second
}

// Added is by how much percentiles of response times are longer.
type Added struct{ P50, P90, P99 time.Duration }

// of is what the machine adds to c at most.
func (c Calibration) of(x Case) Added {
	if x.crowd() < slowCrowd {
		return c.Fast
	}
	return c.Slow
}

// calibrate measures. hurry divides how long that takes.
func calibrate(ctx context.Context, hurry time.Duration) (c Calibration, err error) {
	const delay = time.Millisecond
	known := link.Profile{Up: link.Config{Delay: delay}, Down: link.Config{Delay: delay}}
	slow := Case{Link: known, Transport: "tcp", Rate: 50, Size: 200, Duration: 3 * time.Second / hurry}
	quick := Case{Link: known, Transport: "tcp", Rate: fast, Size: 200, Duration: time.Second / hurry}
	for _, x := range []struct {
		Case
		trials, crowd int
		share         float64
		to            *Added
	}{
		{slow, 3, 1, 0.5, &c.Alone},
		{slow, slow.crowd(), slow.crowd(), 0.9, &c.Slow},
		{quick, 4 * quick.crowd(), quick.crowd(), 0.9, &c.Fast},
	} {
		outcomes, err := x.outcomes(ctx, "kernel", seeds(x.trials), x.crowd, nil)
		if err != nil {
			return c, err
		}
		*x.to = added(outcomes, 2*delay, x.share)
	}
	return c, nil
}

// added is by how much response times exceed usual, in a share of the outcomes at most.
func added(outcomes []Outcome, usual time.Duration, share float64) Added {
	most := func(of func(Outcome) time.Duration) time.Duration {
		var v []time.Duration
		for _, o := range outcomes {
			v = append(v, of(o)-usual)
		}
		slices.Sort(v)
		return v[max(0, int(math.Ceil(share*float64(len(v))))-1)]
	}
	return Added{
		most(func(o Outcome) time.Duration { return o.P50 }),
		most(func(o Outcome) time.Duration { return o.P90 }),
		most(func(o Outcome) time.Duration { return o.P99 }),
	}
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
	switch c.Kind {
	case Bulk:
		return c.bulk(ctx, net, seed)
	case Dials:
		return c.dials(ctx, net, seed)
	case Answers:
		return c.answers(ctx, net, seed)
	case Flows:
		return c.flows(ctx, net, seed)
	}
	return c.echo(ctx, net, seed)
}
