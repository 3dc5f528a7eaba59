package hub

import "wirelab/internal/event"

// replay is what a member missed, in its queue: one entry, however much that is.
type replay struct {
	gap    *Message   // what cannot be replayed; nil: all can
	events []*Message // shared with the room's history
	joined uint64     // the member's own join, which it was told of by joined; 0 if that is no event
}

func (p *replay) appendTo(buf []*Message) []*Message {
	if p.gap != nil {
		buf = append(buf, p.gap)
	}
	for _, msg := range p.events {
		if msg.offset != p.joined {
			buf = append(buf, msg)
		}
	}
	return buf
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
	if !h.Quiet {
		p.joined = s.joined
	}
	if request.Epoch != r.epoch || request.Offset > r.head { // it knows another life of the room
		next = 1
		p.gap = gapMessage(r, 1, first-1)
	} else if next < first {
		p.gap = gapMessage(r, next, first-1)
	}
	p.events = r.holds()
	if next > first {
		p.events = p.events[next-first:]
	}

	h.stats.Resumed++
	if p.gap != nil {
		h.stats.Gaps++
	}
	m.takeBack(r)
	if p.gap != nil || len(p.events) > 0 {
		m.push(&Message{room: r, replay: p})
	}
}

func gapMessage(r *room, from, to uint64) *Message {
	return &Message{line: event.Gap{Room: r.name, From: from, To: to, Epoch: r.epoch}.Line()}
}
