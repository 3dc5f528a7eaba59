//go:build !windows

package measure

import "time"

// newClock returns a clock that shows the time since it was made.
func newClock() func() time.Duration {
	start := time.Now()
	return func() time.Duration { return time.Since(start) }
}
