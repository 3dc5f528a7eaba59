package hub

import (
	"slices"

	"wirelab/internal/event"
)

// keepQueue is the capacity up to which an empty queue keeps its memory: the next few messages then
// cost no allocation, and an idle member costs little.
const keepQueue = 4

// push puts a message into the member's queue, and makes room by the policy if the queue is full.
// The hub is locked.
func (m *Member) push(msg *Message) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.put(msg)
}

// put is push with the member locked, too.
func (m *Member) put(msg *Message) {
	if m.err != nil || !m.fit(msg) {
		return
	}
	if len(m.queue) == 0 {
		*m.hub.woken = append(*m.hub.woken, m)
	}
	if len(m.queue) == keepQueue { // what has grown so far is likely to go on
		m.queue = slices.Grow(m.queue, 3*keepQueue)
	}
	m.queue = append(m.queue, msg)
	m.bytes += len(msg.line)
	m.hub.stats.Queued++
}

// reply puts a reply into the member's queue.
func (m *Member) reply(r event.Reply) { m.push(&Message{line: r.Line()}) }

// fit sees to it that msg has space in the queue, and returns false if it is not to have any.
//
// Replies are never dropped: events make room for them. A queue that is full of replies is that of
// a client that asks and does not listen, and under any policy its member is evicted.
func (m *Member) fit(msg *Message) bool {
	for m.full(msg) {
		var i int
		switch {
		case m.hub.Policy == DropOldest:
			i = slices.IndexFunc(m.queue, (*Message).droppable)
		case m.hub.Policy == DropNewest && msg.droppable():
			m.drop(1)
			return false
		case m.hub.Policy == DropNewest:
			i = lastDroppable(m.queue)
		default:
			i = -1
		}
		if i < 0 {
			m.evict(ErrTooSlow)
			return false
		}
		m.bytes -= len(m.queue[i].line)
		m.queue = slices.Delete(m.queue, i, i+1)
		m.drop(1)
	}
	return true
}

func (m *Member) full(msg *Message) bool {
	return len(m.queue) > 0 && (len(m.queue) >= m.hub.queueMessages() ||
		m.bytes+len(msg.line) > m.hub.queueBytes())
}

// droppable says whether msg is a single event.
func (msg *Message) droppable() bool { return msg.offset > 0 }

func lastDroppable(queue []*Message) int {
	for i, msg := range slices.Backward(queue) {
		if msg.droppable() {
			return i
		}
	}
	return -1
}

func (m *Member) drop(n uint64) {
	m.dropped += n
	m.hub.stats.Dropped += n
}

// refuseLast has the member told why it is cut off, and cuts it off. It is one step: the error is
// never taken without the end.
func (m *Member) refuseLast(why *event.Error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.put(&Message{line: why.Line()})
	m.evict(ErrMistakes)
}

// evict cuts the member off. One that was too slow loses its queue, but for an error that says so.
// Both locks are held.
func (m *Member) evict(err error) {
	if m.err != nil {
		return
	}
	if err == ErrTooSlow {
		m.hub.stats.Evicted++
		last := &event.Error{Code: event.TooSlow, Reason: "the queue of messages for you is full"}
		m.queue = []*Message{{line: last.Line()}}
		m.bytes = 0
	}
	m.disconnect(err)
	*m.hub.woken = append(*m.hub.woken, m) // even if its queue was not empty: there is news
}

// takeBack removes from the queue what is there of a room's events. The hub is locked.
func (m *Member) takeBack(r *room) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.queue = slices.DeleteFunc(m.queue, func(msg *Message) bool {
		if msg.room != r {
			return false
		}
		m.bytes -= len(msg.line)
		return true
	})
	if len(m.queue) == 0 {
		m.empty()
	}
}

// empty makes the queue empty, and gives its memory back unless it is little.
func (m *Member) empty() {
	clear(m.queue)
	m.queue = m.queue[:0]
	if cap(m.queue) > keepQueue {
		m.queue = nil
	}
	m.bytes = 0
}
