package hub

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"wirelab/internal/room/event"
	"wirelab/internal/room/journal"
	"wirelab/internal/room/queue"
)

// With a shared journal, servers take the events of a queue there (package queue). What one has taken it delivers.

// took delivers what this server has taken.
func (h *Hub) took(m *mark) {
	if w := m.work; w.Took(m.taker, m.Take, time.Now()) && w.seats[m.taker] != nil {
		h.hand(w, m.taker, m.delivery)
	}
	h.makeReady(m.work)
}

// notShared remembers what could not be kept of a queue that is shared.
func (h *Hub) notShared(m *mark) {
	w := m.work
	switch {
	case m.taker != nil:
		w.NotTook(m.taker, m.Take, time.Now().Add(retryAfter))
		h.makeReady(w)
	case m.Back > 0:
		w.NotTold(m.Back)
	case m.seat != nil:
		w.coming--
	}
	if m.Consumers != "" {
		w.said = "" // nobody knows
	}
}

// tellReturns has the other servers know what consumers have given back, and whether there are any.
func (h *Hub) tellReturns(w *work) {
	for _, r := range w.Returns() {
		h.mark(mark{work: w, Back: r.Offset, Attempt: r.Attempts, NotBefore: r.NotBefore}, decision{})
	}
	if now := w.consumers(); w.coming == 0 && now != w.said {
		w.said = now
		h.mark(mark{work: w, Consumers: now}, decision{})
	}
}

// consumers is what is said of them in the journal.
func consumers(share bool) string {
	if share {
		return "sharing"
	}
	return "alone"
}

func (w *work) consumers() string {
	for c := range w.seats {
		return consumers(c.Share)
	}
	return "none"
}

// takenElsewhere refuses a consumer if another server has one of that name, and not both of them share it.
func (w *work) takenElsewhere(share bool) error {
	for _, has := range w.has {
		if has == "alone" || has == "sharing" && !share {
			return &event.Error{Code: event.NameTaken, Reason: w.Name + " has a consumer at another server, and not both of you share it"}
		}
	}
	return nil
}

// takeMark does what an entry of a queue says that another server has appended, or this one without an answer.
func (h *Hub) takeMark(e journal.Entry, server string) error {
	name, durable, _ := strings.Cut(e.Room, "/")
	r, _ := h.find(name)
	if r == nil || r.epoch != e.Epoch {
		return nil // it is all forgotten but this
	}
	var m mark
	if err := json.Unmarshal(e.Event, &m); err != nil {
		return fmt.Errorf("an entry of the queue %s is damaged: %w", e.Room, err)
	}
	if max(m.Begin, m.Done, m.Take, m.Back) > r.head {
		return fmt.Errorf("entry %d of the queue %s is about an event that is not there", e.Offset, e.Room)
	}
	w := h.workOf(r, durable, m.Begin, e.Offset)
	if e.Offset != w.log.head+1 {
		return fmt.Errorf("entry %d of the queue %s follows entry %d", e.Offset, e.Room, w.log.head)
	}
	w.log.head++
	w.Begin(m.Begin)
	ours := server == h.Shared.Server()
	switch {
	case m.Lapsed != "":
		h.lapseWork(w, m.Lapsed)
	case m.Take > 0 && ours: // and nobody is to have it any more
		w.Took(nil, m.Take, time.Now())
	case m.Take > 0:
		w.Taken(m.Take, server, m.Attempt, m.Most)
	case m.Back > 0 && ours:
		w.Told(m.Back)
	case m.Back > 0:
		w.GivenBack(queue.Return{Offset: m.Back, Attempts: m.Attempt, NotBefore: m.NotBefore}, server, time.Now().Add(buryAfter))
	case m.Done > 0:
		w.Kept(m.Done)
	}
	switch {
	case m.Consumers != "" && ours:
		w.said = m.Consumers
	case m.Consumers == "none":
		delete(w.has, server)
	case m.Consumers != "":
		w.has[server] = m.Consumers
	}
	h.makeReady(w)
	return nil
}

// buryAfter is how long another server has for making an event a dead letter that it has given back.
const buryAfter = 10 * time.Second

// workOf returns a queue as the journal has it: it may begin with this entry.
func (h *Hub) workOf(r *room, name string, begin, offset uint64) *work {
	i := slices.IndexFunc(r.queues, func(w *work) bool { return w.Name == name })
	if i < 0 {
		i = len(r.queues)
		h.newWork(r, name)
	}
	w := r.queues[i]
	if w.kept {
		return w
	}
	w.kept, w.log.head = true, offset-1
	w.Queue = queue.Queue{Room: r.name, Name: name, Step: w.Step}
	w.Share()
	w.Begin(begin)
	for _, msg := range r.holds() {
		if msg.offset > begin {
			w.add(msg)
		}
	}
	return w
}

// tickWork has queues say what could not be kept, and give back what servers had that are dead.
func (h *Hub) tickWork(w *work) {
	if !w.kept {
		return
	}
	servers := w.Holders()
	for server := range w.has {
		servers[server] = true
	}
	for server := range servers {
		if h.Shared.Lapsed(server) {
			h.mark(mark{work: w, Lapsed: server}, decision{})
		}
	}
	h.makeReady(w)
}

// lapseWork gives back what a server had that is dead; if it is this one, the others think so.
func (h *Hub) lapseWork(w *work, server string) {
	if server == h.Shared.Server() {
		w.TakeBack()
		w.said = ""
	} else {
		w.Lapse(server)
		delete(w.has, server)
	}
}

// mark makes a decision on a queue again: another server may have been first.
func (a *again) mark(d *decision) {
	m, w := d.mark, d.mark.work
	switch {
	case m.taker != nil && !w.Choice(m.taker, m.Take):
		d.line, d.mark = nil, nil
	case m.Back > 0 && !w.Untold(m.Back): // it was taken again
		w.NotTold(m.Back)
		d.line, d.mark = nil, nil
	case m.Done > 0 && !w.Finishing(m.Done):
		d.line, d.mark = nil, nil
		if d.by != nil {
			refusal := &event.Error{Code: event.NotWaiting, Reason: "it was done meanwhile, at another server", ID: d.ack.ID}
			d.mark = &mark{answer: func() event.Reply { return refusal }}
		}
	default:
		w.log.unkept++
	}
}
