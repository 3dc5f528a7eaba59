package hub

import (
	"cmp"
	"slices"

	"wirelab/internal/event"
)

// room is one room: its members, and the events that it still remembers.
type room struct {
	name    string
	epoch   string
	number  uint64 // of the rooms ever made
	emptied uint64 // when the last member left, as the hub counts; 0: there are members
	seats   []*seat
	names   map[string]*seat

	head    uint64     // the offset of the last event
	history []*Message // the last events, head the last of them; those before held are not counted
	held    int        // how many of history are held
	bytes   int        // of those held
}

// seat is a member's place in a room.
type seat struct {
	member  *Member
	room    *room
	name    string // of the member in this room
	session string
	joined  uint64 // the offset of the join event
}

// publish makes e the next event of the room.
func (h *Hub) publish(r *room, e event.Event, except *Member) {
	h.publishLine(r, e.Line(), except)
}

// publishLine makes a line the next event of the room, and puts it into the queues of all members but
// except, if that is not nil. This loop is what a broadcast is.
func (h *Hub) publishLine(r *room, line []byte, except *Member) {
	r.head++
	msg := &Message{line: line, room: r, offset: r.head}
	h.remember(r, msg)
	h.stats.Published++
	for _, s := range r.seats {
		if s.member != except {
			s.member.push(msg)
		}
	}
}

// remember adds an event to the room's history, and forgets what is too much.
//
// The array is never written to where a replay may be looking: it grows at its end only. When half
// of it is forgotten, the other half moves to a new one.
func (h *Hub) remember(r *room, msg *Message) {
	r.history = append(r.history, msg)
	r.held++
	r.bytes += len(msg.line)
	for r.held > h.history() || r.bytes > h.historyBytes() && r.held > 1 {
		r.bytes -= len(r.history[len(r.history)-r.held].line)
		r.held--
	}
	if size := 2*r.held + 16; len(r.history) >= size {
		r.history = append(make([]*Message, 0, size), r.holds()...)
	}
}

// holds returns the events that the room remembers.
func (r *room) holds() []*Message { return r.history[len(r.history)-r.held:] }

// first returns the offset of the first event that the room remembers.
func (r *room) first() uint64 { return r.head - uint64(r.held) + 1 }

// find returns the room of that name, or nil and where it would be.
func (h *Hub) find(name string) (*room, int) {
	i, found := slices.BinarySearchFunc(h.rooms, name, func(r *room, name string) int {
		return cmp.Compare(r.name, name)
	})
	if !found {
		return nil, i
	}
	return h.rooms[i], i
}

// open returns the room of that name, and makes it if there is none. It returns nil if there are as
// many as there may be, and all have members.
func (h *Hub) open(name string) *room {
	r, i := h.find(name)
	if r != nil {
		return r
	}
	if len(h.rooms) >= h.maxRooms() {
		if !h.forgetRoom() {
			return nil
		}
		_, i = h.find(name)
	}
	h.made++
	r = &room{name: name, epoch: h.newEpoch(), number: h.made, names: map[string]*seat{}}
	h.rooms = slices.Insert(h.rooms, i, r)
	return r
}

// forgetRoom removes the room that has been empty for the longest. An empty room is kept as long as
// there is space, so that someone who was alone in it can come back to what was said.
func (h *Hub) forgetRoom() bool {
	oldest := -1
	for i, r := range h.rooms {
		if len(r.seats) == 0 && (oldest < 0 || r.emptied < h.rooms[oldest].emptied) {
			oldest = i
		}
	}
	if oldest < 0 {
		return false
	}
	h.rooms = slices.Delete(h.rooms, oldest, oldest+1)
	return true
}
