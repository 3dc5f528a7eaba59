package hub

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"wirelab/internal/room/event"
	"wirelab/internal/room/journal"
)

// Restore makes the rooms what the journal says, so that the hub goes on where another one ended: with the epochs and
// offsets, what was said last, the queues, and the emits that are known when they are made again. Those who were in a room then
// have left it, and the room is told so; their names are reserved as those of members whose connections have ended.
//
// From a shared journal the hub takes in what there is, and then whatever servers append. Those who are at another server
// are in the rooms, until it has not been heard of for a lease.
//
// It is called once, before anything else. After an error the hub is not to be used.
func (h *Hub) Restore() error {
	if h.Shared != nil {
		return h.follow()
	}
	h.begin()
	defer h.end()
	rooms, err := h.Journal.Rooms()
	if err != nil {
		return err
	}
	queues := takeQueues(&rooms)
	byName := map[string]*room{}
	for _, was := range rooms {
		h.made++
		byName[was.Name] = &room{name: was.Name, epoch: was.Epoch, number: h.made, names: map[string]bool{}, head: was.Head}
	}
	works := h.restoreQueues(byName, queues)
	if err := h.Journal.Replay(func(e journal.Entry) error {
		if w := works[e.Room]; w != nil && w.log.epoch == e.Epoch {
			return w.restore(e)
		}
		if r := byName[e.Room]; r != nil && r.epoch == e.Epoch { // not of an earlier life
			h.restore(r, e)
		}
		return nil
	}); err != nil {
		return err
	}
	for _, was := range rooms { // they are sorted as the hub's are
		h.rooms = append(h.rooms, byName[was.Name])
	}
	for len(h.rooms) > h.maxRooms() && h.forgetRoom() {
	}
	for _, r := range h.rooms {
		h.forget(r) // its share is smaller than it was while there were fewer rooms
	}
	for _, was := range rooms {
		if r, _ := h.find(was.Name); r != nil {
			h.haveLeft(r, was.Members)
		}
	}
	return nil
}

// restore has a room remember an event, and a session its emit.
func (h *Hub) restore(r *room, e journal.Entry) {
	line := append(append(make([]byte, 0, len(e.Event)+1), e.Event...), '\n')
	msg := &Message{line: line, room: r, offset: e.Offset, over: e.Transport}
	h.remember(r, msg)
	for _, w := range r.queues {
		w.add(msg)
		if !w.begun {
			w.Forget()
		}
	}
	h.emptied++
	r.emptied = h.emptied
	if e.Session != "" && e.ID != nil {
		h.sessions.open(e.Session, h.maxSessions()).add(r, *e.ID, e.Offset)
	}
}

// haveLeft tells a room that those have left who were in it when the server ended.
func (h *Hub) haveLeft(r *room, members []journal.Member) {
	for _, m := range members {
		s := &seat{member: &Member{}, room: r, wanted: m.Name, name: m.Name, session: m.Session}
		h.reserved.reserve(s)
		if !h.Quiet {
			h.tell(s, m.Name, "")
		}
	}
}

// takeQueues returns the queues of a journal's rooms, and leaves the others.
func takeQueues(rooms *[]journal.Room) (queues []journal.Room) {
	*rooms = slices.DeleteFunc(*rooms, func(r journal.Room) bool {
		isQueue := strings.Contains(r.Name, "/")
		if isQueue {
			queues = append(queues, r)
		}
		return isQueue
	})
	return queues
}

// restoreQueues makes the queues that rooms have had in this life, by the names that their entries have.
func (h *Hub) restoreQueues(rooms map[string]*room, queues []journal.Room) map[string]*work {
	works := map[string]*work{}
	for _, was := range queues {
		name, durable, _ := strings.Cut(was.Name, "/")
		if r := rooms[name]; r != nil && r.epoch == was.Epoch {
			w := h.newWork(r, durable)
			w.kept, w.log.head = true, was.Head
			works[was.Name] = w
		}
	}
	return works
}

// restore repeats what an entry of the queue says.
func (w *work) restore(e journal.Entry) error {
	var m mark
	if err := json.Unmarshal(e.Event, &m); err != nil {
		return fmt.Errorf("an entry of the queue %s is damaged: %w", e.Room, err)
	}
	if !w.begun {
		w.begun, w.begin = true, m.Begin
		w.Begin(m.Begin)
	}
	w.Kept(m.Done)
	w.dead = max(w.dead, m.Dead)
	return nil
}

// follow reads what the journal has, and goes on with it.
func (h *Hub) follow() error {
	if h.Quiet {
		return errors.New("hub: a shared journal is for hubs that tell who comes")
	}
	h.servers = map[string]int{}
	h.log.reading = true
	if err := h.Shared.Follow(journal.Follower{Take: h.take, Tick: h.tick}); err != nil {
		return err
	}
	h.begin()
	defer h.end()
	h.log.reading = false
	h.startLog()
	return nil
}

