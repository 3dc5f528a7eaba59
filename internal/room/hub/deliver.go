package hub

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"wirelab/internal/room/event"
	"wirelab/internal/room/queue"
)

// enqueue tells a room's queues of an event.
func (h *Hub) enqueue(r *room, msg *Message) {
	for _, w := range r.queues {
		w.add(msg)
		h.makeReady(w)
	}
}

func (w *work) add(msg *Message) {
	if e, ok := msg.reply().(event.Event); ok {
		w.Add(e, len(msg.line)-1)
	}
}

func (h *Hub) makeReady(w *work) {
	if !w.ready {
		w.ready = true
		h.ready = append(h.ready, w)
	}
}

// deliverAll hands out what can be handed out.
func (h *Hub) deliverAll() {
	for len(h.ready) > 0 {
		w := h.ready[0]
		h.ready = h.ready[1:]
		w.ready = false
		h.deliver(w)
		h.leaveAll()
	}
	h.ready = nil
}

func (h *Hub) deliver(w *work) {
	now := time.Now()
	for _, letter := range w.Expire(now) {
		h.bury(w, letter)
	}
	if h.Shared != nil && w.kept {
		h.tellReturns(w)
	}
	for w.again == 0 {
		c, delivery, ok := w.Next(now)
		if !ok {
			break
		}
		if h.Shared != nil {
			h.mark(mark{work: w, Take: delivery.Offset, Attempt: delivery.Attempt, Most: c.Attempts, taker: c, delivery: delivery}, decision{})
			continue
		}
		h.hand(w, c, delivery)
	}
	if w.timer != nil {
		w.timer.Stop()
	}
	if due := w.Due(now); !due.IsZero() {
		w.timer = time.AfterFunc(due.Sub(now), func() {
			h.begin()
			defer h.end()
			h.makeReady(w)
		})
	}
}

// hand gives a delivery to a consumer.
func (h *Hub) hand(w *work, c *queue.Consumer, delivery event.Delivery) {
	m := w.seats[c].member
	m.push(h.hold(newMessage(delivery), 1), nil)
	if m.Err() != nil {
		h.leaveAll() // so that it gets no more
	}
}

// bury makes an event that is dead one of the room for dead letters.
func (h *Hub) bury(w *work, letter queue.Letter) {
	offset := letter.Dead.Offset
	r := h.open(event.DeadRoom(w.Room))
	if r == nil {
		w.NotKept(offset, time.Now().Add(retryAfter))
		return
	}
	if len(r.seats) == 0 { // it has just been left, so that others are forgotten first
		h.emptied++
		r.emptied = h.emptied
	}
	e := event.Event{Room: r.name, Offset: r.next(), From: letter.Event.From, Event: letter.Event.Event, Data: letter.Dead.JSON()}
	if len(e.Line())-1 > h.maxEvent() { // an event from before there were queues
		letter.Dead.Data = nil
		e.Data = letter.Dead.JSON()
	}
	if code, _ := h.refuses(r, nil); code == event.QueueFull {
		w.NotKept(offset, time.Now().Add(retryAfter))
		return
	}
	h.decide(&decision{room: r, line: e.Line(), letter: &mark{work: w, Done: offset}})
	w.dead++
	h.mark(mark{work: w, Done: offset}, decision{})
}

// mark decides what a queue's entry says; d has who is answered, and what.
func (h *Hub) mark(m mark, d decision) {
	m.Type, m.Begin, m.Dead = "queue", m.work.begin, m.work.dead
	if h.Shared != nil {
		m.Begin = m.work.Low()
	}
	line, _ := json.Marshal(m) // cannot fail for numbers
	d.mark, d.line = &m, append(line, '\n')
	d.room = m.work.log
	if h.Shared == nil {
		d.came = m.work.Name // so that the journal remembers the queue
	}
	h.decide(&d)
}

// marked applies what a queue's entry says, if there is one.
func (h *Hub) marked(d *decision) {
	if d.mark.answer != nil {
		d.by.reply(d.mark.answer())
		if w := d.mark.work; w != nil {
			w.again--
			h.makeReady(w)
		}
		return
	}
	w := d.mark.work
	if d.line != nil {
		d.room.head++
		w.kept = true
	}
	switch s := d.mark.seat; {
	case d.mark.taker != nil:
		h.took(d.mark)
	case d.mark.Back > 0:
		w.Told(d.mark.Back)
	case d.mark.Lapsed != "":
		h.lapseWork(w, d.mark.Lapsed)
		h.makeReady(w)
	case s == nil:
		w.Kept(d.mark.Done)
		if d.by != nil {
			d.by.reply(d.ack)
		}
		h.makeReady(w)
	default:
		w.coming--
		if slices.Contains(s.member.seats, s) && s.work == nil { // and not gone since
			h.consume(w, s, d.mark.request)
		}
		h.makeReady(w)
	}
}

