package hub

import "net/netip"

// Change is that somebody has entered or left a room, or is called otherwise there.
type Change struct {
	Kind string     // event.EventJoin, event.EventLeave or event.EventName
	Room string     // in which
	Name string     // who; of a change of name, the new one
	Was  string     // of a change of name, the old one
	Over string     // the member's transport, such as tcp; "" is not known
	From netip.Addr // its address; the zero Addr is not known
	Here int        // how many are in the room now
}

func (h *Hub) watch(s *seat, kind, was string) {
	if h.Watch != nil {
		h.Watch(Change{
			Kind: kind, Room: s.room.name, Name: s.name, Was: was,
			Over: s.member.over, From: s.member.from, Here: len(s.room.seats),
		})
	}
}
