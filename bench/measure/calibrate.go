package measure

import (
	"context"
	"time"

	"wirelab/bench"
)

// calibrate measures the same thing several times over, UDP echo on this machine, by the very code
// that the plan will be run with.
func (r *runner) calibrate(ctx context.Context) (*bench.Calibration, error) {
	const runs = 6
	self := &runner{plan: r.plan, place: r.place, now: r.now, progress: &Progress{}}
	self.plan.Transports, self.plan.Targets = []string{"udp"}, nil
	self.plan.Server, self.plan.Size = "echo", min(r.plan.Size, 1000)
	self.plan.Rate, self.plan.Duration = 250, 100*time.Millisecond
	self.plan.WarmUp, self.plan.Wait = 20*time.Millisecond, time.Second
	stop, err := self.startServers(ctx)
	defer stop()
	if err != nil {
		return nil, err
	}
	r.shortBuffer = self.shortBuffer
	var low, high time.Duration
	for i := range runs {
		s, err := self.trial(ctx, self.ends[0], i)
		if err != nil {
			return nil, err
		}
		p50, _ := bench.Summarise(s).Response.P50.Get()
		if i == 0 {
			low, high = p50, p50
		}
		low, high = min(low, p50), max(high, p50)
	}
	step := clockStep(r.now)
	return &bench.Calibration{ClockStep: step, Resolution: max(high-low, step)}, nil
}

// clockStep returns the smallest of some steps of the clock.
func clockStep(now func() time.Duration) time.Duration {
	smallest := time.Duration(1<<63 - 1)
	for range 100 {
		a := now()
		b := now()
		for b == a {
			b = now()
		}
		smallest = min(smallest, b-a)
	}
	return smallest
}
