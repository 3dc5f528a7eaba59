//go:build !windows

package clock

import "time"

// New returns a clock that shows the time since it was made.
func New() func() time.Duration {
	start := time.Now()
	return func() time.Duration { return time.Since(start) }
}
