package measure

import (
	"testing"
	"time"

	"wirelab/bench"

	"wirelab/bench/internal/checks"
)

// TestThousandSubscribers: a crowd enters, hears everything, and costs each of its members no more than the
// few packets of its own connection. On a narrow link, which carries a small part of what it is told, it
// enters as well.
func TestThousandSubscribers(t *testing.T) {
	p := bench.DefaultPlan("lab")
	on(t, "ideal", &p)
	p.Server, p.Subscribers, p.Rate, p.Duration, p.Trials = "broadcast", 1000, 2, time.Second, 1
	if testing.Short() {
		p.Subscribers = 200
	}
	narrow := p
	on(t, "cafe", &narrow)
	if r, err := Run(t.Context(), narrow, Watcher{}); err != nil || r.Failed != nil || len(r.Results) != 3 {
		t.Errorf("in a cafe: %v %v", err, r)
	}
	r, err := Run(t.Context(), p, Watcher{})
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range r.Results {
		checks.Equal(t, x.Transport+": received", x.Received, 2*p.Subscribers)
		checks.Equal(t, x.Transport+": seen by all", x.Broadcast.MissedBySome+x.Broadcast.MissedByAll, 0)
		if n := x.Wire.SetUp.Packets + x.Wire.Close.Packets; n > 20*(p.Subscribers+1) {
			t.Errorf("%s: %d packets to come and go", x.Transport, n)
		}
	}
}
