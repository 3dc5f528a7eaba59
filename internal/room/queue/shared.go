package queue

import (
	"time"

	"wirelab/internal/room/event"
)

// Where several servers have the same queue, they share out its events by what they append to a shared journal: an event is
// the server's whose Taken comes first there. That server hands it to one of its consumers, and appends that it is done or given
// back. All servers have the same events, and know who has which.

// A Return is an event that a server's consumers have given back.
type Return struct {
	Offset    uint64
	Attempts  uint64    // so far
	NotBefore time.Time // that it is handed out again
}

// Share has a queue be one that other servers have, too. Next then only chooses: Took or NotTook is called next for what it
// returns.
func (q *Queue) Share() { q.shared = true }

// Choice says whether a consumer is still to get an event that Next has chosen it for.
func (q *Queue) Choice(c *Consumer, offset uint64) bool {
	at, found := q.find(offset)
	return found && q.items[at].asked && q.items[at].by == c
}

// Took says that the journal has it that this server has taken an event, and returns whether the consumer is to get it now.
func (q *Queue) Took(c *Consumer, offset uint64, now time.Time) bool {
	at, found := q.find(offset)
	if !found {
		return false
	}
	it := q.items[at]
	it.ours = true
	if !q.Choice(c, offset) {
		return false
	}
	it.asked, it.due = false, now.Add(c.Wait)
	q.step(event.StepDelivered, it, c)
	return true
}

// NotTook says that the journal could not have it: the event is handed out again after a time.
func (q *Queue) NotTook(c *Consumer, offset uint64, after time.Time) {
	if q.Choice(c, offset) {
		at, _ := q.find(offset)
		q.items[at].attempts--
		q.giveBack(q.items[at], event.StepLeft, after)
	}
}

// Returns returns what the other servers do not know yet that it was given back. Told or NotTold is called next for each.
func (q *Queue) Returns() (all []Return) {
	for _, it := range q.items {
		if it.ours && it.state == waiting && !it.telling {
			it.telling = true
			all = append(all, Return{Offset: it.event.Offset, Attempts: it.attempts, NotBefore: it.due})
		}
	}
	return all
}

// Untold says whether the other servers are still to know that an event was given back.
func (q *Queue) Untold(offset uint64) bool {
	at, found := q.find(offset)
	return found && q.items[at].ours && q.items[at].state == waiting
}

// Told says that the journal has it that an event was given back.
func (q *Queue) Told(offset uint64) {
	if at, found := q.find(offset); found {
		q.items[at].ours, q.items[at].telling = false, false
	}
}

// NotTold says that the journal has it not.
func (q *Queue) NotTold(offset uint64) {
	if at, found := q.find(offset); found {
		q.items[at].telling = false
	}
}

// Taken says that another server has taken an event for that attempt; most is how many there may be.
func (q *Queue) Taken(offset uint64, server string, attempt, most uint64) {
	at, found := q.find(offset)
	if !found {
		return
	}
	it := q.items[at]
	it.release()
	it.state, it.server, it.attempts, it.most = elsewhere, server, attempt, most
	it.asked, it.ours, it.telling = false, false, false
	q.step(event.StepDelivered, it, nil)
}

// GivenBack says that another server has given an event back that it had. If it has been delivered too often that server makes it a dead
// letter; this one does if it is not one by deadAt.
func (q *Queue) GivenBack(r Return, server string, deadAt time.Time) {
	at, found := q.find(r.Offset)
	if !found || q.items[at].state != elsewhere || q.items[at].server != server {
		return
	}
	it := q.items[at]
	q.step(event.StepAgain, it, nil)
	it.state, it.server, it.attempts, it.due = waiting, "", r.Attempts, r.NotBefore
	if it.most > 0 && it.attempts >= it.most {
		it.state, it.due = dead, deadAt
	}
}

// Lapse gives back what a server has that is dead.
func (q *Queue) Lapse(server string) {
	for _, it := range q.items {
		if it.state == elsewhere && it.server == server {
			q.GivenBack(Return{Offset: it.event.Offset, Attempts: it.attempts}, server, time.Time{})
		}
	}
}

// TakeBack takes from this server's consumers what they have: the other servers have taken it to be dead.
func (q *Queue) TakeBack() {
	for _, it := range q.items {
		if it.by != nil && it.state == delivered {
			q.giveBack(it, event.StepLate, time.Time{})
		}
		it.ours, it.telling = false, false
	}
}

// Finishing says whether an event is about to be kept as done, or as a dead letter, by this server.
func (q *Queue) Finishing(offset uint64) bool {
	at, found := q.find(offset)
	return found && q.items[at].state == finishing
}

// Holders returns the other servers that have events.
func (q *Queue) Holders() map[string]bool {
	holders := map[string]bool{}
	for _, it := range q.items {
		if it.state == elsewhere {
			holders[it.server] = true
		}
	}
	return holders
}

// Low returns the offset up to which nothing is left to do.
func (q *Queue) Low() uint64 {
	if len(q.items) == 0 {
		return q.last
	}
	return q.items[0].event.Offset - 1
}

// release ends a consumer's hold of an event.
func (it *item) release() {
	if it.by != nil {
		it.by.has--
		it.by.bytes -= it.size
		it.by = nil
	}
}
