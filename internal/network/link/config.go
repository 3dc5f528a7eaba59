package link

import "time"

// A Config describes one direction of a link. The zero value is a perfect link: everything arrives
// at the instant it is sent.
type Config struct {
	Delay     time.Duration  // one way; zero: none
	Jitter    time.Duration  // the delay wanders between Delay-Jitter and Delay+Jitter, and keeps order; zero: none
	Loss      float64        // share lost, each packet by itself, 0 to 1; zero: none
	Burst     GilbertElliott // loss in bursts, instead of Loss; zero: none
	Reorder   float64        // share held back, exempt from order, 0 to 1; zero: none
	ReorderBy time.Duration  // how much later those arrive than they would have
	Duplicate float64        // share of the arriving packets that arrive twice, 0 to 1; zero: none
	Bandwidth int64          // bit/s, IP headers included; zero: no limit
	Queue     int            // bytes that may wait for a limited bandwidth; zero: DefaultQueue
}

// DefaultQueue is the size, in bytes, of the queue before a limited bandwidth. A packet that does not fit is
// dropped (tail drop).
const DefaultQueue = 64 << 10

// Room is how many bytes may wait for the bandwidth: zero where there is no limit to wait for.
func (c Config) Room() int {
	switch {
	case c.Bandwidth <= 0:
		return 0
	case c.Queue == 0:
		return DefaultQueue
	}
	return c.Queue
}
