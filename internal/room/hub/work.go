package hub

import (
	"errors"
	"fmt"
	"time"

	"wirelab/internal/room/event"
	"wirelab/internal/room/queue"
)

// A room's events can be work for consumers (package queue). The hub tells a room's queues of its events, hands out what
// they say, and has the journal keep what is done (deliver.go).

const (
	// maxQueues is how many queues there are in all rooms, maxRoomQueues in one. An address can make a share of them.
	maxQueues, maxRoomQueues = 256, 16
	// maxEarlier is how many of the events that a room remembers a new queue begins with.
	maxEarlier = queue.MaxEvents / 2
	// workSpace is by how much a delivery or a dead letter is longer than the event, at most: it must fit, too.
	workSpace = 192
	// retryAfter is how long something waits that the journal could not keep, or that no room has space for.
	retryAfter = 5 * time.Second
)

// work is a queue of a room.
type work struct {
	queue.Queue
	room  *room
	log   *room // its entries in the journal: those of a room that nobody can be in
	begin uint64
	kept  bool   // that there is such a queue
	begun bool   // while it is restored: one of its entries has been seen
	dead  uint64 // dead letters so far
	ready bool   // it is among the hub's that are
	seats map[*queue.Consumer]*seat
	timer *time.Timer
	again int // answers to again that are under way: what is given back is delivered after them

	// These are for a shared journal.
	has    map[string]string // by server: what consumers it has; "" is none
	said   string            // what this server has said of that
	coming int               // consumers whose subscribe is not kept yet
}

// mark is what an entry of a queue in the journal says.
type mark struct {
	Type  string `json:"type"`  // queue
	Begin uint64 `json:"begin"` // the queue has been made after the room's event at this offset
	Done  uint64 `json:"done,omitempty"`
	Dead  uint64 `json:"dead,omitempty"` // how many dead letters there have been

	// These are in a shared journal.
	Take      uint64    `json:"take,omitempty"`      // the server has taken the room's event at this offset
	Back      uint64    `json:"back,omitempty"`      // it has given that one back
	Attempt   uint64    `json:"attempt,omitempty"`   // of these
	Most      uint64    `json:"most,omitempty"`      // attempts of what it has taken, until it is dead
	NotBefore time.Time `json:"not-before,omitzero"` // that what is given back is delivered again
	Lapsed    string    `json:"lapsed,omitempty"`    // what that server has is given back: it is dead
	Consumers string    `json:"consumers,omitempty"` // the server has these: alone, sharing or none

	taker    *queue.Consumer // who is to get what is taken
	delivery event.Delivery  // that

	work    *work
	seat    *seat          // who subscribes, in the first entry
	request *event.Request // of the seat

	answer func() event.Reply // makes the answer, which comes after those to what was asked before; there is nothing else
}

// newWork adds a queue to a room. What it has not done is empty.
func (h *Hub) newWork(r *room, name string) *work {
	w := &work{
		room: r, seats: map[*queue.Consumer]*seat{},
		log: &room{name: r.name + "/" + name, epoch: r.epoch},
	}
	w.Room, w.Name = r.name, name
	if h.Shared != nil {
		w.Share()
		w.has, w.said = map[string]string{}, "none"
	}
	w.Step = func(what string, offset, attempt uint64, c *queue.Consumer) {
		h.tellWatchers(w, event.Step{Offset: offset, What: what, Attempt: attempt, Who: w.nameOf(c)})
	}
	r.queues = append(r.queues, w)
	h.queues++
	return w
}

// subscribe makes a member a consumer. A new queue begins with what the room remembers.
func (h *Hub) subscribe(s *seat, request *event.Request) {
	if s.work != nil && s.work.Name == request.Durable { // its answer was lost, or is late
		s.subscribed(request)
		return
	}
	if !s.member.spend(request, 1, 1) {
		return
	}
	h.unsubscribe(s)
	w, err := h.queueFor(s, request.Durable)
	switch {
	case err != nil:
		h.inTurn(s.member, request, err)
	case h.Shared != nil:
		w.coming++
		w.said = consumers(request.Share)
		h.mark(mark{work: w, seat: s, request: new(*request), Consumers: w.said}, decision{by: s.member})
	case w.kept: // the answer comes after that to the join
		h.decide(&decision{by: s.member, mark: &mark{work: w, seat: s, request: new(*request)}})
	default:
		h.mark(mark{work: w, seat: s, request: new(*request)}, decision{by: s.member})
	}
}