// notMarked undoes what could not be kept: the consumer still has the event, and no queue is made.
func (h *Hub) notMarked(d *decision, err error) {
	if d.line == nil {
		h.marked(d)
		return
	}
	w := d.mark.work
	if h.Shared != nil {
		if h.notShared(d.mark); d.mark.Done == 0 && d.mark.seat == nil {
			return
		}
	}
	if d.by != nil {
		refusal := &event.Error{Code: event.NotKept, Reason: strings.Replace(whyNotKept(err), "this was not said", "it still counts as not done", 1), ID: d.ack.ID}
		if d.mark.seat != nil {
			refusal.ID, refusal.Reason = d.mark.request.ID, strings.Replace(whyNotKept(err), "this was not said", "you are not subscribed", 1)
		}
		d.by.reply(refusal)
	}
	if d.mark.seat == nil {
		if d.by == nil { // it was to be a dead letter
			w.dead--
		}
		w.NotKept(d.mark.Done, time.Now().Add(retryAfter))
		h.makeReady(w)
	} else if i := slices.Index(w.room.queues, w); !w.kept && i >= 0 {
		w.room.queues = slices.Delete(w.room.queues, i, i+1)
		h.queues--
	}
}

// maxWatchers is how many of a room's members may watch its queues: each is told of each step of each event.
const maxWatchers = 16

// tellQueues answers how far a room's queues are. Who asks need not be in the room.
func (h *Hub) tellQueues(m *Member, request *event.Request) {
	r, _ := h.find(request.Room)
	switch {
	case !m.spend(request, 1, 1):
	case r == nil:
		m.fail(request, event.NoSuchRoom, "there is no room "+request.Room)
	case len(m.seats) == 0: // and nothing of it is under way, as with somebody who has no lease over UDP
		m.reply(r.state(request, h.maxEvent()))
	default:
		h.answerInTurn(m, h.stateOf(r, request))
	}
}

// watchQueues does the same, and has the member told of what follows.
func (h *Hub) watchQueues(s *seat, request *event.Request) {
	r := s.room
	watches := slices.Contains(r.watchers, s)
	switch {
	case !s.member.spend(request, 1, 1):
		return
	case !watches && len(r.watchers) >= maxWatchers:
		h.inTurn(s.member, request, &event.Error{Code: event.TooManyWatchers, Reason: "as many as may do so watch this room already"})
		return
	case !watches:
		r.watchers = append(r.watchers, s)
	}
	h.answerInTurn(s.member, h.stateOf(r, request))
}

func (h *Hub) unwatch(s *seat) {
	s.room.watchers = slices.DeleteFunc(s.room.watchers, func(other *seat) bool { return other == s })
}

// stateOf returns what answers how far a room's queues are when its turn comes: its offset is then that of the last event that
// the member has been told.
func (h *Hub) stateOf(r *room, request *event.Request) func() event.Reply {
	asked := *request
	return func() event.Reply { return r.state(&asked, h.maxEvent()) }
}

// state is the answer to a queue, of a size that a message may have.
func (r *room) state(request *event.Request, most int) event.Queues {
	answer := event.Queues{ID: request.ID, Room: r.name, Offset: r.head}
	queues := slices.SortedFunc(slices.Values(r.queues), func(a, b *work) int { return cmp.Compare(a.Name, b.Name) })
	space := most - listSpace
	for _, w := range queues {
		q := w.State()
		q.Dead = w.dead
		if space -= len(q.JSON()) + len(","); space < 0 || answer.More > 0 {
			answer.More++
			continue
		}
		answer.Queues = append(answer.Queues, q)
	}
	return answer
}

// tellWatchers tells those who watch a room what has become of an event in a queue.
func (h *Hub) tellWatchers(w *work, s event.Step) {
	r := w.room
	r.steps++
	if len(r.watchers) == 0 {
		return
	}
	s.Room, s.Durable, s.Number = r.name, w.Name, r.steps
	msg := h.hold(newMessage(s), len(r.watchers))
	for _, watcher := range r.watchers {
		watcher.member.push(msg, nil)
	}
}

// nameOf is what a consumer is called in the room; "" if there is none.
func (w *work) nameOf(c *queue.Consumer) string {
	if s := w.seats[c]; s != nil {
		return s.name
	}
	return ""
}
