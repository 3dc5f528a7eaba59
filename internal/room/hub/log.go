package hub

import (
	"errors"
	"fmt"
	"time"

	"wirelab/internal/room/event"
	"wirelab/internal/room/journal"
)

// What happens in a room is decided, logged and applied. Deciding gives an event its offset. The journal keeps it, and
// many that were decided meanwhile with it. Then it is applied: its sender is answered and all hear of it.
//
// Who is in a room and what each is called changes when it is decided: it depends on connections, which no journal
// can keep. Only the event that tells the others waits. Without a journal nothing waits.

// decision is what has been decided: the next event of a room, or only an answer that comes after what was decided before.
type decision struct {
	room       *room
	line       []byte // the event; nil: none
	went, came string // names: what a join, a leave or a change of name says (journal.Entry)
	over       string // the transport of whom the event is about
	session    string // of the member whose doing it is; "" where that need not be known later

	seat   *seat            // whose name that is, or who emits the event
	gone   *person          // who has left another server, and is no seat of this one
	lapsed string           // the server that the member was at who has left, since it is dead (journal.Entry)
	here   []journal.Member // not an event, but who is here (journal.Entry)

	joins   *seat          // is answered by joined
	request *event.Request // of the join

	by     *Member // who emits the event, or only waits for ack
	ack    event.Ack
	except *Member // does not get the event

	mark   *mark // of a queue, which the line is; nil: it is an event
	letter *mark // of a queue: the event is a dead letter if that is done with it
}

// log is what has been decided and is not kept yet. It stays empty where there is no journal.
type log struct {
	waiting []decision
	done    chan struct{} // closed when nothing is waiting any more; nil: nothing is
	owed    []decision    // joins, leaves and changes of name that could not be kept, to be told later (shared.go: owing)
	// These are for a shared journal (shared.go).
	position uint64 // of the last group that was taken in
	number   uint64 // of this hub's last group
	owing    bool   // rooms are not as the journal says (reconcile)
	again    *again // while decisions are made again
	reading  bool   // what there was before
	unsure   uint64 // the position of a group of which it was not known whether it is kept
	inFlight int    // of waiting: these are being appended as that group
}

const (
	// maxGroup is how many decisions the journal is given at once.
	maxGroup = 1024
	// maxWaiting is how many may be waiting when one more emit is decided.
	maxWaiting = 8 * maxGroup
	// maxOwed is how many joins, leaves and changes of name are remembered while nothing can be kept.
	maxOwed = 1024
	// crowdedFor is how long someone is to wait whose emit would have been too many.
	crowdedFor = time.Second
)

// decide has a decision applied when the journal has kept it. The hub is locked.
func (h *Hub) decide(d *decision) {
	switch {
	case h.Journal == nil && h.Shared == nil:
		h.apply(d)
	case h.AtOnce && h.Shared == nil:
		h.keepAtOnce(d)
	default:
		h.wait(d)
	}
}

// keepAtOnce gives the journal one decision, and applies it.
func (h *Hub) keepAtOnce(d *decision) {
	if d.line != nil {
		d.room.unkept++
	}
	if d.by != nil {
		d.by.waits(1)
	}
	group := []decision{*d}
	var err error
	if entries := entriesOf(group); len(entries) > 0 {
		err = h.Journal.Append(entries...)
	}
	h.settle(group, err)
}

// wait adds a decision to those that the journal is to keep.
func (h *Hub) wait(d *decision) {
	if d.line != nil {
		d.room.unkept++
	}
	if d.by != nil {
		d.by.waits(1)
	}
	h.log.waiting = append(h.log.waiting, *d)
	h.startLog()
}

// startLog has written what is waiting, unless somebody is at it, or the hub is still reading what there was before.
func (h *Hub) startLog() {
	if h.log.done == nil && len(h.log.waiting) > 0 && !h.log.reading {
		h.log.done = make(chan struct{})
		go h.writeLog()
	}
}

// crowded says whether so much is waiting for the journal that an emit is refused.
func (h *Hub) crowded(m *Member, request *event.Request) bool {
	if len(h.log.waiting) < maxWaiting {
		return false
	}
	h.stats.Refused++
	m.reply(&event.Error{
		Code: event.TooFast, ID: request.ID, Wait: uint64(crowdedFor.Milliseconds()),
		Reason: fmt.Sprintf("the server's %s does not keep up: this was dropped, wait %v", h.keeper(), crowdedFor),
	})
	return true
}

// apply answers who asked for it, and lets the room have the event. An acknowledgement comes before its event.
func (h *Hub) apply(d *decision) {
	if d.mark != nil {
		h.marked(d)
		return
	}
	if d.joins != nil {
		h.joined(d.joins, d.request)
	}
	if d.by != nil {
		d.by.reply(d.ack)
	}
	if d.line == nil {
		return
	}
	pressed := h.publishLine(d.room, d.line, d.over, d.except, d.by)
	if d.by != nil {
		d.by.giveWay(pressed)
	}
}

