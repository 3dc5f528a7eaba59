package hub

import (
	"slices"

	"wirelab/internal/room/event"
	"wirelab/internal/room/queue"
)

// seat is a member's place in a room.
type seat struct {
	member  *Member
	joined  uint64 // the offset of the join event; beside member, since both are looked at for each event
	room    *room
	wanted  string // the name that the member asked for; may be empty
	name    string // of the member in this room
	session string

	number uint64  // of the seats that the hub has ever given, which is this
	person *person // who the member is by a shared journal; nil: it does not say yet

	consumer *queue.Consumer // of the room's events as work; nil: it hears them, like most
	work     *work           // from there
}

// seat returns the member's seat in the room of that name, or nil.
func (m *Member) seat(room string) *seat {
	for _, s := range m.seats {
		if s.room.name == room {
			return s
		}
	}
	return nil
}

// Rooms returns the names of the rooms that the member is in, in the order in which it has entered them.
func (m *Member) Rooms() []string {
	m.hub.mu.Lock()
	defer m.hub.mu.Unlock()
	var rooms []string
	for _, s := range m.seats {
		rooms = append(rooms, s.room.name)
	}
	return rooms
}

// join brings a member into a room, and a client that has come back to where it was.
func (h *Hub) join(m *Member, request *event.Request) {
	if s := m.seat(request.Room); s != nil {
		if s.session == request.Session { // its answer was lost, or is late
			h.decide(&decision{joins: s, request: new(*request)})
			return
		}
		h.leave(s) // another client, from the same address
	}
	if len(m.seats) >= h.maxJoined() {
		m.fail(request, event.TooManyRooms, "you are in too many rooms: leave one first")
		return
	}
	if !m.spend(request, 1, h.audience(request.Room)) {
		return
	}
	r := h.open(request.Room)
	if r == nil {
		m.fail(request, event.NoRoomLeft, "the server has no space for another room")
		return
	}
	h.replace(r, request.Session)
	if !h.charge(r, m) {
		m.fail(request, event.NoRoomLeft, "your address has opened too many rooms")
		return
	}

	if request.Name != "" {
		m.name = request.Name
	}
	h.tellJoin(h.occupy(r, m, request.Session), request)
}

// audience is how many are in a room, and will hear who comes.
func (h *Hub) audience(name string) int {
	r, _ := h.find(name)
	if r == nil {
		return 0
	}
	return len(r.seats) + r.away
}

// joined answers a join, replays what the client has missed if it says what it has seen, and says who is
// there if it asks for that.
func (h *Hub) joined(s *seat, request *event.Request) {
	r := s.room
	s.member.reply(event.Joined{Room: r.name, Epoch: r.epoch, Offset: s.joined, Member: s.name})
	if request.Epoch != "" {
		missed := *request
		missed.Type = event.TypeResume // which only the member hears: it takes no turn of those who come
		h.resume(s, &missed)
	}
	if request.Who { // as of now, after all that has happened
		h.who(s.member, request)
	}
}

// replace takes the session's seat from the connection that has it. A client that comes back often
// does so before the server has noticed that its old connection is dead.
func (h *Hub) replace(r *room, session string) {
	if session == "" {
		return
	}
	h.dismissSession(r, session)
	i := slices.IndexFunc(r.seats, func(s *seat) bool { return s.session == session })
	if i < 0 {
		return
	}
	old := r.seats[i]
	h.reserved.reserve(h.vacate(old))
	h.tellLeave(old)
	old.member.reply(replaced(r))
}

func replaced(r *room) *event.Error {
	return &event.Error{Code: event.Replaced, Reason: "you have joined " + r.name + " through another connection"}
}

// occupy gives the member a seat in the room, and a name there.
func (h *Hub) occupy(r *room, m *Member, session string) *seat {
	h.seats++
	s := &seat{
		number: h.seats, member: m, room: r, session: session, joined: r.next(),
		wanted: m.name, name: h.nameFor(r, session, m.name),
	}
	if h.Quiet {
		s.joined = r.last()
	}
	r.seats = append(r.seats, s)
	r.names[folded(s.name)] = true
	m.seats = append(m.seats, s)
	return s
}

