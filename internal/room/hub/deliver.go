package hub

import (
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
	for {
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
	h.mark(mark{work: w, Done: offset}, decision{})
}

// mark decides what a queue's entry says; d has who is answered, and what.
func (h *Hub) mark(m mark, d decision) {
	m.Type, m.Begin = "queue", m.work.begin
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
		d.by.reply(d.mark.answer)
		if w := d.mark.work; w != nil {
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
		w.NotKept(d.mark.Done, time.Now().Add(retryAfter))
		h.makeReady(w)
	} else if i := slices.Index(w.room.queues, w); !w.kept && i >= 0 {
		w.room.queues = slices.Delete(w.room.queues, i, i+1)
		h.queues--
	}
}
