package chat

import "wirelab/internal/room/event"

// A Notice is something to show: one of Said, Missed, State, Answered, *event.Error, event.Joined,
// event.Who, event.Rooms and event.Queues.
type Notice any

// Said is an event, in its place in the room's order. It says over which transport its sender has come, if
// that is known.
type Said struct {
	event.Event
	Recovered bool // it came late: it was missed, and asked for again
}

// Missed says that events are lost for good, From to To. Where Restarted is set, the room has begun
// anew meanwhile, and nobody knows how many were lost before that.
type Missed struct {
	Room      string
	From, To  uint64
	Restarted bool
}

// A room is what a client knows of a room that it is in, or wants to be in again.
type room struct {
	name  string
	epoch string // empty: never joined
	seen  uint64 // all events up to this one have been told, or told to be missed

	held      map[uint64]*event.Event // what came beyond a hole; nil: something of ours, seen without being told
	recovered uint64                  // what comes up to this one was asked for again
	entered   uint64                  // our own join in an epoch that we do not know yet
	in        bool                    // the server has us in the room, on this connection
	people    people
}

// maxHeld is how many events a client holds back while it waits for those before them. It is as many
// as a server keeps: with more, what is missing is gone.
const maxHeld = 256

// joined takes the answer to a join.
func (r *room) joined(j event.Joined) []Notice {
	r.in = true
	switch {
	case r.epoch == "":
		r.epoch, r.seen = j.Epoch, j.Offset
		return nil
	case r.epoch != j.Epoch:
		r.entered = j.Offset
		return nil // a gap follows, which says what is left
	}
	r.recovered = max(r.recovered, j.Offset)
	return r.place(j.Offset, nil)
}

// said takes an event.
func (r *room) said(e event.Event) []Notice {
	return r.place(e.Offset, &e)
}

// acknowledged takes the acknowledgement of something that the server does not send back to us.
func (r *room) acknowledged(offset uint64) []Notice {
	if offset == 0 {
		return nil
	}
	return r.place(offset, nil)
}

// gap takes the news that events are gone.
func (r *room) gap(g event.Gap) []Notice {
	var notices []Notice
	switch {
	case g.Epoch != r.epoch:
		r.epoch, r.held, r.seen, r.recovered = g.Epoch, nil, g.To, r.entered
		notices = append(notices, Missed{Room: r.name, From: g.From, To: g.To, Restarted: true})
		notices = append(notices, r.acknowledged(r.entered)...)
		r.entered = 0
	case g.To > r.seen:
		notices = append(notices, Missed{Room: r.name, From: max(g.From, r.seen+1), To: g.To})
		for offset := range r.held {
			if offset <= g.To {
				delete(r.held, offset)
			}
		}
		r.seen = g.To
	}
	return append(notices, r.release()...)
}

// head takes the news of how far the room is, and says whether that is further than we know.
func (r *room) head(h event.Head) (behind bool) {
	return r.in && (h.Epoch != r.epoch || h.Offset > r.seen)
}

// missing says whether there is a hole in what has come.
func (r *room) missing() bool { return len(r.held) > 0 }

// place puts an event where it belongs, and returns what can be told now.
func (r *room) place(offset uint64, e *event.Event) []Notice {
	if _, twice := r.held[offset]; twice || offset <= r.seen {
		return nil
	}
	if len(r.held) >= maxHeld && offset != r.seen+1 { // which is what the others wait for
		return nil
	}
	if r.held == nil {
		r.held = make(map[uint64]*event.Event)
	}
	r.held[offset] = e
	return r.release()
}

// release tells what has no hole before it any more.
func (r *room) release() (notices []Notice) {
	for {
		e, ok := r.held[r.seen+1]
		if !ok {
			return notices
		}
		r.seen++
		delete(r.held, r.seen)
		if e != nil {
			r.people.did(e)
			notices = append(notices, Said{*e, e.Offset <= r.recovered})
		}
	}
}
