package hub

import (
	"slices"
	"time"

	"wirelab/internal/room/event"
)

// keepQueue is the capacity up to which an empty queue keeps its memory: the next few messages then
// cost no allocation, and an idle member costs little.
const keepQueue = 4

// push puts a message into the member's queue, and makes room by the policy if the queue is full. The
// queue is one of those that hold the message (Message.holders), unless push lets go of it. The hub is
// locked.
//
// by is whose doing the message is. pressed says how full the queue is, if it is another's.
func (m *Member) push(msg *Message, by *Member) (pressed pressure) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.put(msg)
	if m == by {
		m.own++
		return none
	}
	if len(m.queue) <= keepQueue { // as nearly always
		return none
	}
	return m.pressed()
}

// put is push with the member locked, too.
func (m *Member) put(msg *Message) {
	if m.err != nil || !m.fit(msg) {
		m.hub.releaseAll(msg)
		return
	}
	if len(m.queue) == 0 {
		*m.hub.woken = append(*m.hub.woken, m)
	}
	if len(m.queue) == keepQueue { // what has grown so far is likely to go on
		m.queue = slices.Grow(m.queue, 3*keepQueue)
	}
	m.queue = append(m.queue, msg)
	if msg.replay == nil {
		m.bytes += len(msg.line)
	} else {
		m.toReplay += msg.replay.bytes()
	}
	m.hub.stats.Queued++
}

// reply puts a reply into the member's queue.
func (m *Member) reply(r event.Reply) { m.push(m.hub.hold(newMessage(r), 1), m) }

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
			m.hub.stats.Dropped++
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
		m.letGo(m.queue[i])
		m.queue = slices.Delete(m.queue, i, i+1)
		m.hub.stats.Dropped++
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

// refuseLast has the member told why it is cut off, and cuts it off. It is one step: the error is
// never taken without the end.
func (m *Member) refuseLast(why *event.Error, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.put(m.hub.hold(newMessage(why), 1))
	m.evict(err)
}

// evict cuts the member off. One that was too slow loses its queue, but for an error that says so.
// Both locks are held.
func (m *Member) evict(err error) {
	if m.err != nil {
		return
	}
	if err == ErrTooSlow {
		m.hub.stats.Evicted++
		m.clear()
		last := newMessage(&event.Error{Code: event.TooSlow, Reason: "the queue of messages for you is full"})
		m.queue = []*Message{m.hub.hold(last, 1)}
		m.bytes = len(last.line)
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
		m.letGo(msg)
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
	m.own = 0
	m.tellSpace()
}

// clear drops what is queued.
func (m *Member) clear() {
	for _, msg := range m.queue {
		m.letGo(msg)
	}
	m.queue = nil
}

// letGo stops counting what is taken out of the queue, or what of a replay has not been taken.
func (m *Member) letGo(msg *Message) {
	if msg.replay == nil {
		m.bytes -= len(msg.line)
	} else {
		m.toReplay -= msg.replay.bytes()
	}
	m.hub.releaseAll(msg)
}

// A message is in many queues and takes memory once. So what all queues hold together is counted by
// message: from its first queue on, until the last has let go of it.

// hold counts a message that goes into n queues, and returns it.
func (h *Hub) hold(msg *Message, n int) *Message {
	msg.holders.Store(int32(n))
	h.held.Add(int64(len(msg.line)))
	return msg
}

// keep counts a message that goes into one more queue, perhaps after all had let go of it.
func (h *Hub) keep(msg *Message) {
	if msg.holders.Add(1) == 1 {
		h.held.Add(int64(len(msg.line)))
	}
}

// release is called where a queue lets go of a message, or does not take it.
func (h *Hub) release(msg *Message) {
	if msg.holders.Add(-1) == 0 {
		h.held.Add(-int64(len(msg.line)))
	}
}

// releaseAll does so for a message that was not put into a queue; for a replay, of all that is in it.
func (h *Hub) releaseAll(msg *Message) {
	if msg.replay == nil {
		h.release(msg)
		return
	}
	for _, missed := range msg.replay.events {
		h.release(missed)
	}
}

// relieve evicts those who have the most in their queues as long as all queues together hold more than
// they may. The hub is locked.
func (h *Hub) relieve() {
	for h.held.Load() > int64(h.queueTotal()) {
		var most *Member
		bytes := 0
		for _, m := range h.members {
			m.mu.Lock()
			if m.bytes+m.toReplay > bytes {
				most, bytes = m, m.bytes+m.toReplay
			}
			m.mu.Unlock()
		}
		if most == nil {
			return // it is all on its way out, in the queues of those who have been evicted
		}
		most.mu.Lock()
		most.evict(ErrTooSlow)
		most.mu.Unlock()
	}
}

// A pressure is how much is waiting for a member.
type pressure int

const (
	none          pressure = iota // less than half of what the queue holds
	half                          // half or more
	threeQuarters                 // three quarters or more
)

// pressed returns how much is waiting. Someone who has had half a queue waiting for longer than slowAfter
// is slow, and nobody else's pressure. The member is locked.
func (m *Member) pressed() pressure {
	quarters := m.quarters()
	if quarters < 2 {
		return none
	}
	switch {
	case m.since.IsZero():
		m.since = time.Now()
	case time.Since(m.since) > slowAfter:
		return none
	}
	if quarters < 3 {
		return half
	}
	return threeQuarters
}

// quarters is how many quarters of what the queue holds are there.
func (m *Member) quarters() int {
	return max(4*len(m.queue)/m.hub.queueMessages(), 4*m.bytes/m.hub.queueBytes())
}
