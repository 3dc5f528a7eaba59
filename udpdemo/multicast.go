package udpdemo

import (
	"net"

	"wirelab/internal/room/hub"
)

// A group is a multicast group (RFC 1112) that room events are sent to: once, and not once to each
// member. The network copies them for all who have joined the group. What is for one member only
// goes to its own address: replies, and events that it has missed.
//
// The price: whoever joins the group hears every room, member or not, and nobody is asked for a
// cookie; a network may lose multicast where it would not lose unicast (Wi-Fi does not acknowledge
// it); and beyond the local network there usually is none. Who is in the group cannot be left out:
// an emit that leaves its sender out comes back to it by the group, with the offset that it knows.
//
// An event is in the queue of each of its receivers. The first of them to have its turn sends it on
// to the group, and the others have got it thereby.
type group struct {
	addr  net.Addr
	rooms map[string]*sent
}

// sent is which of a room's last events have gone to the group.
type sent struct {
	epoch string
	// offsets[n] is the last of the offsets with that remainder. A simple highest offset would not
	// do: an emit that leaves its sender out is in the others' queues only, whose turn may come
	// after its.
	offsets [256]uint64
}

// maxGroupRooms is of how many rooms is known what has gone to the group. If there are more, all is
// forgotten, and an event may go there twice, which its receivers see by its offset.
const maxGroupRooms = 1024

func newGroup(addr *net.UDPAddr) *group {
	if addr == nil {
		return nil
	}
	return &group{addr, make(map[string]*sent)}
}

// route says where a message in a member's queue goes: to the group, to the member alone, or, where
// it is nil, nowhere any more. missed says that the member has asked for events that it missed, which
// may be among what is queued: all goes to it alone then, and to the group from the others' queues.
// A person at a terminal is in no group.
func (g *group) route(m *hub.Message, l *lease, missed bool) net.Addr {
	room, epoch, offset, ok := m.Event()
	_, program := l.speaks.(inJSON)
	switch {
	case !ok || !program || missed:
		return l.peer
	case g.first(room, epoch, offset):
		return g.addr
	}
	return nil
}

// first says whether an event has not gone to the group yet, and takes down that it has.
func (g *group) first(room, epoch string, offset uint64) bool {
	r := g.rooms[room]
	if r == nil || r.epoch != epoch {
		if len(g.rooms) >= maxGroupRooms {
			clear(g.rooms)
		}
		r = &sent{epoch: epoch}
		g.rooms[room] = r
	}
	last := &r.offsets[offset%uint64(len(r.offsets))]
	if offset <= *last {
		return false
	}
	*last = offset
	return true
}
