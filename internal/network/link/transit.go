package link

import (
	"container/heap"
	"time"
)

// A Transit holds packets of any type from when a link admits them until they arrive. The zero value is
// empty. Only one goroutine at a time may use it.
type Transit[P any] struct {
	waiting travellers[P]
	entered uint64 // counts packets, to keep the order of those that arrive at one time
}

// Len is the number of packets on their way.
func (t *Transit[P]) Len() int { return len(t.waiting) }

// Add adds a packet that arrives at that time. Of packets with the same time, those going up arrive first,
// and then the one that was added first.
func (t *Transit[P]) Add(at time.Duration, d Direction, p P) {
	t.entered++
	heap.Push(&t.waiting, traveller[P]{at, d, t.entered, p})
}

// Next returns the time at which the next packet arrives, if there is one.
func (t *Transit[P]) Next() (at time.Duration, ok bool) {
	if len(t.waiting) == 0 {
		return 0, false
	}
	return t.waiting[0].at, true
}

// Take removes and returns the next packet. There must be one.
func (t *Transit[P]) Take() P { return heap.Pop(&t.waiting).(traveller[P]).packet }

// A traveller is a packet on its way.
type traveller[P any] struct {
	at        time.Duration
	direction Direction
	order     uint64
	packet    P
}

// travellers are a heap.
type travellers[P any] []traveller[P]

func (h travellers[P]) Len() int { return len(h) }

func (h travellers[P]) Less(i, j int) bool {
	a, b := &h[i], &h[j]
	switch {
	case a.at != b.at:
		return a.at < b.at
	case a.direction != b.direction:
		return a.direction < b.direction
	}
	return a.order < b.order
}

func (h travellers[P]) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *travellers[P]) Push(x any)   { *h = append(*h, x.(traveller[P])) }

func (h *travellers[P]) Pop() any {
	last := len(*h) - 1
	x := (*h)[last]
	(*h)[last] = traveller[P]{}
	*h = (*h)[:last]
	return x
}
