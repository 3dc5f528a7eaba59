package socketio

import (
	"encoding/json"
	"fmt"
	"slices"
	"sync"

	"wirelab/internal/room/event"
	"wirelab/internal/room/hub"
)

// These are events that the server sends on its own account. Their argument is a reply of package event.
const (
	eventError = "error"
	eventGap   = "gap" // events are missing, and are not there any more

	eventDelivery = "delivery" // work for a consumer
	eventStep     = "step"     // of an event in a queue, for a watcher
)

var ownEvents = []string{eventError, eventGap, eventDelivery, eventStep}

// write sends what the hub has for the client. It is called by the hub's pump.
func (r *rooms) write(batch []*hub.Message, evicted error) {
	pooled := batches.Get().(*[]Packet)
	session := r.socket.session
	packets := r.packets((*pooled)[:0], batch)
	if len(packets) > 0 {
		session.send(packets, 0, r.gone)
	}
	keep(pooled, packets)
	switch evicted {
	case nil, hub.ErrClosed:
	case hub.ErrTooSlow: // it comes back by itself, and gets what it has missed
		session.finish(errSlow)
	default: // an official client does not come back by itself
		r.forbid()
		session.put(packet{kind: typeDisconnect}.encode())
		session.finish(evicted)
	}
}

// try sends it as far as that need not wait. What it returns, if not nil, sends the rest.
func (r *rooms) try(batch []*hub.Message) (rest func()) {
	pooled := batches.Get().(*[]Packet)
	packets := r.packets((*pooled)[:0], batch)
	if len(packets) > 0 {
		if rest := r.socket.session.trySend(packets, r.gone); rest != nil {
			return rest // which needs the packets
		}
	}
	keep(pooled, packets)
	return nil
}

// packets appends what the client is told.
func (r *rooms) packets(packets []Packet, batch []*hub.Message) []Packet {
	for _, m := range batch {
		if room, _, offset, ok := m.Event(); ok {
			r.trail.note(room, offset)
			packets = appendEvent(packets, m)
		} else {
			packets = r.appendReply(packets, m)
		}
	}
	return packets
}

// keep gives a slice back that has been used for packets.
func keep(pooled *[]Packet, packets []Packet) {
	clear(packets)
	if cap(packets) <= keepBatch {
		*pooled = packets
	}
	batches.Put(pooled)
}

// batches has the slices that write and try need, for calls to come; those of up to keepBatch packets are kept.
var batches = sync.Pool{New: func() any { return new([]Packet) }}

const keepBatch = 256

// forbid sees to it that the client does not come back to where it was.
func (r *rooms) forbid() {
	r.mu.Lock()
	r.final = true
	r.mu.Unlock()
}

// appendEvent appends an event of a room. It is encoded once for all who get it, bytes excepted.
func appendEvent(packets []Packet, m *hub.Message) []Packet {
	text := m.Form(hub.SocketIO, func(m *hub.Message) []byte { return eventPacket(m).split()[0].Data })
	if text[1] == typeBinaryEvent {
		return append(packets, eventPacket(m).split()...)
	}
	return append(packets, Packet{Data: text})
}

// eventPacket returns an event of a room as a packet. Its arguments are the data, what is known about it, and the
// string that the official client gives back when it reconnects.
func eventPacket(m *hub.Message) packet {
	reply, _ := event.DecodeReply(m.JSON()) // which the hub has encoded
	e, _ := reply.(event.Event)
	data := []byte(e.Data)
	if data == nil {
		data = []byte("null")
	}
	about := fmt.Appendf(nil, `{"room":"%s","from":"%s","offset":%d`, e.Room, e.From, e.Offset)
	if e.Transport != "" {
		about = fmt.Appendf(about, `,"transport":"%s"`, e.Transport)
	}
	about = append(about, '}')
	offset := event.Quote(mark{e.Room, e.Offset}.String())
	return packet{kind: typeEvent, data: array(event.Quote(nameOf(e.Event)), data, about, offset)}
}

// nameOf returns what an event from the rooms is called here: nobody in a room may say what only the server, or the
// client's own program, may say.
func nameOf(name string) string {
	if slices.Contains(ownEvents, name) || slices.Contains(reserved, name) {
		return "event:" + name
	}
	return name
}

// appendReply appends what the client is told of a reply.
func (r *rooms) appendReply(packets []Packet, m *hub.Message) []Packet {
	reply, err := event.DecodeReply(m.JSON())
	if err != nil {
		return packets
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	switch reply := reply.(type) {
	case event.Head: // to the ping after a recovery
		r.recovering = false
	case event.Delivery:
		return append(packets, say(eventDelivery, m.JSON()))
	case event.Step:
		return append(packets, say(eventStep, m.JSON()))
	case event.Gap:
		if !r.recovering {
			return append(packets, say(eventGap, m.JSON()))
		}
		r.fail()
	case *event.Error:
		if reply.Code == event.Replaced {
			r.trail.only(r.member.Rooms())
		}
		if len(r.calls) == 0 || !answers(reply, r.calls[0]) {
			if r.recovering {
				r.fail()
			}
			return append(packets, say(eventError, m.JSON()))
		}
		if r.recovering {
			r.fail()
		}
		if reply.ID != nil && *reply.ID > hidden {
			reply.ID = nil
		}
		line := reply.Line()
		c := r.calls[0]
		c.failed = append(c.failed, line[:len(line)-1])
		return r.answer(packets, line[:len(line)-1])
	default:
		if len(r.calls) > 0 {
			r.follow(reply, r.calls[0])
			return r.answer(packets, m.JSON())
		}
	}
	return packets
}

// answers says whether an error is the answer to a call, and not to one before it or to none.
func answers(e *event.Error, c *call) bool {
	if e.Code == event.Replaced || e.Code == event.TooSlow {
		return false
	}
	return e.ID == nil && c.id == nil || e.ID != nil && c.id != nil && *e.ID == *c.id
}

// follow keeps track of where the client is, and what it has seen.
func (r *rooms) follow(reply event.Reply, c *call) {
	switch reply := reply.(type) {
	case event.Joined:
		r.trail.enter(reply, c.name)
	case event.Ack:
		switch {
		case c.works: // the offset is one that it has known for a while
		case c.leaves != "":
			r.trail.leave(c.leaves)
		case c.name != "":
			r.trail.rename(c.name)
		case !reply.Duplicate:
			r.trail.note(reply.Room, reply.Offset)
		}
	}
}

// answer adds to the answers of the first call. When it has all of them, the client is told: by the acknowledgement,
// or of errors only if it wants none.
func (r *rooms) answer(packets []Packet, reply []byte) []Packet {
	c := r.calls[0]
	c.answers = append(c.answers, reply)
	if c.left--; c.left > 0 {
		return packets
	}
	r.calls = r.calls[1:]
	if len(r.calls) == 0 {
		r.calls = nil // so that nothing is held
	}
	if c.ack != nil {
		return append(packets, packet{kind: typeAck, id: c.ack, data: array(c.answers...)}.encode())
	}
	for _, reply := range c.failed {
		packets = append(packets, say(eventError, reply))
	}
	return packets
}

// fail ends a session that was told that it would get all that it missed, and does not: it comes back, and is told
// that it will not. It happens when the history has moved on in the meantime.
func (r *rooms) fail() {
	r.final = true
	r.socket.session.end(errReturn)
}

// say returns an event of the server's own.
func say(name string, reply json.RawMessage) Packet {
	return packet{kind: typeEvent, data: array(event.Quote(name), reply)}.encode()
}
