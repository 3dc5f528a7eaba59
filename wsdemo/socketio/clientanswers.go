package socketio

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"wirelab/internal/room/event"
)

// unknownEpoch is that of the rooms of a server that has no epochs.
const unknownEpoch = "unknown"

// answered takes the answer to a question.
func (c *RoomConn) answered(id uint64, args []json.RawMessage) {
	c.mu.Lock()
	r, waits := c.calls[id]
	delete(c.calls, id)
	if !waits {
		c.mu.Unlock()
		return
	}
	if len(args) > 0 && slices.EqualFunc(args, r.args, func(a json.RawMessage, b []byte) bool { return string(a) == string(b) }) {
		c.told = append(c.told, r.JSON()) // as an echo server does over other transports
		c.mu.Unlock()
		return
	}
	replies := 0
	for _, arg := range args {
		if reply, err := event.DecodeReply(arg); err == nil {
			replies++
			c.follow(r.Request, reply)
		}
	}
	if replies == 0 && !r.unasked {
		c.follow(r.Request, c.yes(r.Request))
	}
	c.mu.Unlock()
	if r.Type == event.TypeJoin && r.Who {
		who := event.Request{Type: event.TypeWho, Room: r.Room}
		c.ask(asked{Request: who, args: [][]byte{about(event.Request{Room: r.Room})}, unasked: true}, event.TypeWho)
	}
}

// unanswered is called when a question has waited for long. A server that does not restore connections and leaves one
// without an answer answers none.
func (c *RoomConn) unanswered(id uint64) {
	c.mu.Lock()
	if _, waits := c.calls[id]; waits && !c.restores() {
		c.mute = true
	}
	c.mu.Unlock()
	c.answered(id, nil)
}

// yes is what a server of ours would have answered, where another has said anything or nothing.
func (c *RoomConn) yes(r event.Request) event.Reply {
	switch r.Type {
	case event.TypeJoin, event.TypeResume:
		return event.Joined{Room: r.Room, Epoch: unknownEpoch, Offset: r.Offset, Member: r.Name}
	case event.TypeWho:
		return &event.Error{Code: event.UnknownType, Reason: "the server does not say who is there"}
	case event.TypeRooms:
		return event.Rooms{Rooms: slices.Sorted(maps.Keys(c.rooms))}
	}
	return event.Ack{Room: r.Room}
}

// follow takes a reply to a request, keeps track of the rooms, and has it received. The lock is held.
func (c *RoomConn) follow(r event.Request, reply event.Reply) {
	switch a := reply.(type) {
	case event.Joined:
		c.rooms[a.Room] = &event.Head{Room: a.Room, Epoch: a.Epoch, Offset: a.Offset}
		if r.Type == event.TypeResume { // which is not answered, but by what was missed
			return
		}
	case event.Ack:
		a.ID = r.ID
		reply = a
		if r.Type == event.TypeLeave {
			delete(c.rooms, r.Room)
		}
		c.reached(a.Room, a.Offset)
	case event.Subscribed:
		a.ID = r.ID
		reply = a
	case event.Queues:
		a.ID = r.ID
		reply = a
	case *event.Error:
		a.ID = r.ID
	}
	c.tell(reply)
}

// happened takes an event.
func (c *RoomConn) happened(m Message) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(m.Args) > 0 && slices.Contains(ownEvents, m.Name) {
		if reply, err := event.DecodeReply(m.Args[0]); err == nil {
			if gap, ok := reply.(event.Gap); ok && c.rooms[gap.Room] != nil {
				c.rooms[gap.Room].Epoch = gap.Epoch
			}
			c.tell(reply)
			return
		}
	}
	var about struct {
		Room, From string
		Offset     uint64
	}
	e := event.Event{Event: strings.TrimPrefix(m.Name, "event:")}
	if len(m.Args) > 0 {
		e.Data = m.Args[0]
	}
	if len(m.Args) > 1 {
		json.Unmarshal(m.Args[1], &about) // what it does not have is guessed
	}
	e.Room, e.From, e.Offset = about.Room, about.From, about.Offset
	if e.Room == "" {
		e.Room = c.last
	}
	if e.From == "" {
		e.From = "someone"
	}
	head := c.rooms[e.Room]
	if e.Offset == 0 && head != nil {
		e.Offset = head.Offset + 1
	}
	c.reached(e.Room, e.Offset)
	c.tell(e)
}

// reached notes how far a room is.
func (c *RoomConn) reached(room string, offset uint64) {
	if head := c.rooms[room]; head != nil {
		head.Offset = max(head.Offset, offset)
	}
}

// tellHeads answers a ping: with what is known.
func (c *RoomConn) tellHeads() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, room := range slices.Sorted(maps.Keys(c.rooms)) {
		c.tell(*c.rooms[room])
	}
}
