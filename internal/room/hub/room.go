package hub

import (
	"cmp"
	"net/netip"
	"slices"
)

// room is one room: its members, and the events that it still remembers.
type room struct {
	name    string
	epoch   string
	number  uint64     // which of the rooms ever made this is; no other has it
	emptied uint64     // when the last member left, as the hub counts; 0: there are members
	opener  netip.Addr // who is charged for it while there are members
	seats   []*seat
	names   map[string]bool // of the members, and those reserved; without their case (folded)

	head    uint64     // the offset of the last event
	unkept  uint64     // events that are decided and not kept yet (log.go)
	history []*Message // the last events, head the last of them; those forgotten before are nil
	held    int        // how many of history are not
	bytes   int        // of those held

	queues   []*work // of what the room's consumers have not done
	steps    uint64  // that watchers were told, or would have been
	watchers []*seat

	roster roster // of a shared journal: who is here, says the journal
	away   int    // of these, how many are at other servers
}

// publishLine makes a line the next event of the room, and puts it into the queues of all members but
// except, if that is not nil, consumers, and those who came when it had been decided. over is the transport of whom it is
// about. This loop is what a broadcast is. It returns how full the queues are that by, the sender, has found.
func (h *Hub) publishLine(r *room, line []byte, over string, except, by *Member) (pressed pressure) {
	r.head++
	msg := &Message{line: line, room: r, offset: r.head, over: over}
	h.remember(r, msg)
	h.enqueue(r, msg)
	h.stats.Published++
	h.hold(msg, len(r.seats)+1)
	for _, s := range r.seats {
		if s.member == except || s.joined > msg.offset || s.consumer != nil {
			h.release(msg)
			continue
		}
		pressed = max(pressed, s.member.push(msg, by))
	}
	h.release(msg) // so that it counts until it is in all queues
	return pressed
}

// remember adds an event to the room's history, and forgets what is too much. When half of the array is
// forgotten, the other half moves to a new one.
func (h *Hub) remember(r *room, msg *Message) {
	r.history = append(r.history, msg)
	r.held++
	r.bytes += len(msg.line)
	h.forget(r)
	if size := 2*r.held + 16; len(r.history) >= size {
		r.history = append(make([]*Message, 0, size), r.holds()...)
	}
}

// forget drops what is too much of a room's history.
func (h *Hub) forget(r *room) {
	most := min(h.historyBytes(), h.historyTotal()/max(1, len(h.rooms)))
	for r.held > h.history() || r.bytes > most && r.held > 1 {
		i := len(r.history) - r.held
		r.bytes -= len(r.history[i].line)
		r.history[i] = nil
		r.held--
	}
}

// holds returns the events that the room remembers.
func (r *room) holds() []*Message { return r.history[len(r.history)-r.held:] }

// last returns the offset of the last event that is decided.
func (r *room) last() uint64 { return r.head + r.unkept }

// next returns the offset of the event that is decided next.
func (r *room) next() uint64 { return r.last() + 1 }

// first returns the offset of the first event that the room remembers.
func (r *room) first() uint64 { return r.head - uint64(r.held) + 1 }

// charge charges the member's address for a room that is empty and that it is about to enter. It returns
// false if the address has its share of the rooms.
func (h *Hub) charge(r *room, m *Member) bool {
	if len(r.seats) > 0 {
		return true
	}
	h.openers.Places = h.maxRooms()
	r.opener = m.from
	return h.openers.Take(r.opener)
}

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
	r, _ := h.find(name)
	if r != nil {
		return r
	}
	if len(h.rooms) >= h.maxRooms() && !h.forgetRoom() {
		return nil
	}
	return h.insert(name, h.newEpoch())
}

// insert makes a room.
func (h *Hub) insert(name, epoch string) *room {
	_, i := h.find(name)
	h.made++
	r := &room{name: name, epoch: epoch, number: h.made, names: map[string]bool{}}
	h.rooms = slices.Insert(h.rooms, i, r)
	if len(h.rooms)*h.historyBytes() > h.historyTotal() { // the others' shares are smaller from now on
		for _, other := range h.rooms {
			h.forget(other)
		}
	}
	return r
}

// forgetRoom removes the room that has been empty for the longest, if it has no queues. An empty room is kept as long as
// there is space, so that someone who was alone in it can come back to what was said.
func (h *Hub) forgetRoom() bool {
	oldest := -1
	for i, r := range h.rooms {
		if len(r.seats)+len(r.roster) == 0 && r.unkept == 0 && len(r.queues) == 0 && (oldest < 0 || r.emptied < h.rooms[oldest].emptied) {
			oldest = i
		}
	}
	if oldest < 0 {
		return false
	}
	forgotten := h.rooms[oldest]
	forgotten.history, forgotten.held, forgotten.bytes = nil, 0, 0 // a replay may still know the room
	h.rooms = slices.Delete(h.rooms, oldest, oldest+1)
	return true
}
