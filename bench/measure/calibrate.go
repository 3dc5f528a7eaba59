package bench

import (
	"context"
	"encoding/json"
	"time"
)

// A Calibration says what this machine can resolve at the moment.
type Calibration struct {
	// ClockStep is the smallest step that the clock was seen to make.
	ClockStep time.Duration
	// Resolution is by how much the median response time differs between runs that differ in
	// nothing. A difference between transports that is no larger is called none.
	Resolution time.Duration
}

// MarshalJSON implements json.Marshaler.
func (c Calibration) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		ClockStep  float64 `json:"clockStep"`
		Resolution float64 `json:"resolution"`
	}{milliseconds(c.ClockStep), milliseconds(c.Resolution)})
}

// calibrate measures the same thing several times over, UDP echo on this machine, by the very code
// that the plan will be run with.
func (r *runner) calibrate(ctx context.Context) (*Calibration, error) {
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
		p50, _ := Summarise(s).Response.P50.Get()
		if i == 0 {
			low, high = p50, p50
		}
		low, high = min(low, p50), max(high, p50)
	}
	step := clockStep(r.now)
	return &Calibration{ClockStep: step, Resolution: max(high-low, step)}, nil
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
