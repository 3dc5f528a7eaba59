package udpdemo

import (
	"errors"
	"fmt"
	"time"

	"wirelab/internal/room/event"
	"wirelab/internal/room/hub"
)

// In a person's lease a line need not show the cookie, since nobody types that every time. So whoever can
// forge the person's address can speak in the person's name. What he must not get is more than that: a
// flood for the person, or the end of the membership. So all that such lines are answered with is at most
// three times what has come in the lease, as for a hello; and no mistake in them is the person's.

// These are what OnError gets for a person's lines that were not carried out, or not answered.
var (
	// ErrAnswer: the answer would have made it more than three times what has come.
	ErrAnswer = errors.New("too long an answer to a line without the cookie")
	// ErrWaiting: too much is waiting to be sent to the person.
	ErrWaiting = errors.New("too many lines without the cookie at once")
)

// A budget is how many bytes may still be sent in answer. It may be overdrawn, by what one line leads to,
// and then it takes so many more lines to fill it up again.
type budget int

// maxBudget keeps a long talk from being saved up for a flood: it is three times the largest datagram.
const maxBudget = 3 * 1200

func (b *budget) add(came int) { *b = min(*b+3*budget(came), maxBudget) }

// hint is the answer where there is no budget for the true one, once in hintEvery.
var hint = &event.Error{Code: event.TooLarge, Reason: "a long answer: put your cookie at the end of the line"}

const hintEvery = 10 * time.Second

// maxHeld is how many messages may wait to be sent for lines to be carried out.
const maxHeld = 64

// hearTyped does what a line asks for that does not show the cookie.
func (b *broadcast) hearTyped(l *lease, request event.Request, refused *event.Error) error {
	if l.holds() > maxHeld {
		return ErrWaiting
	}
	switch {
	case refused != nil, request.Type == event.TypeWho, request.Type == event.TypeRooms, request.Type == event.TypeQueue:
		return b.answerTyped(l, b.ask(request, refused))
	case request.Type == event.TypeSubscribe, request.Type == event.TypeWatch: // all that is to be done may come of it
		b.hint(l)
		return ErrAnswer
	case request.Type == event.TypeEmit && l.budget <= 0:
		request.Self = new(false) // the others hear it, and the person has seen it
	case l.budget <= 0:
		return ErrAnswer
	}
	l.budget -= l.handleTyped(request)
	return nil
}

// answerTyped answers as far as the budget goes.
func (b *broadcast) answerTyped(l *lease, answer []*hub.Message) error {
	size := l.size(answer)
	if size > l.budget {
		b.hint(l)
		return fmt.Errorf("%w: %d bytes", ErrAnswer, size)
	}
	l.budget -= size
	b.hold(l, answer)
	return nil
}

func (b *broadcast) hint(l *lease) {
	short := b.ask(event.Request{}, hint)
	if size := l.size(short); size <= l.budget && time.Since(l.hinted) >= hintEvery {
		l.budget -= size
		l.hinted = time.Now()
		b.hold(l, short)
	}
}

// hold has messages sent after those that are in the lease's queue.
func (b *broadcast) hold(l *lease, messages []*hub.Message) {
	l.hold(messages)
	b.leases.wake(l)
}

// size is how many bytes messages are, as the lease's client gets them.
func (l *lease) size(messages []*hub.Message) (n budget) {
	for _, m := range messages {
		n += budget(l.speaks.length(m))
	}
	return n
}

// handleTyped is handle for such a line. It returns how many bytes of answer that has made.
func (l *lease) handleTyped(request event.Request) budget {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.held, _ = l.member.Take(l.held)
	before := len(l.held)
	l.member.Handle(request)
	l.held, _ = l.member.Take(l.held) // with what others have done at that moment, if anything
	return l.size(l.held[before:])
}

func (l *lease) hold(messages []*hub.Message) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.held, _ = l.member.Take(l.held)
	l.held = append(l.held, messages...)
}

func (l *lease) holds() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.held)
}
