package verify

import (
	"cmp"
	"context"
	"sync"
	"time"
)

// fast is the rate, in messages a second, from which on few trials run side by side.
const fast = 500

const (
	fastCrowd = 4
	slowCrowd = 32
)

// crowd is how many trials of a case run between kernels side by side. The numbers are measured: on two
// processors, with other programs about, the 99th percentile of a perfect link at 50 messages a second was
// 0.7 ms for one trial alone, and 0.5 ms for each of 32. See Calibration.
func (c Case) crowd() int {
	if c.Kind == Bulk || c.Kind == Flows || c.Rate >= fast {
		return fastCrowd
	}
	return slowCrowd
}

// threads is how many goroutines may run at once, as GOMAXPROCS has it. For each trial there are some
// that wait in the operating system, and Go takes the right to run away from such a one only when it
// notices, up to 10 ms later. With two of those rights, as on two processors, the 90th percentile of 16
// trials side by side was 7 ms; with four for each of them, it was 0.3 ms.
const threads = 4*32 + 8

// stagger lies between the starts of trials in a crowd, so that those of one rate do not all send at once.
const stagger = 3700 * time.Microsecond

// inCrowd calls do(0) to do(n-1), at most size of them at a time, and returns when all have ended. The
// first error, or the end of ctx, keeps further ones from starting.
func inCrowd(ctx context.Context, n, size int, do func(ctx context.Context, i int) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	free := make(chan struct{}, size)
	var running sync.WaitGroup
	for i := range n {
		select {
		case free <- struct{}{}:
		case <-ctx.Done():
		}
		if ctx.Err() != nil {
			break
		}
		running.Go(func() {
			if err := do(ctx, i); err != nil {
				cancel(err)
			}
			<-free
		})
		time.Sleep(stagger)
	}
	running.Wait()
	return context.Cause(ctx)
}

// inLab is about how long the lab takes for a trial.
func (c Case) inLab() time.Duration {
	switch c.Kind {
	case Bulk:
		return time.Duration(c.Size/1_000_000+1) * 200 * time.Millisecond
	case Answers, Flows:
		return 200 * time.Millisecond
	}
	return time.Duration(c.Rate*c.Duration.Seconds()) * 200 * time.Microsecond
}

// betweenKernels is about how much longer all takes for a trial between kernels, of which several run at a time.
func (c Case) betweenKernels() time.Duration {
	took := c.Duration + 4*c.Link.RTT() + 500*time.Millisecond
	switch c.Kind {
	case Bulk:
		const alone = 5_000_000 // bit/s, with some loss
		rate := min(alone, cmp.Or(c.Link.Down.Bandwidth, alone))
		took += time.Duration(c.Size) * 8 * time.Second / time.Duration(rate)
	case Flows:
		took += settle
	}
	return took / time.Duration(c.crowd())
}
