package queue

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"wirelab/internal/room/event"
)

// These are what a queue holds of events that are not done. Beyond it the room takes no more.
const (
	MaxEvents = 1000
	MaxBytes  = 256 << 10
)

// Queue is what is not done yet of a room's events, for the consumers of one durable name. The zero value is empty.
// A Queue is used by one goroutine at once.
type Queue struct {
	Room, Name string
	// Step, if not nil, is told what becomes of an event: a kind of event.Step, after how many attempts, and which consumer
	// it is about, or nil. It must not call the queue.
	Step func(what string, offset, attempt uint64, c *Consumer)

	last      uint64  // the offset of the last event that it was told of
	items     []*item // by offset
	bytes     int     // of their events
	consumers []*Consumer
	turn      int // of the consumers: who is asked first for the next event

	shared bool // other servers have it, too (shared.go)
}

// item is an event that is not done.
type item struct {
	event    event.Event
	size     int // of the event as JSON
	state    state
	attempts uint64    // deliveries so far
	most     uint64    // deliveries until it is dead, as the last consumer has asked for
	by       *Consumer // who has it; nil: nobody here
	asked    bool      // the consumer gets it when the others know
	server   string    // elsewhere: which server has it
	ours     bool      // the other servers know that this one has it
	telling  bool      // they are about to know that it has not any more
	letter   bool      // finishing: it becomes a dead letter
	due      time.Time // delivered: until when it may take; otherwise: not to be handed out before
}

type state int

const (
	waiting   state = iota // for a consumer
	delivered              // to one that has not answered
	dead                   // delivered too often; waits to become a dead letter
	finishing              // done or a dead letter, when that is kept
	elsewhere              // at another server
)

// Consumer is somebody who takes work from a queue.
type Consumer struct {
	Share    bool          // with others of the same name
	Prefetch int           // how many deliveries it may have at once that it has not answered
	Bytes    int           // how large these may be together, if they are more than one
	Attempts uint64        // after how many deliveries an event is dead
	Wait     time.Duration // how long an answer may take

	has, bytes int // deliveries that it has not answered
}

// NewConsumer returns one as a subscribe asks for, with what it leaves open: 16 deliveries at once, 5 attempts, 30 seconds.
func NewConsumer(r *event.Request, bytes int) *Consumer {
	return &Consumer{
		Share: r.Share, Bytes: bytes,
		Prefetch: int(cmp.Or(r.Prefetch, 16)),
		Attempts: cmp.Or(r.Attempts, 5),
		Wait:     time.Duration(cmp.Or(r.Wait, 30_000)) * time.Millisecond,
	}
}

// Add tells the queue of the room's next event. Joins, leaves and changes of name are nobody's work.
func (q *Queue) Add(e event.Event, size int) {
	q.last = e.Offset
	if event.Reserved(e.Event) {
		return
	}
	q.items = append(q.items, &item{event: e, size: size})
	q.bytes += size
}

// Full says whether the queue is to take nothing more when so many events are on their way to it.
func (q *Queue) Full(coming int) bool {
	return len(q.items)+coming >= MaxEvents || q.bytes >= MaxBytes
}

// Waiting returns how many events are not done, those included that a consumer has.
func (q *Queue) Waiting() int { return len(q.items) }

// State returns how far the queue is, but for dead letters, which the queue does not count.
func (q *Queue) State() event.Queue {
	s := event.Queue{Durable: q.Name, Consumers: uint64(len(q.consumers)), Done: q.last}
	for _, it := range q.items {
		if it.by != nil || it.state == elsewhere {
			s.Delivered++
		}
	}
	s.Waiting = uint64(len(q.items)) - s.Delivered
	if len(q.items) > 0 {
		s.Done = q.items[0].event.Offset - 1
	}
	return s
}

func (q *Queue) step(what string, it *item, c *Consumer) {
	if q.Step != nil {
		q.Step(what, it.event.Offset, it.attempts, c)
	}
}

// Subscribe adds a consumer, unless the name is taken. The error is an *event.Error.
func (q *Queue) Subscribe(c *Consumer) error {
	for _, other := range q.consumers {
		if !c.Share || !other.Share {
			return &event.Error{
				Code: event.NameTaken, Reason: q.Name + " has a consumer, and not both of you share it",
			}
		}
	}
	q.consumers = append(q.consumers, c)
	return nil
}

