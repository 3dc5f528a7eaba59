package hub

import (
	"maps"
	"slices"

	"wirelab/internal/room/event"
	"wirelab/internal/room/journal"
)

// In a shared journal stands who is in a room, at whichever server. A room's roster is what has been read there: this
// server's members are on it as soon as the others know of them.

// person is somebody on a roster.
type person struct {
	name      string
	session   string
	transport string
	server    string
	number    uint64 // of the seat at that server
	seat      *seat  // at this server; nil: at another one, or not known any more
	leaving   bool   // it is decided that this one has left, and not kept yet
}

// roster is who is in a room, by their names without their case.
type roster map[string]*person

// find returns who has a name, or nil.
func (all roster) find(name string) *person {
	if p := all[folded(name)]; p != nil && p.name == name {
		return p
	}
	return nil
}

// elsewhere says whether somebody at another server has a name, which is given without its case; while decisions are made
// again, whether anybody has it at that point.
func (h *Hub) elsewhere(r *room, lower string) bool {
	if h.log.again != nil {
		return h.log.again.taken(r, lower)
	}
	if r.away == 0 {
		return false
	}
	p := r.roster[lower]
	return p != nil && !h.ours(p) && !p.leaving
}

// ours says whether somebody is at this server, says the journal.
func (h *Hub) ours(p *person) bool { return p.server == h.Shared.Server() }

// note has the roster say what an entry does.
func (h *Hub) note(r *room, went, came string, who person) {
	if p := r.roster.find(went); p != nil {
		delete(r.roster, folded(went))
		h.count(r, p, -1)
		if p.seat != nil {
			p.seat.person = nil
		}
	}
	if came != "" {
		who.name = came
		if r.roster == nil {
			r.roster = roster{}
		}
		r.roster[folded(came)] = &who
		h.count(r, &who, 1)
		if who.seat != nil {
			who.seat.person = &who
		}
	}
	if went != "" && len(r.seats)+len(r.roster) == 0 {
		h.emptied++
		r.emptied = h.emptied
	}
}

func (h *Hub) count(r *room, p *person, n int) {
	h.servers[p.server] += n
	if !h.ours(p) {
		r.away += n
	}
}

// noteOwn does so for a decision of this server that is kept.
func (h *Hub) noteOwn(d *decision) {
	h.note(d.room, d.went, d.came, person{
		session: d.session, transport: d.over, server: h.Shared.Server(), number: d.number(), seat: d.seat,
	})
}

// number is that of the seat whose member comes, or changes his name.
func (d *decision) number() uint64 {
	if d.came == "" || d.seat == nil {
		return 0
	}
	return d.seat.number
}

// seatOf returns the seat of this server that an entry is about; nil if there is none. It may have been left, and that is not
// kept yet.
func (h *Hub) seatOf(r *room, server string, number uint64) *seat {
	if server != h.Shared.Server() || number == 0 {
		return nil
	}
	for _, s := range r.seats {
		if s.number == number {
			return s
		}
	}
	for i := range h.log.waiting {
		if s := h.log.waiting[i].seat; s != nil && s.number == number {
			return s
		}
	}
	return nil
}

// seated says whether the member still has that seat.
func (s *seat) seated() bool { return s.member.seat(s.room.name) == s }

// dismiss decides that somebody has left who has no seat here. The name is free for that session at once, and for nobody else.
func (h *Hub) dismiss(r *room, p *person, lapsed string) *decision {
	p.leaving = true
	h.reserve(r, p)
	d := &decision{
		room: r, line: r.change(p.name, "", ""), went: p.name, gone: p, over: p.transport, session: p.session, lapsed: lapsed,
	}
	h.decide(d)
	return d
}

// reserve reserves the name of somebody who was at another server, unless it is reserved here already.
func (h *Hub) reserve(r *room, p *person) {
	if h.reserved.by[absent{r, p.session}] == nil && !r.names[folded(p.name)] {
		h.reserved.reserve(p.stand(r))
	}
}

