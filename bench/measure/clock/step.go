package clock

import "time"

// Step returns the smallest of some steps of the clock.
func Step(now func() time.Duration) time.Duration {
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
