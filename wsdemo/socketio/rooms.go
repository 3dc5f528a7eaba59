package socketio

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"

	"wirelab/internal/network/netx"
	"wirelab/internal/room/event"
	"wirelab/internal/room/hub"
)

// rooms is the program of the broadcast server: the client is a member of the hub, with the same rooms as those who
// come by other transports.
//
//	socket.emit("join", {room: "blue", name: "ada"}, (answer) => ...)   and so leave, name, who, rooms
//	socket.emit("message", "hi", {room: "blue"}, (answer) => ...)       any other event goes to the rooms
//	socket.on("message", (data, about) => ...)                          about: {room, from, offset}; of a join, transport, too
//	socket.emit("subscribe", {room: "blue", durable: "kitchen"}, (answer) => ...)
//	socket.on("delivery", (delivery) => socket.emit("done", {room: "blue", offset: delivery.offset}))   or again
//	socket.emit("queue", "blue", (answer) => ...)                       or watch: socket.on("step", (step) => ...)
//
// The answers are the replies of package event. An event has one answer for each room that it goes to. What goes
// wrong and has no acknowledgement that could tell it arrives as the event "error".
type rooms struct {
	socket *socket
	member *hub.Member
	stop   func()
	trail  *trail
	gone   chan struct{} // closed when the client leaves
	left   chan struct{} // closed when it has left the rooms

	mu         sync.Mutex // guards the rest
	calls      []*call    // that have no answer yet, in the order in which they were made
	made       uint64     // calls, ever
	recovering bool       // the client is being brought back to its rooms
	final      bool       // it may not come back to them
}

// A call is something that the client has asked for. The hub answers in order.
type call struct {
	ack     *uint64  // of the event; nil: the client wants no answer
	id      *uint64  // in the hub's answers, if that is an error; nil: none
	left    int      // answers to come
	answers [][]byte // JSON
	failed  [][]byte // of those
	name    string   // that the client gives itself
	leaves  string   // the room that it leaves
	works   bool     // it answers a delivery
}

// hidden are the ids of calls that want no answer. No client counts so far.
const hidden = 1 << 52

var errReturn = errors.New("what the client missed is not there any more")

// newRooms connects the client to the hub, with what it has missed if it comes back.
func (s *socket) newRooms(a auth) *rooms {
	server := s.session.server
	r := &rooms{socket: s, gone: make(chan struct{}), left: make(chan struct{})}
	var missed []place
	r.trail, missed = server.recovery.claim(server.Hub, a)
	r.member, r.stop = server.Hub.PumpAtOnce(netx.AddrOf(s.session.peer), "socketio", r.write, r.try)
	server.recovery.begins(r)
	s.accept(r.trail.sid, r.trail.pid)
	if len(missed) > 0 {
		r.recovering = true
		for _, p := range missed {
			r.ask(&call{left: 1, name: p.wanted}, event.Request{
				Type: event.TypeJoin, Room: p.room, Name: p.wanted, Session: r.trail.session, Epoch: p.epoch, Offset: p.offset,
			})
		}
		r.member.Handle(event.Request{Type: event.TypePing}) // its answer comes when all is done
	}
	return r
}

// event carries out what the client asks.
func (r *rooms) event(name string, args []json.RawMessage, ack *uint64) {
	r.mu.Lock()
	r.made++
	number := hidden + r.made
	if ack != nil {
		number = *ack
	}
	r.mu.Unlock()
	requests, err := r.requests(name, args, number)
	c := &call{ack: ack, left: max(1, len(requests))}
	if err != nil {
		if refusal, ok := errors.AsType[*event.Error](err); ok {
			c.id = refusal.ID
		}
		r.expect(c)
		r.member.Refuse(err)
	} else {
		first := requests[0]
		c.id = first.ID
		switch first.Type {
		case event.TypeJoin, event.TypeName:
			c.name = first.Name
		case event.TypeLeave:
			c.leaves = first.Room
		case event.TypeDone, event.TypeAgain:
			c.works = true
		}
		r.ask(c, requests...)
	}
	r.member.Await() // its end is told otherwise
}

// ask has the hub carry out requests, whose answers belong to a call.
func (r *rooms) ask(c *call, requests ...event.Request) {
	r.expect(c)
	for _, request := range requests {
		r.member.Handle(request)
	}
}

func (r *rooms) expect(c *call) {
	r.mu.Lock()
	r.calls = append(r.calls, c)
	r.mu.Unlock()
}