// Unsubscribe removes a consumer. What it had waits for another one, and counts as delivered.
func (q *Queue) Unsubscribe(c *Consumer) {
	q.consumers = slices.DeleteFunc(q.consumers, func(other *Consumer) bool { return other == c })
	for _, it := range q.items {
		if it.by != c {
			continue
		}
		if it.state == delivered {
			q.giveBack(it, event.StepLeft, time.Time{})
		}
		it.by = nil
	}
}

// Next hands the first event that waits to a consumer that can take it. ok is false if there is none.
func (q *Queue) Next(now time.Time) (c *Consumer, d event.Delivery, ok bool) {
	for _, it := range q.items {
		if it.state != waiting || it.due.After(now) {
			continue
		}
		if c = q.choose(it.size); c == nil {
			return nil, d, false
		}
		it.state, it.by, it.most, it.due, it.asked = delivered, c, c.Attempts, now.Add(c.Wait), q.shared
		it.attempts++
		c.has++
		c.bytes += it.size
		if !q.shared {
			q.step(event.StepDelivered, it, c)
		}
		e := it.event
		return c, event.Delivery{
			Room: q.Room, Offset: e.Offset, Attempt: it.attempts, From: e.From, Event: e.Event, Data: e.Data,
		}, true
	}
	return nil, d, false
}

// choose returns whose turn it is of those who can take so many bytes; nil if nobody can.
func (q *Queue) choose(size int) *Consumer {
	for i := range q.consumers {
		at := (q.turn + i) % len(q.consumers)
		c := q.consumers[at]
		if c.has < c.Prefetch && (c.has == 0 || c.bytes+size <= c.Bytes) {
			q.turn = at + 1
			return c
		}
	}
	return nil
}

// Expire takes back what consumers have had for too long, and returns the events that have been delivered too often. They
// are on their way to be dead letters: Kept or NotKept is called for each.
func (q *Queue) Expire(now time.Time) (letters []Letter) {
	for _, it := range q.items {
		if it.state == delivered && !it.asked && !it.due.After(now) {
			q.giveBack(it, event.StepLate, time.Time{})
		}
		if it.state == dead && !it.due.After(now) {
			it.state, it.letter = finishing, true
			letters = append(letters, Letter{
				Event: it.event,
				Dead:  event.Dead{Offset: it.event.Offset, Durable: q.Name, Attempts: it.attempts, Data: it.event.Data},
			})
		}
	}
	return letters
}

// A Letter is an event that is dead.
type Letter struct {
	Event event.Event
	Dead  event.Dead
}

// Due returns when Next or Expire may have something to do again that they have not now, if nothing else happens; zero
// for never.
func (q *Queue) Due(now time.Time) (due time.Time) {
	for _, it := range q.items {
		if it.state == finishing || it.state == elsewhere || it.asked || it.state == waiting && (len(q.consumers) == 0 || !it.due.After(now)) {
			continue
		}
		if due.IsZero() || it.due.Before(due) {
			due = it.due
		}
	}
	return due
}

// giveBack ends a delivery that was not done, for a reason. The event is not to be handed out before a time.
func (q *Queue) giveBack(it *item, why string, notBefore time.Time) {
	if !it.asked {
		q.step(why, it, it.by)
	}
	it.release()
	it.state, it.due = waiting, notBefore
	if it.attempts >= it.most {
		it.state, it.due = dead, time.Time{}
	}
	it.asked = false
}

func (q *Queue) find(offset uint64) (at int, found bool) {
	return slices.BinarySearchFunc(q.items, offset, func(it *item, offset uint64) int {
		return cmp.Compare(it.event.Offset, offset)
	})
}

// delivery returns the delivery that a consumer answers. The error is an *event.Error.
func (q *Queue) delivery(c *Consumer, offset uint64) (*item, error) {
	at, found := q.find(offset)
	switch {
	case offset > q.last:
		return nil, &event.Error{Code: event.NotThere, Reason: fmt.Sprintf("offset %d is not there yet: the last event is %d", offset, q.last)}
	case !found || q.items[at].state == finishing:
		return nil, &event.Error{Code: event.NotWaiting, Reason: fmt.Sprintf("offset %d is done already, a dead letter, or was never for %s to do", offset, q.Name)}
	case q.items[at].by == c && !q.items[at].asked:
		return q.items[at], nil
	case q.items[at].by != nil || q.items[at].state == elsewhere:
		return nil, &event.Error{Code: event.NotYours, Reason: fmt.Sprintf("offset %d is delivered to another consumer", offset)}
	}
	return nil, &event.Error{Code: event.NotYours, Reason: fmt.Sprintf("offset %d is not delivered to you, or its time was up", offset)}
}
