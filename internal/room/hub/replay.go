package hub

import (
	"slices"

	"wirelab/internal/room/event"
)

// replay is what a member missed, in its queue: one entry, however much that is. It is taken in pieces.
// The events are the room's, so that many members who miss the same cost no more than one.
type replay struct {
	gap    *Message   // what cannot be replayed; nil: all can
	events []*Message // those that can
}

// bytes returns how many bytes are to be replayed.
func (p *replay) bytes() int {
	n := 0
	for _, msg := range p.events {
		n += len(msg.line)
	}
	return n
}

// appendReplay appends the next piece, and says whether it was the last. It takes from space, which may
// become negative by a part of one event.
func (m *Member) appendReplay(buf []*Message, p *replay, space int) (taken []*Message, left int, done bool) {
	if p.gap != nil {
		buf, p.gap = append(buf, p.gap), nil
	}
	n := 0
	for ; n < len(p.events) && space > 0; n++ {
		missed := p.events[n]
		buf = append(buf, missed)
		space -= len(missed.line)
		m.toReplay -= len(missed.line)
		m.hub.release(missed)
	}
	p.events = p.events[n:]
	return buf, space, len(p.events) == 0
}

// resume queues the events after the one that the member says it has seen.
//
// Some of them may be in its queue already, behind the hole that made it ask. They are taken back,
// since the replay has them all: what the member gets from here on is in order, without holes and
// without anything twice. That also makes a second request replace the first one's replay instead
// of adding to it, so that the queue holds at most one for each room.
func (h *Hub) resume(s *seat, request *event.Request) {
	m, r := s.member, s.room
	next, first := request.Offset+1, r.first()
	p := &replay{}
	if request.Epoch != r.epoch || request.Offset > r.head { // it knows another life of the room
		next = first
		p.gap = gapMessage(r, 1, first-1)
	} else if next < first {
		p.gap = gapMessage(r, next, first-1)
		next = first
	}
	p.events = slices.Clone(r.holds()[next-first:])
	if !h.Quiet { // the answer to its join has told the member of that
		p.events = slices.DeleteFunc(p.events, func(msg *Message) bool { return msg.offset == s.joined })
	}
	if bytes := p.bytes(); bytes > 0 && !m.spend(request, bytes, 1) {
		return
	}
	h.stats.Resumed++
	if p.gap != nil {
		h.stats.Gaps++
	}
	m.takeBack(r)
	if p.gap != nil || len(p.events) > 0 {
		for _, msg := range p.events {
			h.keep(msg)
		}
		m.push(&Message{room: r, replay: p}, m)
	}
}

// Recalls says whether a room remembers all events after the one at offset, in the life of the room that epoch names.
// A client that has seen that one would get all that it has missed.
func (h *Hub) Recalls(room, epoch string, offset uint64) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	r, _ := h.find(room)
	return r != nil && r.epoch == epoch && r.first() <= offset+1 && offset <= r.head
}

func gapMessage(r *room, from, to uint64) *Message {
	return newMessage(event.Gap{Room: r.name, From: from, To: to, Epoch: r.epoch})
}
