//go:build solution

package fanout

import "slices"

// Emit makes the room's next event of text.
func (r *Room) Emit(text string) (offset int) {
	r.Last++
	for _, m := range r.Members {
		m.Push(Event{r.Last, text})
	}
	r.Members = slices.DeleteFunc(r.Members, func(m *Member) bool { return m.Evicted })
	return r.Last
}

// Push puts an event into the member's queue.
func (m *Member) Push(e Event) {
	if len(m.Queue) < m.Limit {
		m.Queue = append(m.Queue, e)
		return
	}
	switch m.Policy {
	case Disconnect:
		m.Queue, m.Evicted = nil, true
	case DropOldest:
		m.Queue = append(m.Queue[1:], e)
		m.Dropped++
	case DropNewest:
		m.Dropped++
	}
}
