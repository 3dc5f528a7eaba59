package measure

import (
	"context"
	"time"

	"wirelab/bench"
	"wirelab/bench/measure/clock"
	"wirelab/bench/measure/place"
)

// calibrate measures the same thing several times over, UDP echo within one place, by the very code
// that the plan will be run with. short is what its server's Short says.
func calibrate(ctx context.Context, p bench.Plan, at *place.Place) (c *bench.Calibration, short, err error) {
	const runs = 6
	p.Transports, p.Targets = []string{"udp"}, nil
	p.Server, p.Size, p.Bulk = "echo", min(p.Size, 1000), 0
	p.Rate, p.Duration = 250, 100*time.Millisecond
	p.WarmUp, p.Wait = 20*time.Millisecond, time.Second
	self := &site{plan: p, place: at, sent: func() {}, came: func(int) {}}
	stop, err := self.startServers(ctx)
	defer stop()
	if err != nil {
		return nil, nil, err
	}
	var low, high time.Duration
	for i := range runs {
		s, err := self.trial(ctx, self.ends[0], i)
		if err != nil {
			return nil, nil, err
		}
		p50, _ := bench.Summarise(s).Response.P50.Get()
		if i == 0 {
			low, high = p50, p50
		}
		low, high = min(low, p50), max(high, p50)
	}
	step := clock.Step(at.Now)
	return &bench.Calibration{ClockStep: step, Resolution: max(high-low, step)}, self.shortBuffer, nil
}
