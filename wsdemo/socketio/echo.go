package socketio

import (
	"encoding/json"
	"sync"

	"wirelab/internal/room/event"
)

// echo is the program of the echo server. An event that is to be acknowledged is answered with its own arguments;
// any other comes back as it is.
//
//	socket.emit("hello", 1, 2, (a, b) => ...)                 a is 1, b is 2
//	socket.on("hello", (a, b) => ...); socket.emit("hello", 1, 2)
//
// With the event "ask" acknowledgements go both ways: the server asks the client the same, and what that answers is
// the answer.
//
//	socket.on("ask", (n, reply) => reply(n + 1)); socket.emit("ask", 1, (n) => ...)
type echo struct {
	socket *socket
	gone   chan struct{} // closed when the client leaves

	mu    sync.Mutex
	asked []question // that are not answered yet
	next  uint64
}

// A question is what the server asks, and what it was asked.
type question struct{ id, origin uint64 }

// maxAsked is how many of those are remembered. The oldest are forgotten.
const maxAsked = 64

// maxAhead is how many bytes of echoes wait for a poll before no more is taken from the client. All of them go out with
// one poll: had each to wait for one of its own, a client could not get more than one message in a round trip.
const maxAhead = 64 << 10

func (s *socket) newEcho() *echo {
	s.accept(newID(), "")
	return &echo{socket: s, gone: make(chan struct{})}
}

func (e *echo) event(name string, args []json.RawMessage, ack *uint64) {
	if session := e.socket.session; session.server.OnData != nil && len(args) > 0 {
		session.server.OnData(session.peer, plain(args[0]))
	}
	p := packet{kind: typeEvent}
	var values [][]byte
	for _, arg := range args {
		values = append(values, arg)
	}
	list := array(append([][]byte{event.Quote(name)}, values...)...)
	switch {
	case ack == nil:
		p.data = list
	case name == "ask":
		p.id = e.ask(*ack)
		p.data = list
	default:
		p.kind, p.id, p.data = typeAck, ack, array(values...)
	}
	e.socket.session.send(p.split(), maxAhead, e.gone)
}

// ask returns the id of a question to the client.
func (e *echo) ask(origin uint64) *uint64 {
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(e.asked) == maxAsked {
		e.asked = append(e.asked[:0], e.asked[1:]...)
	}
	q := question{e.next, origin}
	e.next++
	e.asked = append(e.asked, q)
	return &q.id
}

// ack passes the client's answer on. One to what was not asked is dropped.
func (e *echo) ack(id uint64, args []byte) {
	e.mu.Lock()
	var origin *uint64
	for i, q := range e.asked {
		if q.id == id {
			origin = &q.origin
			e.asked = append(e.asked[:i], e.asked[i+1:]...)
			break
		}
	}
	e.mu.Unlock()
	if origin != nil {
		e.socket.session.send(packet{kind: typeAck, id: origin, data: args}.split(), maxAhead, e.gone)
	}
}

func (e *echo) end(bool) { close(e.gone) }
