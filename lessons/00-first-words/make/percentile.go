//go:build !solution

// Package percentile sorts times, and counts.
package percentile

import "time"

// Of returns the p-th percentile of times: the smallest of them that at least p percent of all do not exceed. p is more
// than 0 and at most 100, and there is at least one time. It leaves times as they are.
//
// Sort them, and count: of twenty times, the 50th percentile is the tenth, and the 99th is the twentieth, since
// nineteen would be 95 percent only.
//
// YOUR TASK: write it.
func Of(times []time.Duration, p int) time.Duration { return 0 }
