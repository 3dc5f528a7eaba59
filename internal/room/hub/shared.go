package hub

import (
	"cmp"
	"errors"
	"maps"
	"slices"

	"wirelab/internal/room/event"
	"wirelab/internal/room/journal"
)

// With a shared journal, several hubs have the same rooms. Each takes in all that the journal has, in its order, whoever
// has appended it. What this hub has decided counts on what it has taken in: where another hub's group comes first,
// the decisions that wait are made again, on top of that.

// decideAgain makes the decisions that wait again, on top of what has been taken in.
func (h *Hub) decideAgain() {
	a := newAgain(h)
	h.log.again = a
	defer func() { h.log.again = nil }()
	for i := range h.log.waiting {
		d := &h.log.waiting[i]
		switch {
		case d.mark != nil:
			if d.line != nil {
				a.mark(d)
			}
		case d.letter != nil && !d.letter.work.Finishing(d.letter.Done):
			d.line = nil
		case d.line == nil && d.ack.Duplicate && d.ack.ID != nil && d.session != "":
			a.repeat(d)
		case d.line == nil:
		case d.changes():
			a.change(d)
		default:
			a.emit(d)
		}
	}
}

// repeat finds the offset of an emit that was made before: the first one may have another one now.
func (a *again) repeat(d *decision) {
	if offset := a.hub.sessions.open(d.session, a.hub.maxSessions()).offset(d.room, *d.ack.ID); offset > 0 {
		d.ack.Offset = offset
	}
}

// emit gives an event its new offset, or finds that it was made before, through another server.
func (a *again) emit(d *decision) {
	if d.by != nil && d.session != "" && d.ack.ID != nil {
		made := a.hub.sessions.open(d.session, a.hub.maxSessions())
		if offset := made.offset(d.room, *d.ack.ID); offset > 0 {
			a.hub.stats.Duplicates++
			d.line, d.ack.Offset, d.ack.Duplicate = nil, offset, true
			return
		}
		made.set(d.room, *d.ack.ID, d.room.next())
	}
	d.ack.Offset = d.room.next()
	a.line(d)
}

// change decides again that somebody comes, goes or is called otherwise.
func (a *again) change(d *decision) {
	a.correct(d)
	if d.line = nil; d.changes() {
		d.line = d.room.change(d.went, d.came, d.over)
		d.room.unkept++
	}
	if d.joins != nil {
		d.joins.joined = d.room.last()
	}
}

// line writes an event again, with its new offset.
func (a *again) line(d *decision) {
	if r, err := event.DecodeReply(d.line[:len(d.line)-1]); err == nil {
		if e, ok := r.(event.Event); ok {
			e.Offset = d.room.next()
			if d.seat != nil {
				e.From = cmp.Or(a.nameOf(d.seat), e.From)
			}
			d.line = e.Line()
		}
	}
	d.room.unkept++
}

// again makes decisions anew. It knows who is in a room, and what each is called, at each of them.
type again struct {
	hub   *Hub
	names map[place]bool      // those that the decisions so far give somebody, or free
	seats map[*seat]string    // what their members are called by the decisions so far; "": they are not in the room
	last  map[*seat]*decision // of all that give their members names
}

// place is a name in a room, without its case.
type place struct {
	room *room
	name string
}

func newAgain(h *Hub) *again {
	a := &again{hub: h, names: map[place]bool{}, seats: map[*seat]string{}, last: map[*seat]*decision{}}
	for i := range h.log.waiting {
		if d := &h.log.waiting[i]; d.came != "" && d.seat != nil {
			a.last[d.seat] = d
		}
	}
	return a
}

// nameOf returns what a seat's member is called; "" for one who is not in the room, as far as it is decided.
func (a *again) nameOf(s *seat) string {
	if name, decided := a.seats[s]; decided {
		return name
	}
	if s.person == nil {
		return ""
	}
	return s.person.name
}

// taken says whether anybody has a name, which is given without its case.
func (a *again) taken(r *room, lower string) bool {
	if is, decided := a.names[place{r, lower}]; decided {
		return is
	}
	return r.roster[lower] != nil
}

