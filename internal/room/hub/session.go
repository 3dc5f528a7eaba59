package hub

import "container/list"

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

func (s *session) add(room *room, id, offset uint64) {
	e := emit{room.number, id, offset}
	if len(s.emits) < maxEmits {
		s.emits = append(s.emits, e)
		return
	}
	s.emits[s.next] = e
	s.next = (s.next + 1) % maxEmits
}
