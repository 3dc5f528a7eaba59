package hub

import (
	"bytes"
	"fmt"
	"net/netip"

	"wirelab/internal/room/event"
)

// walker is a client that does things at random. It follows the rules that the protocol has for
// clients, and so is also an example of one.
type walker struct {
	*world
	session string
	member  *Member
	rooms   map[string]*view
	nextID  uint64
	emits   []event.Request // all that it has made, to make some again
}

// view is what a client has seen of a room.
type view struct {
	joined bool
	last   uint64          // it has seen all up to here, or knows them to be lost
	known  map[uint64]bool // and these beyond: its own joins and what it said to others only
	hole   bool            // it has asked for what follows last; until that comes, others do not count
}

func (w *walker) step() {
	room := rooms[w.rand.IntN(2)]
	switch n := w.rand.IntN(100); {
	case n < 35:
		w.emit(room)
	case n < 40 && len(w.emits) > 0:
		w.member.Handle(w.emits[max(0, len(w.emits)-1-w.rand.IntN(5))])
	case n < 50:
		w.join(room)
	case n < 54:
		w.leave(room)
	case n < 58:
		w.member.Handle(event.Request{Type: event.TypeName, Name: fmt.Sprint("n", w.rand.IntN(3))})
	case n < 62:
		w.connect()
	case n < 67: // without a reason
		if v := w.rooms[room]; v != nil && v.joined {
			w.resume(room, v)
		}
	case n < 72:
		w.read(w.hub.Policy == Disconnect && w.rand.IntN(2) == 0)
	default:
		w.read(false)
	}
}

func (w *walker) emit(room string) {
	w.nextID++
	r := event.Request{
		Type: event.TypeEmit, Room: room, Event: event.EventMessage, ID: new(w.nextID),
		Data: event.Quote(fmt.Sprint(w.session, "-", w.nextID)),
	}
	if w.rand.IntN(3) == 0 {
		r.Self = new(false)
	}
	w.emits = append(w.emits, r)
	w.member.Handle(r)
}

// join enters a room, or comes back to it. What is still unread comes before the answer.
func (w *walker) join(room string) {
	w.read(false)
	r := event.Request{Type: event.TypeJoin, Room: room, Session: w.session}
	v := w.rooms[room]
	if v == nil {
		v = &view{known: map[uint64]bool{}}
		w.rooms[room] = v
	}
	if v.last > 0 {
		r.Epoch, r.Offset = "e", v.last
	}
	v.hole = false
	w.member.Handle(r)
}

func (w *walker) leave(room string) {
	w.member.Handle(event.Request{Type: event.TypeLeave, Room: room})
	if v := w.rooms[room]; v != nil {
		w.read(false)
		v.joined = false
	}
}

// connect makes a new connection, half of the times before the old one is closed.
func (w *walker) connect() {
	old := w.member
	w.member = w.hub.Connect(netip.Addr{}, "", nil)
	if w.rand.IntN(2) == 0 {
		defer old.Close()
	} else {
		old.Close()
	}
	for _, room := range rooms {
		if v := w.rooms[room]; v != nil {
			v.joined = false
			if w.rand.IntN(4) > 0 {
				w.join(room)
			}
		}
	}
}

func (w *walker) resume(room string, v *view) {
	w.read(false)
	if v.joined {
		w.member.Handle(event.Request{Type: event.TypeResume, Room: room, Epoch: "e", Offset: v.last})
	}
}

// read takes what is queued and looks at it; lost says that the network has lost the last of it. It
// returns why the member was cut off, if it was, and connects again.
func (w *walker) read(lost bool) error {
	w.hub.Settle()
	queued, err := w.member.Take(nil)
	if lost && len(queued) > 0 && queued[len(queued)-1].droppable() {
		queued = queued[:len(queued)-1]
	}
	for _, msg := range queued {
		switch r := reply(w.T, msg).(type) {
		case event.Joined:
			v := w.rooms[r.Room]
			v.joined = true
			if v.last == 0 { // new here: what was before does not concern it
				v.last = r.Offset
			}
			v.known[r.Offset] = true
		case event.Ack:
			w.watch()
			own := w.emits[*r.ID-1]
			if was := w.truth[r.Room].events[r.Offset-1]; !bytes.Equal(was.Data, own.Data) {
				w.Fatalf("seed %d: %s was acknowledged as %+v", w.seed, own.Data, was)
			}
			if own.Self != nil {
				w.rooms[r.Room].known[r.Offset] = true
			}
		case event.Gap:
			v := w.rooms[r.Room]
			if r.From != v.last+1 || r.To < r.From {
				w.Fatalf("seed %d: after %d a gap from %d to %d", w.seed, v.last, r.From, r.To)
			}
			v.last, v.hole = r.To, false
		case event.Event:
			w.see(r)
		}
	}
	if err != nil {
		w.member.Close()
		w.member = w.hub.Connect(netip.Addr{}, "", nil)
		for _, v := range w.rooms {
			v.joined = false
		}
		return err
	}
	for _, room := range rooms { // asks for what is missing when it has read all
		if v := w.rooms[room]; v != nil && v.hole && v.joined {
			w.member.Handle(event.Request{Type: event.TypeResume, Room: room, Epoch: "e", Offset: v.last})
		}
	}
	return nil
}

// see checks an event: it is the next one, or the first after a hole.
func (w *walker) see(e event.Event) {
	w.watch()
	v, truth := w.rooms[e.Room], w.truth[e.Room]
	for v.known[v.last+1] {
		v.last++
	}
	was := truth.events[e.Offset-1]
	switch {
	case e.From != was.From || e.Event != was.Event || !bytes.Equal(e.Data, was.Data):
		w.Fatalf("seed %d: event %d was %+v and came as %+v", w.seed, e.Offset, was, e)
	case e.Offset == v.last+1:
		v.last, v.hole = e.Offset, false
	case e.Offset <= v.last && !v.known[e.Offset]:
		w.Fatalf("seed %d: %s gets event %d after %d in %s", w.seed, w.session, e.Offset, v.last, e.Room)
	case e.Offset <= v.last: // said to others only, and then asked for again
	case v.hole:
	default:
		v.hole = true
	}
	for v.known[v.last+1] {
		v.last++
	}
}