// ack does nothing: the rooms ask for no acknowledgement.
func (r *rooms) ack(uint64, []byte) {}

// requests returns what an event asks of the hub.
func (r *rooms) requests(name string, args []json.RawMessage, number uint64) ([]event.Request, error) {
	field := "room"
	switch name {
	case event.TypeName:
		field = "name"
	case event.TypeJoin, event.TypeLeave, event.TypeWho, event.TypeRooms:
	case event.TypeSubscribe, event.TypeDone, event.TypeAgain, event.TypeQueue, event.TypeWatch:
	default:
		return r.emits(name, args)
	}
	var about json.RawMessage
	switch {
	case len(args) > 1:
		return nil, &event.Error{Code: event.Malformed, Reason: name + " has one argument, an object"}
	case len(args) == 1 && args[0][0] == '"':
		about = fmt.Appendf(nil, `{"%s":%s}`, field, args[0])
	case len(args) == 1:
		about = args[0]
	}
	fields := fmt.Appendf(nil, `{"type":"%s","id":%d`, name, number)
	if name == event.TypeJoin {
		fields = fmt.Appendf(fields, `,"session":"%s"`, r.trail.session)
	}
	request, err := decodeRequest(fields, about)
	if name == event.TypeJoin && request.Name == "" {
		request.Name = r.trail.called()
	}
	return []event.Request{request}, err
}

// emits returns the requests for an event that goes to rooms: those that it names, or all that the client is in.
func (r *rooms) emits(name string, args []json.RawMessage) ([]event.Request, error) {
	if len(args) > 2 {
		return nil, &event.Error{Code: event.Malformed, Reason: "after its name an event has data and {room, rooms, self, id}, no more"}
	}
	fields := fmt.Appendf(nil, `{"type":"emit","event":%s`, event.Quote(name))
	if len(args) > 0 {
		fields = fmt.Appendf(fields, `,"data":%s`, args[0])
	}
	var about json.RawMessage
	var to struct {
		Room  json.RawMessage
		Rooms []string
	}
	if len(args) == 2 && string(args[1]) != "null" { // undefined in JavaScript
		about = args[1]
		if json.Unmarshal(about, &to) != nil {
			return nil, &event.Error{Code: event.Malformed, Reason: "after its data an event has {room, rooms, self, id}"}
		}
	}
	if to.Room != nil {
		request, err := decodeRequest(fields, about)
		return []event.Request{request}, err
	}
	if to.Rooms == nil {
		to.Rooms = r.member.Rooms()
	}
	if len(to.Rooms) == 0 {
		return nil, &event.Error{Code: event.NotJoined, Reason: "you are in no room"}
	}
	if len(to.Rooms) > maxRooms {
		return nil, &event.Error{Code: event.TooManyRooms, Reason: fmt.Sprintf("an event goes to %d rooms at most", maxRooms)}
	}
	var requests []event.Request
	for _, room := range to.Rooms {
		request, err := decodeRequest(fmt.Appendf(bytes.Clone(fields), `,"room":%s`, event.Quote(room)), about)
		if err != nil {
			return nil, err
		}
		requests = append(requests, request)
	}
	return requests, nil
}

// maxRooms is how many rooms an event may name.
const maxRooms = 32

// decodeRequest reads a request as the other transports do, as strictly. It consists of the beginning of an object,
// and of the fields of another one: a field that is in both is there twice, and refused.
func decodeRequest(fields []byte, about json.RawMessage) (event.Request, error) {
	rest := []byte("}")
	if about != nil {
		if about[0] != '{' {
			return event.Request{}, &event.Error{Code: event.Malformed, Reason: "not an object"}
		}
		rest = bytes.TrimSpace(about[1:])
		if rest[0] != '}' {
			rest = append([]byte{','}, rest...)
		}
	}
	return event.DecodeRequest(slices.Concat(fields, rest))
}

// end has the client leave the rooms. One that may not come back has its names reserved in none.
func (r *rooms) end(mayReturn bool) {
	close(r.gone)
	r.mu.Lock()
	mayReturn = mayReturn && !r.final
	r.mu.Unlock()
	if !mayReturn {
		for _, room := range r.member.Rooms() {
			r.member.Handle(event.Request{Type: event.TypeLeave, Room: room})
		}
	}
	r.stop()
	r.socket.session.server.recovery.ends(r, mayReturn)
	close(r.left)
}
