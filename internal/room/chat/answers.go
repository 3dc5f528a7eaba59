package chat

import (
	"time"

	"wirelab/internal/room/event"
	"wirelab/internal/room/reconnect"
)

// answer takes a reply.
func (c *Client) answer(reply event.Reply) error {
	var notices []Notice
	waited := len(c.waiting)
	switch a := reply.(type) {
	case event.Joined:
		c.done(func(r *event.Request) bool { return r.Type == event.TypeJoin && r.Room == a.Room })
		switch r := c.rooms[a.Room]; {
		case r != nil && r.in: // it was left and entered again before the first answer came
			notices = r.place(a.Offset, nil)
		case r != nil:
			notices = append([]Notice{a}, r.joined(a)...)
		}
	case event.Ack:
		asked := c.done(func(r *event.Request) bool { return r.ID != nil && a.ID != nil && *r.ID == *a.ID })
		r := c.rooms[a.Room]
		if asked != nil && r != nil && asked.Self != nil && !*asked.Self {
			notices = r.acknowledged(a.Offset)
		}
	case event.Event:
		if r := c.rooms[a.Room]; r != nil && r.epoch != "" {
			notices = r.said(a)
		}
	case event.Gap:
		if r := c.rooms[a.Room]; r != nil {
			notices = r.gap(a)
			if r.in { // who has come meanwhile?
				c.conn.Send(event.Request{Type: event.TypeWho, Room: a.Room})
			}
		}
	case event.Head:
		if r := c.rooms[a.Room]; r != nil && r.head(a) && time.Since(c.resumed) >= reconnect.RepeatEvery {
			r.recovered = max(r.recovered, a.Offset)
			return c.resume(r)
		}
	case event.Who:
		if r := c.rooms[a.Room]; r != nil {
			r.people.who(a)
		}
		if c.done(func(r *event.Request) bool { return r.Type == event.TypeWho && r.Room == a.Room }) != nil {
			notices = []Notice{a}
		}
	case event.Queues:
		if c.done(func(r *event.Request) bool { return r.Type == event.TypeQueue && r.Room == a.Room }) != nil {
			notices = []Notice{a}
		}
	case event.Rooms:
		if c.done(func(r *event.Request) bool { return r.Type == event.TypeRooms }) != nil {
			notices = []Notice{a}
		}
	case *event.Error:
		if c.refused(a) {
			notices = []Notice{a}
		}
	}
	if waited > 0 && len(c.waiting) == 0 {
		notices = append(notices, Answered{c.taken})
	}
	for _, n := range notices {
		c.Notify(n)
	}
	return c.flush()
}

// hold has what was refused as too fast asked for again when the server allows it: the request that the
// error names, or a join, or over UDP the one that is under way.
func (c *Client) hold(e *event.Error) {
	for _, a := range c.waiting {
		if e.ID != nil && (a.request.ID == nil || *a.request.ID != *e.ID) {
			continue
		}
		if e.ID == nil && a.request.Type != event.TypeJoin && !c.Keeper.Datagrams {
			continue
		}
		a.sent, a.not = time.Time{}, time.Now().Add(time.Duration(e.Wait)*time.Millisecond)
		return
	}
}

// refused takes an error: the request it names is answered, and a join that was refused is none. An error
// without a name is about the first request that has none either, or about the client. refused says
// whether it is news: over UDP a request that is repeated may be refused repeatedly.
func (c *Client) refused(e *event.Error) bool {
	if e.Code == event.TooFast {
		c.hold(e)
		return false // it is done in time, so that there is nothing to tell
	}
	if e.ID != nil {
		return c.done(func(r *event.Request) bool { return r.ID != nil && *r.ID == *e.ID }) != nil
	}
	switch e.Code {
	case event.Replaced, event.TooSlow:
		return true
	case event.BadRoom, event.TooManyRooms, event.NoRoomLeft, event.BadName, event.TooManyMembers:
		if r := c.done(func(r *event.Request) bool { return r.Type == event.TypeJoin }); r != nil {
			c.forget(r.Room)
			return true
		}
	}
	c.done(func(r *event.Request) bool {
		return r.Type == event.TypeWho || r.Type == event.TypeRooms || r.Type == event.TypeQueue
	})
	return true
}
