//go:build !linux

package clock

import "time"

// NewPacer returns a pacer for the calling goroutine. Sleep overshoots by up to a millisecond or
// two here, so the last two are spun.
func NewPacer(now func() time.Duration) *Pacer {
	return &Pacer{now: now, spin: 2 * time.Millisecond, nap: time.Sleep}
}