// take takes in the next group.
func (h *Hub) take(g journal.Group) error {
	h.awaitRoom(h.roomsAbout(g.Entries))
	h.begin()
	defer h.end()
	h.log.position = g.Position
	if n := h.log.inFlight; n > 0 && g.Server == h.Shared.Server() && g.Number == h.log.number {
		h.log.inFlight = 0
		h.settle(h.first(n), nil)
		return nil
	}
	h.log.inFlight = 0 // the position is taken
	h.takeBackAll()
	for _, e := range g.Entries {
		if err := h.takeEntry(e, g.Server); err != nil {
			return fmt.Errorf("group %d: %w", g.Position, err)
		}
	}
	h.decideAgain()
	h.reconcile()
	return nil
}

// takeEntry does what an entry says that another server has appended, or this one without an answer.
func (h *Hub) takeEntry(e journal.Entry, server string) error {
	if err := wellFormed(e); err != nil {
		return err
	}
	if strings.Contains(e.Room, "/") {
		return h.takeMark(e, server)
	}
	r := h.roomOf(e)
	if e.Here != nil {
		h.takeHere(r, e.Here, server)
		return nil
	}
	if e.Offset != r.head+1 {
		return fmt.Errorf("event %d of the room %s follows event %d", e.Offset, e.Room, r.head)
	}
	h.displace(r, e, server)
	was, s := r.roster.find(e.Went), h.seatOf(r, server, e.Seat)
	h.note(r, e.Went, e.Came, person{session: e.Session, transport: e.Transport, server: server, number: e.Seat, seat: s})
	switch {
	case e.Lapsed == h.Shared.Server(): // which is not dead
		h.log.owing = true
	case e.Came != "" && server == h.Shared.Server(): // and has perhaps gone since
		h.log.owing = true
	case e.Lapsed != "" && was != nil:
		h.reserve(r, was)
	}
	if e.Session != "" && e.ID != nil {
		h.sessions.open(e.Session, h.maxSessions()).set(r, *e.ID, e.Offset)
	}
	h.publishLine(r, append(append(make([]byte, 0, len(e.Event)+1), e.Event...), '\n'), e.Transport, nil, nil)
	return nil
}

// wellFormed returns an error if no hub can have appended such an entry. What members get is looked at most closely.
func wellFormed(e journal.Entry) error {
	name, durable, isQueue := strings.Cut(e.Room, "/")
	words := []string{name, e.Epoch}
	if isQueue {
		words = append(words, durable)
	}
	for _, word := range append(words, optional(e.Came, e.Went, e.Session, e.Transport)...) {
		if !event.IsWord(word) {
			return fmt.Errorf("%q is no word", word)
		}
	}
	for _, m := range e.Here {
		if !event.IsWord(m.Name) {
			return fmt.Errorf("%q is no name", m.Name)
		}
	}
	if e.Offset == 0 || e.Offset >= 1<<53 {
		return fmt.Errorf("offset %d is none", e.Offset)
	}
	if isQueue || e.Here != nil {
		return nil
	}
	reply, err := event.DecodeReply(e.Event)
	said, ok := reply.(event.Event)
	if err != nil || !ok || said.Room != e.Room || said.Offset != e.Offset || bytes.ContainsAny(e.Event, "\r\n") {
		return fmt.Errorf("entry %d of the room %s is not its event", e.Offset, e.Room)
	}
	return nil
}

// optional returns the words that are there.
func optional(words ...string) []string {
	return slices.DeleteFunc(words, func(word string) bool { return word == "" })
}

// roomOf returns an entry's room as the journal has it: with this entry it may have begun, or begun anew.
func (h *Hub) roomOf(e journal.Entry) *room {
	r, _ := h.find(e.Room)
	if r == nil {
		r = h.insert(e.Room, e.Epoch)
	}
	fresh := r.head == 0 && r.held == 0
	if r.epoch != e.Epoch {
		h.made++
		r.number, r.epoch, r.head, fresh = h.made, e.Epoch, 0, true
		r.history, r.held, r.bytes = nil, 0, 0
		for _, w := range r.queues {
			if w.timer != nil {
				w.timer.Stop()
			}
			h.queues--
		}
		r.queues = nil
		for _, p := range r.roster { // nobody, or that server would not have let it begin anew
			h.note(r, p.name, "", person{})
		}
	}
	if fresh {
		if r.head = e.Offset - 1; e.Here != nil {
			r.head = e.Offset
		}
	}
	return r
}

// never is the offset of a join that is not kept yet.
const never = math.MaxUint64

// takeBackAll undoes what the decisions that wait have said of offsets.
func (h *Hub) takeBackAll() {
	for i := range h.log.waiting {
		d := &h.log.waiting[i]
		if d.line == nil {
			continue
		}
		d.room.unkept = 0
		if d.joins != nil {
			d.joins.joined = never
		}
		if d.by != nil && d.session != "" && d.ack.ID != nil {
			h.sessions.open(d.session, h.maxSessions()).set(d.room, *d.ack.ID, 0)
		}
	}
}
