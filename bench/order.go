package bench

import (
	"sort"
	"time"
)

// Ordering is how far from their order the messages came (RFC 4737). Only first copies count.
type Ordering struct {
	// Reordered messages came after one with a higher sequence number (section 3).
	Reordered int
	// ExtentMax is the largest extent: how many arrivals before a reordered message the earliest one
	// with a higher number came (section 4.2).
	ExtentMax int
	// LateMax is the longest time between those two (section 4.3).
	LateMax Span
	// ThreeReordered messages came after three in a row with higher numbers (section 5 with n = 3),
	// which TCP would take for a loss.
	ThreeReordered int
}

// ordering looks at the sequence numbers in order of arrival; at holds when each came.
func ordering(arrived []int, at func(seq int) time.Duration) Ordering {
	var o Ordering
	highest := make([]int, len(arrived)) // among the arrivals up to here; never falls
	for i, seq := range arrived {
		highest[i] = seq
		if i == 0 {
			continue
		}
		highest[i] = max(seq, highest[i-1])
		if seq == highest[i] {
			continue
		}
		o.Reordered++
		earliest := sort.Search(i, func(j int) bool { return highest[j] > seq })
		o.ExtentMax = max(o.ExtentMax, i-earliest)
		if late := at(seq) - at(arrived[earliest]); !o.LateMax.known || late > o.LateMax.d {
			o.LateMax = Known(late)
		}
		if i >= 3 && min(arrived[i-1], arrived[i-2], arrived[i-3]) > seq {
			o.ThreeReordered++
		}
	}
	return o
}
