package event

import (
	"cmp"
	"fmt"
	"slices"
	"sync"
)

// A Person turns the lines that somebody types into requests, and replies into lines to show. It remembers
// the rooms that the person is in: what is said goes to the one entered last. The zero value is in none.
// Its methods may be called at once.
type Person struct {
	mu     sync.Mutex
	rooms  []string // the last is where what is said goes
	asked  []asked  // what is not answered yet, the oldest first
	lastID uint64
}

// An asked request is one that has an answer for people: a line, or that a room is not entered after all.
type asked struct {
	id     uint64
	answer string // to show; "" for a join, which has an answer of its own
	enters string // the room that a join adds; "" if the person is in it already
}

// maxAsked is how many of those are remembered. Of older ones the answers have got lost.
const maxAsked = 64

// Request reads a line, as ParsePlain does, and puts the room where none is given. What people are to be
// told about gets an ID, so that the server acknowledges it.
func (p *Person) Request(line string) (Request, error) {
	r, err := ParsePlain(line)
	if err != nil {
		return r, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	switch r.Type {
	case TypeJoin:
		join := asked{}
		if !slices.Contains(p.rooms, r.Room) {
			join.enters = r.Room
		}
		p.leave(r.Room)
		p.rooms = append(p.rooms, r.Room)
		r.ID = p.ask(join)
	case TypeEmit, TypeLeave, TypeWho, TypeSubscribe, TypeDone, TypeAgain, TypeQueue, TypeWatch:
		if r.Room == "" {
			r.Room = p.room()
		}
		if r.Room == "" {
			return r, &Error{Code: NotJoined, Reason: "you are in no room: /join ROOM [NAME]"}
		}
		switch r.Type {
		case TypeLeave:
			p.leave(r.Room)
			r.ID = p.ask(asked{answer: p.left(r.Room)})
		case TypeDone:
			r.ID = p.ask(asked{answer: fmt.Sprintf("* %d is done", r.Offset)})
		case TypeAgain:
			r.ID = p.ask(asked{answer: fmt.Sprintf("* %d comes again", r.Offset)})
		}
	case TypeName:
		r.ID = p.ask(asked{answer: "* you are now " + r.Name + " (unless it is taken)"})
	}
	return r, nil
}

// Left is what a person is told who has left a room: where what is said goes now.
func (p *Person) Left(room string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.left(room)
}

// left is short, for over UDP an answer must not be much longer than what it answers.
func (p *Person) left(room string) string {
	return "* left " + room + ": you are in " + cmp.Or(p.room(), "no room")
}

// Plain returns a reply as a line for this person, as the function Plain does for everybody; and answers to
// what only they have asked for.
func (p *Person) Plain(r Reply) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	line := p.plain(r)
	switch r := r.(type) {
	case Ack:
		p.forget(p.find(r.ID))
	case *Error:
		if i := p.find(r.ID); i >= 0 && p.asked[i].enters != "" {
			p.leave(p.asked[i].enters)
		}
		p.forget(p.find(r.ID))
	}
	return line
}

// Length returns how long the line is that Plain would give, and takes the reply for given no more than before.
func (p *Person) Length(r Reply) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.plain(r))
}

func (p *Person) plain(r Reply) string {
	if ack, ok := r.(Ack); ok {
		if i := p.find(ack.ID); i >= 0 {
			return p.asked[i].answer
		}
	}
	return Plain(r)
}

// room is where what is said goes; "" for nowhere.
func (p *Person) room() string {
	if len(p.rooms) == 0 {
		return ""
	}
	return p.rooms[len(p.rooms)-1]
}

func (p *Person) leave(room string) {
	p.rooms = slices.DeleteFunc(p.rooms, func(r string) bool { return r == room })
}

// ask remembers a request until it is answered, and returns its ID.
func (p *Person) ask(a asked) *uint64 {
	p.lastID++
	a.id = p.lastID
	if len(p.asked) == maxAsked {
		p.asked = slices.Delete(p.asked, 0, 1)
	}
	p.asked = append(p.asked, a)
	return &a.id
}

// find returns which request has an ID; -1 for none.
func (p *Person) find(id *uint64) int {
	if id == nil {
		return -1
	}
	return slices.IndexFunc(p.asked, func(a asked) bool { return a.id == *id })
}

// forget drops a request that has been answered. Those before it have been answered, too, or their answers have
// got lost.
func (p *Person) forget(i int) { p.asked = slices.Delete(p.asked, 0, i+1) }