// tellJoin answers a join, and tells the others in the room that a member has come.
func (h *Hub) tellJoin(s *seat, request *event.Request) {
	h.watch(s, event.EventJoin, "")
	d := decision{room: s.room, joins: s, seat: s, request: new(*request), except: s.member, over: s.member.over}
	if !h.Quiet {
		d.came, d.session = s.name, s.session
		d.line = s.room.change("", s.name, d.over)
	}
	h.decide(&d)
}

// leave takes a seat away, and frees its name. The leave is an event for those who stay.
func (h *Hub) leave(s *seat) {
	h.vacate(s)
	h.tellLeave(s)
}

// vacate undoes occupy. The room's last member gives back its share of the rooms.
func (h *Hub) vacate(s *seat) *seat {
	r, m := s.room, s.member
	r.seats = without(r.seats, s)
	m.seats = without(m.seats, s)
	delete(r.names, folded(s.name))
	h.unsubscribe(s)
	h.unwatch(s)
	if len(r.seats) == 0 {
		h.openers.Give(r.opener)
		h.emptied++
		r.emptied = h.emptied
	}
	return s
}

// tellLeave tells those who stay in the room that a member has gone.
func (h *Hub) tellLeave(s *seat) {
	h.watch(s, event.EventLeave, "")
	if !h.Quiet {
		h.tell(s, s.name, "")
	}
}

// tellOwed decides again what could not be kept before. It comes before anything else is decided, which is thereby
// after it. Clients ask for something every few seconds (ping), so that it is tried where nobody speaks, too.
func (h *Hub) tellOwed() {
	if h.Shared != nil {
		h.reconcile()
		return
	}
	owed := h.log.owed
	h.log.owed = nil
	for _, d := range owed {
		if r, _ := h.find(d.room.name); r == d.room {
			d.line = r.change(d.went, d.came, d.over)
			h.decide(&d)
		}
	}
}

// tell decides that the others in a room are told that a member has gone or changed his name.
func (h *Hub) tell(s *seat, went, came string) {
	if h.Shared != nil && (h.log.owing || s.person == nil || s.person.leaving) {
		h.log.owing = true // the journal is not to say what others would not understand
		h.reconcile()
		return
	}
	h.tellOwed()
	h.decide(&decision{
		room: s.room, line: s.room.change(went, came, ""), went: went, came: came,
		over: s.member.over, session: s.session, seat: s,
	})
}

// change returns the next event of a room, which is that somebody has come, gone or changed his name.
func (r *room) change(went, came, over string) []byte {
	e := event.Event{Room: r.name, Offset: r.next()}
	switch {
	case went == "":
		e.From, e.Event, e.Transport = came, event.EventJoin, over
	case came == "":
		e.From, e.Event = went, event.EventLeave
	default:
		e.From, e.Event, e.Data = went, event.EventName, event.Quote(came)
	}
	return e.Line()
}

// leaveAll has those leave their rooms who were evicted or closed. All seats go first: where a whole
// room has been too slow, nobody is left to be told of all the others.
func (h *Hub) leaveAll() {
	for len(h.leaving) > 0 { // a leave is an event, which may find another queue full
		var left []*seat
		leaving := h.leaving
		h.leaving = nil // those who come here meanwhile are watchers, who are told of what the others leave undone
		for _, m := range leaving {
			left = append(left, m.seats...)
			for len(m.seats) > 0 {
				h.reserved.reserve(h.vacate(m.seats[0]))
			}
		}
		for _, s := range left {
			h.tellLeave(s)
		}
	}
}

func without(seats []*seat, s *seat) []*seat {
	i := slices.Index(seats, s)
	return slices.Delete(seats, i, i+1)
}
