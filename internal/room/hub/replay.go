package hub

import (
	"slices"
	"sync"
	"sync/atomic"

	"wirelab/internal/room/event"
)

// Message is one reply or event on its way to members. All receivers of an event share one Message:
// it is encoded once, however many they are. Its bytes must not be changed.
type Message struct {
	line   []byte // JSON and a newline
	room   *room  // of an event or a replay; nil for another reply
	offset uint64 // of an event
	over   string // what its sender has come over; not in line, but shown to people
	replay *replay

	holders atomic.Int32 // queues that hold it, and whoever puts it into them

	mu    sync.Mutex // held while a form is made
	forms [numForms]atomic.Pointer[[]byte]
}

// newMessage returns a reply that is no event, and is in no queue yet.
func newMessage(r event.Reply) *Message { return &Message{line: r.Line()} }

// JSON returns the message as a JSON object, which is what a datagram or a WebSocket message holds.
func (m *Message) JSON() []byte { return m.line[: len(m.line)-1 : len(m.line)-1] }

// Line returns the same with a newline after it, which is a message on TCP.
func (m *Message) Line() []byte { return m.line }

// Plain returns the message as a line for people, with a newline; nil if it has nothing for them.
func (m *Message) Plain() []byte { return m.Form(Plain, plain) }

func plain(m *Message) []byte { return lineOf(event.Plain(m.reply())) }

// PlainFor returns the message as a line for one person, with a newline; nil if it has nothing for that person.
// It may be an answer to what only that person has asked, which Plain does not know, and is given once
// (event.Person.Plain).
func (m *Message) PlainFor(p *event.Person) []byte {
	if m.offset > 0 {
		return m.Plain() // the same bytes for all receivers
	}
	return lineOf(p.Plain(m.reply()))
}

// PlainLength returns how many bytes PlainFor would return, and leaves an answer to be given.
func (m *Message) PlainLength(p *event.Person) int {
	if m.offset > 0 {
		return len(m.Plain())
	}
	if n := p.Length(m.reply()); n > 0 {
		return n + len("\n")
	}
	return 0
}

// reply is the message as it was before it was encoded; nil, which cannot be, if it cannot be decoded.
func (m *Message) reply() event.Reply {
	reply, err := event.DecodeReply(m.JSON())
	if err != nil {
		return nil
	}
	if e, ok := reply.(event.Event); ok {
		e.Transport = m.over
		return e
	}
	return reply
}

// lineOf is a text as a line; nil where there is none.
func lineOf(text string) []byte {
	if text == "" {
		return nil
	}
	return []byte(text + "\n")
}

// Event says which event the message is: its room, that life of the room, and its offset. ok is false
// for a reply.
func (m *Message) Event() (room, epoch string, offset uint64, ok bool) {
	if m.offset == 0 {
		return "", "", 0, false
	}
	return m.room.name, m.room.epoch, m.offset, true
}

// Form is one way to encode a message.
type Form int

// These are the forms that a message can have besides JSON.
const (
	Plain    Form = iota // a line for people
	Frame                // a WebSocket frame (RFC 6455 section 5.2)
	SocketIO             // a packet of Socket.IO
	numForms             // how many there are
)

// Form returns the message in the given form. The first call encodes it with write, and later calls get
// the same result; write must not call Form.
func (m *Message) Form(f Form, write func(*Message) []byte) []byte {
	if form := m.forms[f].Load(); form != nil {
		return *form
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if form := m.forms[f].Load(); form != nil {
		return *form
	}
	form := write(m)
	m.forms[f].Store(&form)
	return form
}

// replay is what a member missed, in its queue: one entry, however much that is. It is taken in pieces.
// The events are the room's, so that many members who miss the same cost no more than one.
type replay struct {
	gap    *Message   // what cannot be replayed; nil: all can
	events []*Message // those that can
}

// bytes returns how many bytes are to be replayed.
func (p *replay) bytes() int {
	n := 0
	for _, msg := range p.events {
		n += len(msg.line)
	}
	return n
}

// appendReplay appends the next piece, and says whether it was the last. It takes from space, which may
// become negative by a part of one event.
func (m *Member) appendReplay(buf []*Message, p *replay, space int) (taken []*Message, left int, done bool) {
	if p.gap != nil {
		buf, p.gap = append(buf, p.gap), nil
	}
	n := 0
	for ; n < len(p.events) && space > 0; n++ {
		missed := p.events[n]
		buf = append(buf, missed)
		space -= len(missed.line)
		m.toReplay -= len(missed.line)
		m.hub.release(missed)
	}
	p.events = p.events[n:]
	return buf, space, len(p.events) == 0
}

// resume queues the events after the one that the member says it has seen.
//
// Some of them may be in its queue already, behind the hole that made it ask. They are taken back,
// since the replay has them all: what the member gets from here on is in order, without holes and
// without anything twice. That also makes a second request replace the first one's replay instead
// of adding to it, so that the queue holds at most one for each room.
func (h *Hub) resume(s *seat, request *event.Request) {
	m, r := s.member, s.room
	next, first := request.Offset+1, r.first()
	p := &replay{}
	if request.Epoch != r.epoch || request.Offset > r.head { // it knows another life of the room
		next = first
		p.gap = gapMessage(r, 1, first-1)
	} else if next < first {
		p.gap = gapMessage(r, next, first-1)
		next = first
	}
	p.events = slices.Clone(r.holds()[next-first:])
	if !h.Quiet { // the answer to its join has told the member of that
		p.events = slices.DeleteFunc(p.events, func(msg *Message) bool { return msg.offset == s.joined })
	}
	if bytes := p.bytes(); bytes > 0 && !m.spend(request, bytes, 1) {
		return
	}
	h.stats.Resumed++
	if p.gap != nil {
		h.stats.Gaps++
	}
	m.takeBack(r)
	if p.gap != nil || len(p.events) > 0 {
		for _, msg := range p.events {
			h.keep(msg)
		}
		m.push(&Message{room: r, replay: p}, m)
	}
}

// Recalls says whether a room remembers all events after the one at offset, in the life of the room that epoch names.
// A client that has seen that one would get all that it has missed.
func (h *Hub) Recalls(room, epoch string, offset uint64) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	r, _ := h.find(room)
	return r != nil && r.epoch == epoch && r.first() <= offset+1 && offset <= r.head
}

func gapMessage(r *room, from, to uint64) *Message {
	return newMessage(event.Gap{Room: r.name, From: from, To: to, Epoch: r.epoch})
}