// stand is a seat that nobody has a connection to.
func (p *person) stand(r *room) *seat {
	return &seat{member: &Member{over: p.transport}, room: r, wanted: p.name, name: p.name, session: p.session}
}

// dismissSession dismisses the one with a session, who has come to this server.
func (h *Hub) dismissSession(r *room, session string) {
	if r.away == 0 {
		return
	}
	for _, p := range r.roster {
		if p.session == session && !h.ours(p) && !p.leaving {
			h.dismiss(r, p, "")
		}
	}
}

// lapse has those leave who were at a server that is dead.
func (h *Hub) lapse(server string) {
	for _, r := range h.rooms {
		for _, name := range slices.Sorted(maps.Keys(r.roster)) {
			if p := r.roster[name]; p.server == server && !p.leaving {
				h.dismiss(r, p, server)
			}
		}
	}
}

// displace takes the seat away from a member who has come to the room through another server, says an entry; or that server
// has said that this one has left. Whoever has come here after that, which is not kept yet, stays.
func (h *Hub) displace(r *room, e journal.Entry, server string) {
	if server == h.Shared.Server() || e.Lapsed != "" || (e.Went == "") == (e.Came == "") {
		return
	}
	i := slices.IndexFunc(r.seats, func(s *seat) bool {
		return e.Went != "" && s.person != nil && s.person.name == e.Went || e.Came != "" && e.Session != "" && s.session == e.Session
	})
	if i < 0 {
		return
	}
	h.log.owing = true // to tell that this one has left, or the one at the other server
	if s := r.seats[i]; s.person != nil {
		h.vacate(s)
		h.watch(s, event.EventLeave, "")
		s.member.reply(replaced(r))
	}
}

// tick is called about once a second while the journal is shared.
func (h *Hub) tick() {
	h.begin()
	defer h.end()
	h.reconcile()
	for _, r := range h.rooms {
		for _, w := range r.queues {
			h.tickWork(w)
		}
	}
	for server, members := range h.servers {
		switch {
		case members <= 0:
			delete(h.servers, server)
		case server != h.Shared.Server() && h.Shared.Lapsed(server):
			h.lapse(server)
		}
	}
	if h.Shared.Fading() {
		h.sayHere()
	}
}

// maxHere is how many members one entry says are here.
const maxHere = 200

// sayHere has the journal keep again who is here, for servers that will read it from its new beginning.
func (h *Hub) sayHere() {
	for _, r := range h.rooms {
		var here []journal.Member
		for _, s := range r.seats {
			if p := s.person; p != nil {
				here = append(here, journal.Member{Name: p.name, Session: p.session, Transport: p.transport, Seat: p.number})
			}
		}
		for _, w := range r.queues {
			if w.kept {
				h.mark(mark{work: w}, decision{})
			}
		}
		for some := range slices.Chunk(here, maxHere) {
			h.decide(&decision{room: r, here: some})
		}
	}
}

// takeHere takes in what a server says of who is there.
func (h *Hub) takeHere(r *room, here []journal.Member, server string) {
	for _, m := range here {
		if r.roster[folded(m.Name)] == nil && server != h.Shared.Server() {
			h.note(r, "", m.Name, person{session: m.Session, transport: m.Transport, server: server, number: m.Seat})
		}
	}
}

// listOthers adds those to a list of who is in a room who are at other servers, as long as there is space, and returns how
// many are left out.
func (h *Hub) listOthers(r *room, listed []*seat, space int) (all []*seat, more int) {
	if r.away == 0 {
		return listed, 0
	}
	for _, name := range slices.Sorted(maps.Keys(r.roster)) {
		p := r.roster[name]
		if h.ours(p) || p.leaving {
			continue
		}
		if space -= listedSize(p.name, p.transport); space < 0 {
			more++
			continue
		}
		listed = append(listed, p.stand(r))
	}
	return listed, more
}

// notSaid remembers that it could not be kept who has come, gone or changed his name.
func (h *Hub) notSaid(d *decision) {
	h.log.owing = true
	if d.gone != nil {
		d.gone.leaving = false // and is dismissed again
	}
}
