//go:build solution

// Package order puts messages that came out of order back into order, and does not wait for ever.
package order

import (
	"maps"
	"slices"
	"time"
)

// A Buffer stands between the network and the program. Messages are numbered from 1 by their sender.
type Buffer struct {
	Wait time.Duration // how long a message is kept back for those before it

	last int // that was handed on or given up
	kept map[int]kept
}

type kept struct {
	message string
	came    time.Duration
}

// Arrive takes a message, and returns those that are handed to the program now.
func (b *Buffer) Arrive(now time.Duration, number int, message string) []string {
	if b.kept == nil {
		b.kept = map[int]kept{}
	}
	if _, twice := b.kept[number]; number > b.last && !twice {
		b.kept[number] = kept{message, now}
	}
	return b.Tick(now)
}

// Tick hands on what has been kept back for long enough.
func (b *Buffer) Tick(now time.Duration) (handed []string) {
	patient := b.last // up to here nobody is waited for any more
	for number, k := range b.kept {
		if now-k.came >= b.Wait {
			patient = max(patient, number)
		}
	}
	for _, number := range slices.Sorted(maps.Keys(b.kept)) {
		if number != b.last+1 && number > patient {
			break
		}
		handed = append(handed, b.kept[number].message)
		delete(b.kept, number)
		b.last = number
	}
	return handed
}
