package hub

import (
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