// correct makes a decision one that can follow those before it: somebody who is not there cannot go, and who comes may need
// another name. It says nothing any more if all of it has been said.
func (a *again) correct(d *decision) {
	if d.gone != nil {
		if p := d.room.roster.find(d.went); p != d.gone {
			d.went = "" // another server has said so
		}
		a.note(d)
		return
	}
	d.went = a.nameOf(d.seat)
	if d.went != "" {
		a.names[place{d.room, folded(d.went)}] = false
	}
	if d.came != "" && a.taken(d.room, folded(d.came)) {
		a.rename(d)
	}
	a.note(d)
	if d.went == d.came {
		d.went, d.came = "", ""
	}
}

// note remembers what a decision does.
func (a *again) note(d *decision) {
	if d.went != "" {
		a.names[place{d.room, folded(d.went)}] = false
	}
	if d.came != "" {
		a.names[place{d.room, folded(d.came)}] = true
	}
	if d.seat != nil && d.changes() {
		a.seats[d.seat] = d.came
	}
}

// rename gives somebody who comes another name, since that one is taken. Who has been told another one is told.
func (a *again) rename(d *decision) {
	name, s := d.came, d.seat
	if a.last[s] != d { // this one has another name in the end
		d.came = a.hub.unique(d.room, name)
		return
	}
	d.came = a.hub.unique(d.room, s.wanted)
	if s.seated() {
		delete(d.room.names, folded(name))
		d.room.names[folded(d.came)] = true
		if d.joins == nil {
			s.member.reply(event.Joined{Room: d.room.name, Epoch: d.room.epoch, Offset: d.room.head, Member: d.came})
		}
	}
	s.name = d.came
}

// reconcile has the journal keep what it does not say yet of who is here: it could not, or another server has said otherwise.
func (h *Hub) reconcile() {
	if !h.log.owing {
		return
	}
	h.log.owing = false
	a := newAgain(h)
	for i := range h.log.waiting {
		a.note(&h.log.waiting[i])
	}
	h.log.again = a
	defer func() { h.log.again = nil }()
	for _, r := range h.rooms {
		h.reconcileRoom(a, r)
	}
	for _, d := range slices.Clone(h.log.waiting) {
		if d.changes() && d.seat != nil {
			a.leave(d.seat)
		}
	}
}

func (h *Hub) reconcileRoom(a *again, r *room) {
	sessions := map[string]bool{}
	for _, s := range r.seats {
		sessions[s.session] = s.session != ""
	}
	for _, name := range slices.Sorted(maps.Keys(r.roster)) {
		switch p := r.roster[name]; {
		case p.leaving:
		case p.seat != nil:
			a.leave(p.seat)
		case h.ours(p) || sessions[p.session]: // who has gone before it was known that the join is kept, or has come here
			a.note(h.dismiss(r, p, ""))
		}
	}
	for _, s := range r.seats {
		if a.nameOf(s) == s.name {
			continue
		}
		a.decide(&decision{room: r, came: s.name, over: s.member.over, session: s.session, seat: s})
	}
}

// leave decides that a seat's member has left, if this one has.
func (a *again) leave(s *seat) {
	if !s.seated() && a.nameOf(s) != "" {
		a.decide(&decision{room: s.room, over: s.member.over, session: s.session, seat: s})
	}
}

// decide decides what is to be said of a seat's member.
func (a *again) decide(d *decision) {
	a.last[d.seat] = d
	a.correct(d)
	d.line = d.room.change(d.went, d.came, d.over)
	a.hub.decide(d)
}

// writeShared appends what is waiting, one group after the other, and ends when nothing is.
func (h *Hub) writeShared() {
	h.begin()
	for {
		n, _ := h.portion(len(h.log.waiting)) // since those who take it in take in all of it at once
		if n == 0 {
			break
		}
		entries := entriesOf(h.log.waiting[:n])
		if len(entries) == 0 { // only answers
			h.settle(h.first(n), nil)
			continue
		}
		h.log.number++
		h.log.inFlight = n
		g := journal.Group{Position: h.log.position + 1, Server: h.Shared.Server(), Number: h.log.number, Entries: entries}
		h.end()
		err := h.Shared.Append(g)
		h.begin()
		if errors.Is(err, journal.ErrUnanswered) {
			h.log.unsure = g.Position
		}
		if h.log.inFlight > 0 { // it was not taken, nor was another one
			if h.log.unsure > h.log.position {
				err = journal.ErrUnanswered // what is said again may have been said
			}
			h.log.inFlight = 0
			h.settle(h.first(len(h.log.waiting)), err)
		}
	}
	done := h.log.done
	h.log.waiting, h.log.done = nil, nil
	h.end()
	close(done)
}
