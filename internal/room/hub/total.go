package hub

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
