package measure

import (
	"testing"
	"time"

	"wirelab/bench"
	"wirelab/internal/network/link"

	"wirelab/bench/internal/checks"
)

// Neighbouring seeds are different experiments: no trial of one is a trial of another.
func TestTrialSeeds(t *testing.T) {
	seen := map[uint64]bool{}
	for seed := range uint64(100) {
		for trial := range 100 {
			s := trialSeed(seed, trial)
			if seen[s] {
				t.Fatalf("trial %d of seed %d has been there before", trial, seed)
			}
			seen[s] = true
		}
	}
	checks.Equal(t, "the first trial's seed", trialSeed(7, 0), 7) // as in the ladder
}

// What a plan measures of a link is the link's: the median hangs neither on how often a client sends nor on
// who else receives.
func TestJitterIsTheLinks(t *testing.T) {
	jittery := func(p *bench.Plan) {
		p.Transports, p.Trials, p.Duration, p.Size = []string{"udp"}, 1, 2*time.Minute, 30
		p.Link, p.Up, p.Down = "custom", link.Config{}, link.Config{Delay: 125 * ms, Jitter: 50 * ms}
	}
	for _, rate := range []float64{10, 200} {
		r := labReport(t, func(p *bench.Plan) { jittery(p); p.Rate = rate })
		p50, _ := r.Results[0].Response.P50.Get()
		p99, _ := r.Results[0].Response.P99.Get()
		if (p50-125*ms).Abs() > 5*ms || (p99-174*ms).Abs() > 2*ms {
			t.Errorf("%g a second: median %v, 99th percentile %v; want about 125 and 174 ms", rate, p50, p99)
		}
	}
	r := labReport(t, func(p *bench.Plan) { jittery(p); p.Server, p.Rate, p.Size = "broadcast", 10, 100 })
	skew, _ := r.Results[0].Broadcast.Skew.P50.Get()
	if (skew - 83*ms).Abs() > 5*ms { // of ten uniform draws from 100 ms
		t.Errorf("skew %v, want about 83 ms", skew)
	}
}
