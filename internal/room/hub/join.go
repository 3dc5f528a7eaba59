package hub

import (
	"slices"
	"strconv"

	"wirelab/internal/room/event"
)

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
		h.resume(s, request)
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

// nameFor returns what a member is called in a room that it enters: as before, if it has just dropped
// out and asks for the same name, or else as nobody is.
func (h *Hub) nameFor(r *room, session, wanted string) string {
	h.reserved.expire()
	if name := h.reserved.claim(r, session, wanted); name != "" && !h.elsewhere(r, folded(name)) {
		return name
	}
	return h.unique(r, wanted)
}

// unique returns the first of name, name-2, name-3 ... that nobody in the room has, in whatever case,
// and that is not reserved.
func (h *Hub) unique(r *room, name string) string {
	if name == "" {
		name = "guest"
	}
	if lower := folded(name); !r.names[lower] && !h.elsewhere(r, lower) {
		return name
	}
	var buf [event.MaxWord]byte
	lower := folded(name) // as long as the name, which is ASCII
	for n := 2; ; n++ {
		suffix := strconv.AppendInt(append(make([]byte, 0, 24), '-'), int64(n), 10)
		stem := min(len(name), event.MaxWord-len(suffix))
		b := append(append(buf[:0], lower[:stem]...), suffix...)
		if !r.names[string(b)] && !h.elsewhere(r, string(b)) {
			return name[:stem] + string(suffix)
		}
	}
}