// writeLog gives the journal what is waiting, one group after the other, and ends when nothing is.
func (h *Hub) writeLog() {
	if h.Shared != nil {
		h.writeShared()
		return
	}
	h.mu.Lock()
	for len(h.log.waiting) > 0 {
		n := min(len(h.log.waiting), maxGroup)
		entries := entriesOf(h.log.waiting[:n])
		h.mu.Unlock()
		var err error
		if len(entries) > 0 { // and not only answers
			err = h.Journal.Append(entries...)
		}
		for left := n; left > 0; {
			left -= h.settleFirst(left, err)
		}
		h.mu.Lock()
	}
	done := h.log.done
	h.log.waiting, h.log.done = nil, nil
	h.mu.Unlock()
	close(done)
}

// settle applies decisions that are kept, or undoes those that are not.
func (h *Hub) settle(group []decision, err error) {
	if err != nil {
		undoOffsets(group)
	}
	for i := range group {
		d := &group[i]
		if d.by != nil {
			d.by.waits(-1)
		}
		if err != nil {
			h.undo(d, err)
			continue
		}
		if d.line != nil {
			d.room.unkept--
		}
		h.apply(d)
		if h.Shared != nil && d.changes() {
			h.noteOwn(d)
		}
	}
}

// undoOffsets has rooms go on after their last event that is kept.
func undoOffsets(group []decision) {
	for _, d := range group {
		if r := d.room; r != nil && r.unkept > 0 {
			r.unkept = 0
			for _, s := range r.seats {
				s.joined = min(s.joined, r.head)
			}
		}
	}
}

// undo takes a decision back that is not kept. An emit fails. Who has come, gone or changed his name has done
// so all the same, and the others will be told.
func (h *Hub) undo(d *decision, err error) {
	if d.mark != nil {
		h.notMarked(d, err)
		return
	}
	switch {
	case d.joins != nil:
		h.joined(d.joins, d.request)
	case d.ack.Duplicate && d.ack.Offset <= d.room.head: // the first one was in an earlier group
		d.by.reply(d.ack)
	case d.by != nil && (d.line != nil || d.ack.Duplicate):
		h.stats.NotKept++
		if d.session != "" {
			h.sessions.open(d.session, h.maxSessions()).forget(d.room, *d.ack.ID)
		}
		d.by.reply(&event.Error{Code: event.NotKept, Reason: whyNotKept(err), ID: d.ack.ID})
	case d.by != nil:
		d.by.reply(event.Ack{ID: d.ack.ID, Room: d.ack.Room})
	}
	switch {
	case !d.changes():
	case h.Shared != nil:
		h.notSaid(d)
	case len(h.log.owed) < maxOwed:
		h.log.owed = append(h.log.owed, decision{room: d.room, went: d.went, came: d.came, over: d.over, session: d.session})
	}
}

// changes says whether the event is that somebody has come, gone or changed his name.
func (d *decision) changes() bool { return d.went != "" || d.came != "" }

// keeper is what keeps the events.
func (h *Hub) keeper() string {
	if h.Shared != nil {
		return "queue"
	}
	return "disk"
}

func whyNotKept(err error) string {
	if errors.Is(err, journal.ErrFull) {
		return "the server's disk is full: this was not said, try again later"
	}
	if errors.Is(err, journal.ErrUnanswered) {
		return "the servers' queue does not answer: say this again with the same id, since it may have been said"
	}
	return "the server cannot write its file any more: this was not said"
}

// entriesOf returns the events of a group as the journal keeps them.
func entriesOf(group []decision) []journal.Entry {
	now := time.Now().UTC()
	entries := make([]journal.Entry, 0, len(group))
	unkept := map[*room]uint64{}
	for _, d := range group {
		if d.here != nil {
			entries = append(entries, journal.Entry{
				Time: now, Room: d.room.name, Epoch: d.room.epoch, Offset: d.room.head + unkept[d.room], Here: d.here,
			})
		}
		if d.line == nil {
			continue
		}
		unkept[d.room]++
		entries = append(entries, journal.Entry{
			Time: now, Room: d.room.name, Epoch: d.room.epoch, Offset: d.room.head + unkept[d.room],
			Went: d.went, Came: d.came, Session: d.session, ID: d.ack.ID, Transport: d.over, Seat: d.number(), Lapsed: d.lapsed,
			Event: d.line[:len(d.line)-1],
		})
	}
	return entries
}

// Settle waits until all that has been decided is kept, or has turned out not to be.
func (h *Hub) Settle() {
	h.mu.Lock()
	done := h.log.done
	h.mu.Unlock()
	if done != nil {
		<-done
	}
}
