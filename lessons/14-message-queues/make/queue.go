//go:build !solution

// Package queue has a queue of work: what is put in is delivered to one consumer at a time, until somebody has done it.
package queue

import "time"

// A Queue holds work that is not done. It has no clock: whoever asks says what time it is.
type Queue struct {
	Wait     time.Duration // how long a consumer may take; then the work is late
	Attempts int           // so many deliveries, and if the last one is late, too, the work is dead
	Dead     []string      // what is dead, in the order in which it died

	// Your fields go here. A zero Queue with these set has to be ready to use.
}

// Work is a delivery.
type Work struct {
	Number  int // of what was put in: 1, 2, 3 ...
	Attempt int // 1 for its first delivery, 2 for the second
	Text    string
}

// Put puts work in and returns its number.
func (q *Queue) Put(text string) (number int) {
	// Your task, part 1.
	return 0
}

// Next delivers the first work, by number, that nobody has: because it is new, or because it is late. A consumer that was
// given work at a time has it until q.Wait later, and at that moment it is late. Work that is late after q.Attempts deliveries
// goes to q.Dead instead. ok is false if there is nothing to deliver.
func (q *Queue) Next(now time.Time) (w Work, ok bool) {
	// Your task, part 2.
	return Work{}, false
}

// Done says that a delivery is done. It returns false where that does not count: it is done or dead already, it is late, or
// it has been delivered again since, so that it is another one's now.
func (q *Queue) Done(w Work, now time.Time) bool {
	// Your task, part 3.
	return false
}
