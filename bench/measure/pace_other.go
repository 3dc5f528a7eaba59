//go:build !linux

package measure

import "time"

// newPacer returns a pacer for the calling goroutine. Sleep overshoots by up to a millisecond or
// two here, so the last two are spun.
func newPacer(now func() time.Duration) *pacer {
	return &pacer{now: now, spin: 2 * time.Millisecond, nap: time.Sleep}
}
