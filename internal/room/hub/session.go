package hub

import (
	"container/list"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"wirelab/internal/network/netx"
	"wirelab/internal/room/event"
)

// sessions remembers the last emits of each client, so that one that is made again, because its
// acknowledgement was lost, is known. It outlives the client's connections.
type sessions struct {
	byName map[string]*list.Element
	recent list.List // of *session, the one used last at the front
}

// maxEmits is how many emits of a session are remembered.
const maxEmits = 256

type session struct {
	name  string
	emits []emit // once there are maxEmits, a ring
	next  int    // of the ring: the oldest
}

// emit is an emit that has become an event. It belongs to the room, and to the life of the room, in
// which it was made.
type emit struct {
	room   uint64 // its number
	id     uint64
	offset uint64
}

// open returns the session of that name, with one forgotten that is not in use if there are more
// than limit.
func (s *sessions) open(name string, limit int) *session {
	if e := s.byName[name]; e != nil {
		s.recent.MoveToFront(e)
		return e.Value.(*session)
	}
	if s.byName == nil {
		s.byName = map[string]*list.Element{}
	}
	if len(s.byName) >= limit {
		oldest := s.recent.Remove(s.recent.Back()).(*session)
		delete(s.byName, oldest.name)
	}
	this := &session{name: name}
	s.byName[name] = s.recent.PushFront(this)
	return this
}

// offset returns which event an emit has become; 0 if it is new, or too long ago.
func (s *session) offset(room *room, id uint64) uint64 {
	for _, e := range s.emits {
		if e.room == room.number && e.id == id {
			return e.offset
		}
	}
	return 0
}

// forget forgets an emit that has not become an event after all.
func (s *session) forget(room *room, id uint64) {
	for i, e := range s.emits {
		if e.room == room.number && e.id == id {
			s.emits[i] = emit{} // no room has that number
		}
	}
}

// set says which event an emit has become after all; 0 if none has yet.
func (s *session) set(room *room, id, offset uint64) {
	for i, e := range s.emits {
		if e.room == room.number && e.id == id {
			s.emits[i].offset = offset
			return
		}
	}
	s.add(room, id, offset)
}

func (s *session) add(room *room, id, offset uint64) {
	e := emit{room.number, id, offset}
	if len(s.emits) < maxEmits {
		s.emits = append(s.emits, e)
		return
	}
	s.emits[s.next] = e
	s.next = (s.next + 1) % maxEmits
}

// When a member's connection ends without a leave, its name in the room is reserved for its session, so
// that nobody else takes it before the member is back. A member that has given no session could not show
// that the name is its own, and nothing is reserved for it.
//
// Each name is reserved for a minute. Whoever joins and drops out all day has its address's share of
// maxReserved names (netx.Shares); where there is no place, the name is free at once.
const (
	reservedFor = time.Minute
	maxReserved = 4096
)

// reservations are the names reserved in all rooms. The hub's lock guards them.
type reservations struct {
	by     map[absent]*list.Element
	order  list.List // of *reservation, the one that ends first at the front
	shares netx.Shares
}

// absent is somebody who may come back to a room.
type absent struct {
	room    *room
	session string
}

type reservation struct {
	absent
	wanted, name string // what the member asked to be called, and what it was called
	until        time.Time
	from         netip.Addr // who is charged
}

// reserve reserves the name of a seat that its member has just lost.
func (rs *reservations) reserve(s *seat) {
	rs.shares.Places = maxReserved
	if s.session == "" || !rs.shares.Take(s.member.from) {
		return
	}
	if rs.by == nil {
		rs.by = map[absent]*list.Element{}
	}
	who := absent{s.room, s.session}
	rs.by[who] = rs.order.PushBack(&reservation{
		absent: who, wanted: s.wanted, name: s.name, until: time.Now().Add(reservedFor), from: s.member.from,
	})
	s.room.names[folded(s.name)] = true
}

// claim ends a session's reservation in a room. It returns the name if the session wants to be called as
// before, and "" otherwise.
func (rs *reservations) claim(r *room, session, wanted string) string {
	e := rs.by[absent{r, session}]
	if e == nil {
		return ""
	}
	if was := rs.end(e); was.wanted == wanted {
		return was.name
	}
	return ""
}

// expire ends the reservations whose time is over.
func (rs *reservations) expire() {
	if rs.order.Len() == 0 {
		return
	}
	now := time.Now()
	for e := rs.order.Front(); e != nil && !now.Before(e.Value.(*reservation).until); e = rs.order.Front() {
		rs.end(e)
	}
}

func (rs *reservations) end(e *list.Element) *reservation {
	was := rs.order.Remove(e).(*reservation)
	delete(rs.by, was.absent)
	delete(was.room.names, folded(was.name))
	rs.shares.Give(was.from)
	return was
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

// folded is a name without its case: Ada and ADA are not to pass for ada.
func folded(name string) string { return strings.ToLower(name) }
