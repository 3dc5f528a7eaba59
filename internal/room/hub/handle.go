package hub

import (
	"cmp"
	"slices"

	"wirelab/internal/room/event"
)

// carryOut does what a request asks. The hub is locked, and the request is well-formed.
func (h *Hub) carryOut(m *Member, request *event.Request) {
	h.tellOwed()
	var s *seat
	switch request.Type {
	case event.TypeEmit, event.TypeResume, event.TypeLeave, event.TypeSubscribe, event.TypeDone, event.TypeAgain, event.TypeWatch:
		if s = m.seat(request.Room); s == nil {
			m.fail(request, event.NotJoined, "you are not in that room")
			return
		}
	}
	switch request.Type {
	case event.TypeJoin:
		h.join(m, request)
	case event.TypeEmit:
		h.emit(s, request)
	case event.TypeResume:
		h.resume(s, request)
	case event.TypeLeave:
		h.leave(s)
		if request.ID != nil {
			h.decide(&decision{by: m, ack: event.Ack{ID: request.ID, Room: request.Room, Offset: s.room.last()}})
		}
	case event.TypeSubscribe:
		h.subscribe(s, request)
	case event.TypeDone:
		h.finish(s, request)
	case event.TypeAgain:
		h.again(s, request)
	case event.TypeQueue:
		h.tellQueues(m, request)
	case event.TypeWatch:
		h.watchQueues(s, request)
	case event.TypeName:
		h.rename(m, request)
	case event.TypeWho:
		h.who(m, request)
	case event.TypeRooms:
		h.listRooms(m)
	case event.TypePing:
		for _, s := range m.seats {
			m.reply(event.Head{Room: s.room.name, Epoch: s.room.epoch, Offset: s.room.head})
		}
	}
}

func (m *Member) fail(request *event.Request, code, reason string) {
	m.reply(&event.Error{Code: code, Reason: reason, ID: request.ID})
}

// emit makes an event of what the client sent. Its acknowledgement comes before the event. An emit that
// was made before is known as that whatever has changed since, so that the client always hears the same.
func (h *Hub) emit(s *seat, request *event.Request) {
	m, r := s.member, s.room
	d := decision{room: r, by: m, seat: s, over: m.over, ack: event.Ack{ID: request.ID, Room: r.name, Offset: r.next()}}
	var made *session
	if s.session != "" && request.ID != nil {
		made = h.sessions.open(s.session, h.maxSessions())
		if offset := made.offset(r, *request.ID); offset > 0 {
			d.session, d.ack.Offset, d.ack.Duplicate = s.session, offset, true
			h.acknowledgeAgain(&d)
			return
		}
	}
	d.line = event.Event{
		Room: r.name, Offset: d.ack.Offset, From: s.name, Event: request.Event, Data: request.Data,
	}.Line()
	if len(d.line)-1 > h.maxEvent() {
		m.fail(request, event.TooLarge, "the event is larger than this server takes")
		return
	}
	if code, reason := h.refuses(r, d.line); code != "" {
		m.fail(request, code, reason)
		return
	}
	if (h.othersTalk(m) || m.hurry.on) && !m.spend(request, len(d.line), len(r.seats)+r.away) {
		return
	}
	if h.crowded(m, request) {
		return
	}
	if made != nil {
		d.session = s.session
		made.add(r, *request.ID, d.ack.Offset)
	}
	if request.Self != nil && !*request.Self {
		d.except = m
	}
	h.decide(&d)
}

// acknowledgeAgain answers an emit that was made before, as soon as it is kept.
func (h *Hub) acknowledgeAgain(d *decision) {
	h.stats.Duplicates++
	if d.ack.Offset <= d.room.head {
		d.by.reply(d.ack)
		return
	}
	h.decide(d)
}

// rename changes the member's name in all its rooms, in each made unique.
func (h *Hub) rename(m *Member, request *event.Request) {
	if !m.spend(request, 1, 1) {
		return
	}
	m.name = request.Name
	h.reserved.expire()
	for _, s := range m.seats {
		r, old := s.room, s.name
		delete(r.names, folded(old)) // so that it does not stand in its own way
		s.wanted, s.name = m.name, h.unique(r, m.name)
		r.names[folded(s.name)] = true
		if s.name != old {
			h.watch(s, event.EventName, old)
			h.tell(s, old, s.name)
		}
	}
	if request.ID != nil {
		h.decide(&decision{by: m, ack: event.Ack{ID: request.ID}})
	}
}

// listSpace is what a list is to leave of MaxEvent for the rest of the message.
const listSpace = 144

// who answers with as many names as a message has space for, those first who joined first.
func (h *Hub) who(m *Member, request *event.Request) {
	who := event.Who{Room: request.Room}
	var listed []*seat
	space := h.maxEvent() - listSpace
	if r, _ := h.find(request.Room); r != nil {
		for i, s := range r.seats {
			if space -= listedSize(s.name, s.member.over); space < 0 {
				who.More = uint64(len(r.seats) - i)
				break
			}
			listed = append(listed, s)
		}
		more := 0
		listed, more = h.listOthers(r, listed, space)
		who.More += uint64(more)
	}
	slices.SortFunc(listed, func(a, b *seat) int { return cmp.Compare(a.name, b.name) })
	known := false
	for _, s := range listed {
		who.Members = append(who.Members, s.name)
		who.Transports = append(who.Transports, s.member.over)
		known = known || s.member.over != ""
	}
	if !known {
		who.Transports = nil
	}
	m.reply(who)
}

// listedSize is how many bytes somebody takes in an answer to who.
func listedSize(name, over string) int { return len(name) + len(over) + len(`"","",`) }

func (h *Hub) listRooms(m *Member) {
	var rooms event.Rooms
	space := h.maxEvent() - listSpace
	for _, r := range h.rooms {
		if len(r.seats)+r.away == 0 {
			continue
		}
		if space -= len(r.name) + len(`"",`); space < 0 {
			rooms.More++
			continue
		}
		rooms.Rooms = append(rooms.Rooms, r.name)
	}
	m.reply(rooms)
}
