//go:build solution

// Package percentile sorts times, and counts.
package percentile

import (
	"slices"
	"time"
)

// Of returns the p-th percentile of times: the smallest of them that at least p percent of all do not exceed.
func Of(times []time.Duration, p int) time.Duration {
	sorted := slices.Sorted(slices.Values(times))
	n := (len(sorted)*p + 99) / 100 // rounded up
	return sorted[n-1]
}