// queueFor returns the queue of a name in the seat's room, and makes it if there is none.
func (h *Hub) queueFor(s *seat, name string) (*work, *event.Error) {
	r := s.room
	for _, w := range r.queues {
		if w.Name == name {
			return w, nil
		}
	}
	if !event.IsWord(event.DeadRoom(r.name)) {
		return nil, &event.Error{Code: event.BadRoom, Reason: "the name of a room with queues has 59 characters at most: " + event.DeadRoom("") + " is added"}
	}
	h.makers.Places = maxQueues
	if h.queues >= maxQueues || len(r.queues) >= maxRoomQueues || !h.makers.Take(s.member.from) {
		return nil, &event.Error{Code: event.TooManyQueues, Reason: "there are too many queues in this room, on this server, or from your address"}
	}
	w := h.newWork(r, name)
	earlier := r.holds()
	earlier = earlier[max(0, len(earlier)-maxEarlier):]
	w.begin = r.head - uint64(len(earlier))
	w.Begin(w.begin)
	for _, msg := range earlier {
		w.add(msg)
	}
	return w, nil
}

// consume makes a seat a consumer of a queue.
func (h *Hub) consume(w *work, s *seat, request *event.Request) {
	c := queue.NewConsumer(request, h.queueBytes()/2)
	err := w.takenElsewhere(request.Share)
	if err == nil {
		err = w.Subscribe(c)
	}
	if err != nil {
		refusal, _ := errors.AsType[*event.Error](err)
		s.member.fail(request, refusal.Code, refusal.Reason)
		return
	}
	s.work, s.consumer = w, c
	w.seats[c] = s
	s.subscribed(request)
	h.makeReady(w)
}

func (s *seat) subscribed(request *event.Request) {
	s.member.reply(event.Subscribed{ID: request.ID, Room: s.room.name, Durable: s.work.Name, Waiting: uint64(s.work.Waiting())})
}

// unsubscribe makes a seat one that hears the room's events again. Others get what it has not done.
func (h *Hub) unsubscribe(s *seat) {
	if w := s.work; w != nil {
		w.Unsubscribe(s.consumer)
		delete(w.seats, s.consumer)
		s.work, s.consumer = nil, nil
		h.makeReady(w)
	}
}

// finish notes that a consumer has done what was delivered to it. It is acknowledged when that is kept.
func (h *Hub) finish(s *seat, request *event.Request) {
	if !h.answers(s, request, func() error { return s.work.Finish(s.consumer, request.Offset) }) {
		return
	}
	h.mark(mark{work: s.work, Done: request.Offset}, decision{
		by: s.member, ack: event.Ack{ID: request.ID, Room: s.room.name, Offset: request.Offset},
	})
}

// again has what was delivered delivered again.
func (h *Hub) again(s *seat, request *event.Request) {
	notBefore := time.Now().Add(time.Duration(request.Wait) * time.Millisecond)
	if h.answers(s, request, func() error { return s.work.Again(s.consumer, request.Offset, notBefore) }) {
		ack := event.Ack{ID: request.ID, Room: s.room.name, Offset: request.Offset}
		s.work.again++
		h.decide(&decision{by: s.member, mark: &mark{work: s.work, answer: func() event.Reply { return ack }}})
	}
}

// answers has a consumer answer a delivery, and says whether it could.
func (h *Hub) answers(s *seat, request *event.Request, answer func() error) bool {
	err := error(&event.Error{Code: event.NotSubscribed, Reason: "you take no work in that room: subscribe first"})
	if s.work != nil {
		err = answer()
	}
	if refusal, refused := errors.AsType[*event.Error](err); refused {
		h.inTurn(s.member, request, refusal)
		return false
	}
	return true
}

// inTurn refuses a request, after the answers to those before it.
func (h *Hub) inTurn(m *Member, request *event.Request, refusal *event.Error) {
	refusal.ID = request.ID
	h.answerInTurn(m, func() event.Reply { return refusal })
}

// answerInTurn answers after the answers to the member's earlier requests.
func (h *Hub) answerInTurn(m *Member, answer func() event.Reply) {
	h.decide(&decision{by: m, mark: &mark{answer: answer}})
}

// refuses says why a room takes no such event, if it has queues: code is "" if it does.
func (h *Hub) refuses(r *room, line []byte) (code, reason string) {
	if len(r.queues) > 0 && len(line)-1+workSpace > h.maxEvent() {
		return event.TooLarge, "the event is larger than this server takes where there are consumers"
	}
	for _, w := range r.queues {
		if w.Full(int(r.unkept)) {
			return event.QueueFull, fmt.Sprintf("%s has too much that is not done: try again later", w.Name)
		}
	}
	return "", ""
}
