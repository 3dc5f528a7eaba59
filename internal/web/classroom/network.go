package classroom

import (
	"fmt"
	"math"
	"slices"
)

// network is everybody's network to the teacher: round trips of small messages by WebSocket, in milliseconds.
type network struct {
	round int                  // the latest measurement; 0: none yet
	trips map[string][]float64 // of the latest, by id
}

// A browser measures so many round trips, each of at most a minute.
const (
	MaxTrips = 40
	longest  = 60_000
)

// Measure has all browsers measure.
func (c *Class) Measure() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.network.round++
	c.network.trips = map[string][]float64{}
	c.screen = Screen{Page: Home, Lead: true}
	c.change()
}

// Trips notes what a browser has measured in a round, in milliseconds.
func (c *Class) Trips(id string, round int, trips []float64) error {
	if len(trips) == 0 || len(trips) > MaxTrips {
		return fmt.Errorf("%d round trips: 1 to %d are expected", len(trips), MaxTrips)
	}
	for _, ms := range trips {
		if !(ms >= 0 && ms <= longest) {
			return fmt.Errorf("a round trip of %v ms", ms)
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, err := c.whose(id); err != nil {
		return err
	}
	if round == c.network.round && round > 0 {
		c.network.trips[id] = slices.Clone(trips)
		c.change()
	}
	return nil
}

// A Pooled is what all have measured together. Times are in milliseconds.
type Pooled struct {
	Round   int       `json:"round"`
	Phones  int       `json:"phones"` // that have measured
	Trips   int       `json:"trips"`
	P50     float64   `json:"p50"` // half took no longer
	P90     float64   `json:"p90"`
	P99     float64   `json:"p99"`
	Medians []float64 `json:"medians"` // of each phone, in order
}

func (n *network) pooled() *Pooled {
	if n.round == 0 {
		return nil
	}
	p := &Pooled{Round: n.round, Phones: len(n.trips), Medians: []float64{}}
	var all []float64
	for _, trips := range n.trips {
		all = append(all, trips...)
		p.Medians = append(p.Medians, percentile(trips, 50))
	}
	slices.Sort(p.Medians)
	p.Trips, p.P50, p.P90, p.P99 = len(all), percentile(all, 50), percentile(all, 90), percentile(all, 99)
	return p
}

// percentile is the smallest of the values that is not exceeded by so many in a hundred (nearest rank); 0 if there are none.
func percentile(values []float64, hundredths float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	rank := int(math.Ceil(hundredths / 100 * float64(len(sorted))))
	return sorted[max(rank, 1)-1]
}
