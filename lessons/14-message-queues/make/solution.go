//go:build solution

// Package queue has a queue of work: what is put in is delivered to one consumer at a time, until somebody has done it.
package queue

import "time"

// A Queue holds work that is not done. It has no clock: whoever asks says what time it is.
type Queue struct {
	Wait     time.Duration // how long a consumer may take; then the work is late
	Attempts int           // so many deliveries, and if the last one is late, too, the work is dead
	Dead     []string      // what is dead, in the order in which it died

	put   int // how many, ever
	items []*item
}

// Work is a delivery.
type Work struct {
	Number  int // of what was put in: 1, 2, 3 ...
	Attempt int // 1 for its first delivery, 2 for the second
	Text    string
}

// item is work that is not done.
type item struct {
	Work           // its last delivery
	due  time.Time // when it is late
}

// Put puts work in and returns its number.
func (q *Queue) Put(text string) (number int) {
	q.put++
	q.items = append(q.items, &item{Work: Work{Number: q.put, Text: text}})
	return q.put
}

// Next delivers the first work, by number, that nobody has: because it is new, or because it is late. ok is false if there is
// nothing to deliver.
func (q *Queue) Next(now time.Time) (w Work, ok bool) {
	for i := 0; i < len(q.items); i++ {
		it := q.items[i]
		switch {
		case it.Attempt > 0 && now.Before(it.due): // somebody has it
			continue
		case it.Attempt == q.Attempts:
			q.Dead = append(q.Dead, it.Text)
			q.items = append(q.items[:i], q.items[i+1:]...)
			i--
			continue
		}
		it.Attempt++
		it.due = now.Add(q.Wait)
		return it.Work, true
	}
	return Work{}, false
}

// Done says that a delivery is done. It returns false where that does not count.
func (q *Queue) Done(w Work, now time.Time) bool {
	for i, it := range q.items {
		if it.Number == w.Number && it.Attempt == w.Attempt && now.Before(it.due) {
			q.items = append(q.items[:i], q.items[i+1:]...)
			return true
		}
	}
	return false
}
