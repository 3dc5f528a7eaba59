package socketio

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"wirelab/internal/room/event"
)

// A socket is what Socket.IO makes of a session: a place in the namespace "/", which the client asks for, and from
// then on events and acknowledgements both ways. There is no other namespace, as with an official server whose
// program has made none.
type socket struct {
	session *session

	mu      sync.Mutex // guards the rest
	program program    // nil: the client is not in the namespace
	ended   bool

	partial     *packet // whose attachments are still to come; nil: none
	attachments [][]byte
	size        int // of these and the packet, in bytes
	begun       time.Time
}

// A program is what the client talks to: the rooms (rooms.go) or an echo (echo.go).
type program interface {
	// event is called for each event. Where id is not nil, the event is to be acknowledged.
	event(name string, args []json.RawMessage, id *uint64)
	// ack is called when the client acknowledges an event.
	ack(id uint64, args []byte)
	// end is called when the client has left. Where it did not say that it leaves, it may come back.
	end(mayReturn bool)
}

// auth is what a client says of itself when it connects. The official client adds pid and offset to what its user
// has given in the option auth.
type auth struct {
	PID    string // of the connection before, if there was one
	Offset string // of the last event that came by it

	Name    string // what to be called in rooms
	Session string // a word drawn at random, which outlives the program: known repeats and the name in rooms belong to it
}

var (
	errNamespace = errors.New("a packet for a namespace that the client is not in")
	errState     = errors.New("a packet that cannot come now")
)

// maxNamespace is how many bytes of a namespace's name the client is told again when there is none of that name.
const maxNamespace = 256

// receive takes a message of Engine.IO.
func (s *socket) receive(m Packet) error {
	p, err := s.assemble(m)
	if p == nil || err != nil {
		return err
	}
	if p.namespace != "/" {
		if p.kind != typeConnect || len(p.namespace) > maxNamespace {
			return errNamespace
		}
		s.refuse(p.namespace, "Invalid namespace", nil)
		return nil
	}
	s.mu.Lock()
	program := s.program
	s.mu.Unlock()
	switch {
	case program == nil && p.kind == typeConnect:
		s.connect(p.data)
	case program == nil, p.kind == typeConnect, p.kind == typeConnectError:
		return errState
	case p.kind == typeDisconnect:
		s.leave(false)
	case p.kind == typeAck:
		program.ack(*p.id, p.data)
	default:
		name, args, err := p.event()
		if err != nil {
			return err
		}
		program.event(name, args, p.id)
	}
	return nil
}

// assemble returns a packet when all of it is there, and nil before.
func (s *socket) assemble(m Packet) (*packet, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended {
		return nil, nil
	}
	if m.Binary != (s.partial != nil) {
		return nil, errAttachments
	}
	if !m.Binary {
		p, err := decode(m.body())
		if err != nil || p.attachments == 0 {
			return &p, err
		}
		p.data = bytes.Clone(p.data)
		s.partial, s.begun = &p, time.Now()
		return nil, s.hold(len(p.data))
	}
	if err := s.hold(len(m.Data)); err != nil {
		return nil, err
	}
	s.attachments = append(s.attachments, bytes.Clone(m.Data))
	if len(s.attachments) < s.partial.attachments {
		return nil, nil
	}
	p := s.partial
	err := p.join(s.attachments)
	s.drop()
	return p, err
}

// hold counts what is kept of a packet that is not complete.
func (s *socket) hold(n int) error {
	server := s.session.server
	switch {
	case s.size+n > server.MaxPayload:
		return errTooLarge
	case !server.Unfinished.Take(counted(s.size+n) - counted(s.size)):
		return errTooMuch
	}
	s.size += n
	return nil
}

// counted is how much of n bytes is in the budget.
func counted(n int) int { return max(n-uncounted, 0) }

// drop forgets a packet that is complete, or will not be.
func (s *socket) drop() {
	s.session.server.Unfinished.Give(counted(s.size))
	s.partial, s.attachments, s.size = nil, nil, 0
}

// late says whether a packet has waited too long for its attachments.
func (s *socket) late() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.partial != nil && time.Since(s.begun) > s.session.server.PingTimeout
}

func (s *socket) connected() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.program != nil
}

// connect brings the client into the namespace, or tells it why not.
func (s *socket) connect(data []byte) {
	var a auth
	if len(data) > 0 && json.Unmarshal(data, &a) != nil {
		s.refuse("/", "auth: pid, offset, name and session are strings", nil)
		return
	}
	test := event.Request{Type: event.TypeJoin, Room: "any", Name: a.Name, Session: a.Session}
	if err := test.Check(); err != nil {
		line := err.(*event.Error).Line()
		s.refuse("/", err.Error(), line[:len(line)-1])
		return
	}
	var p program
	if s.session.server.Hub == nil {
		p = s.newEcho()
	} else {
		p = s.newRooms(a)
	}
	s.mu.Lock()
	ended := s.ended
	if !ended {
		s.program = p
	}
	s.mu.Unlock()
	if ended { // meanwhile
		p.end(true)
	}
}

// accept tells the client that it is in the namespace: who it is there, and with what it may come back.
func (s *socket) accept(sid, pid string) {
	data := fmt.Appendf(nil, `{"sid":"%s"}`, sid)
	if pid != "" {
		data = fmt.Appendf(nil, `{"sid":"%s","pid":"%s"}`, sid, pid)
	}
	s.session.put(packet{kind: typeConnect, data: data}.encode())
}

// refuse tells the client why it is not.
func (s *socket) refuse(namespace, message string, data []byte) {
	b := fmt.Appendf(nil, `{"message":%s`, event.Quote(message))
	if data != nil {
		b = fmt.Appendf(b, `,"data":%s`, data)
	}
	s.session.put(packet{kind: typeConnectError, namespace: namespace, data: append(b, '}')}.encode())
}

// leave takes the client out of the namespace.
func (s *socket) leave(mayReturn bool) {
	s.mu.Lock()
	p := s.program
	s.program = nil
	s.mu.Unlock()
	if p != nil {
		p.end(mayReturn)
	}
}

// end is called when the session has ended.
func (s *socket) end() {
	s.mu.Lock()
	s.ended = true
	s.drop()
	s.mu.Unlock()
	s.leave(true)
}
