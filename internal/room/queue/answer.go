package queue

import (
	"slices"
	"time"

	"wirelab/internal/room/event"
)

// Finish says that a consumer has done an event. Kept or NotKept is called next. The error is an *event.Error.
func (q *Queue) Finish(c *Consumer, offset uint64) error {
	it, err := q.delivery(c, offset)
	if err == nil {
		it.state = finishing // and still counts as a delivery, so that no more are handed out than can be kept
	}
	return err
}

// Kept says that it is kept that an event is done, or is a dead letter: it is not handed out any more.
func (q *Queue) Kept(offset uint64) {
	at, found := q.find(offset)
	if !found {
		return
	}
	it := q.items[at]
	what := event.StepDone
	if it.letter {
		what = event.StepDead
	}
	q.step(what, it, it.by)
	it.release()
	q.bytes -= it.size
	q.items = slices.Delete(q.items, at, at+1)
}

// NotKept says that it is not: the event is handed out again, or made a dead letter, after a while.
func (q *Queue) NotKept(offset uint64, after time.Time) {
	at, found := q.find(offset)
	if !found {
		return
	}
	it := q.items[at]
	if it.by != nil { // who says again that it is done
		it.state = delivered
		return
	}
	it.state, it.letter, it.due = waiting, false, after
	if it.attempts >= it.most {
		it.state = dead
	}
}

// Again says that a consumer has not done an event, and that it is not to be handed out before a time. The error is
// an *event.Error.
func (q *Queue) Again(c *Consumer, offset uint64, notBefore time.Time) error {
	it, err := q.delivery(c, offset)
	if err == nil {
		q.giveBack(it, event.StepAgain, notBefore)
	}
	return err
}

// Forget drops what a queue that is being restored cannot have had: it held no more than MaxEvents.
func (q *Queue) Forget() {
	for len(q.items) > MaxEvents {
		q.bytes -= q.items[0].size
		q.items = slices.Delete(q.items, 0, 1)
	}
}

// Begin drops the events up to an offset: the queue was made after them.
func (q *Queue) Begin(offset uint64) {
	at, _ := q.find(offset + 1)
	for _, it := range q.items[:at] {
		q.bytes -= it.size
	}
	q.items = slices.Delete(q.items, 0, at)
	q.last = max(q.last, offset)
}
