package chat

import (
	"time"

	"wirelab/internal/room/event"
	"wirelab/internal/room/reconnect"
)

// asked is a request that the server has not answered.
type asked struct {
	request event.Request
	sent    time.Time // last; zero: not on this connection
	not     time.Time // not to be sent before, for the server has asked to wait
}

// begin starts a connection, in the rooms that we were in.
func (c *Client) begin() {
	for _, a := range c.waiting {
		a.sent = time.Time{}
	}
	var again []*asked
	for _, name := range c.order {
		r := c.rooms[name]
		if !r.in {
			continue // its join is among those that wait, or it is asked for again
		}
		r.in = false
		if c.Forget {
			*r = room{name: name}
		}
		again = append(again, &asked{request: c.joinRequest(r)})
	}
	c.waiting = append(again, c.waiting...)
}

func (c *Client) joinRequest(r *room) event.Request {
	return event.Request{
		Type: event.TypeJoin, Room: r.name, Name: c.Name, Session: c.Session, Epoch: r.epoch, Offset: r.seen,
		Who: true, // and over which transports they have come
	}
}

// take accepts a request.
func (c *Client) take(r event.Request) {
	c.taken++
	if len(c.waiting) >= 2*maxWaiting {
		c.Notify(&event.Error{Code: event.TooLarge, Reason: ErrBusy.Error()})
		return
	}
	switch r.Type {
	case event.TypeJoin:
		if c.rooms[r.Room] == nil {
			c.rooms[r.Room] = &room{name: r.Room}
			c.order = append(c.order, r.Room)
		}
		r = c.joinRequest(c.rooms[r.Room])
	case event.TypeLeave:
		c.forget(r.Room)
	case event.TypeName:
		c.Name = r.Name
	}
	if r.ID != nil {
		c.lastID++
		id := c.lastID
		r.ID = &id
	}
	c.waiting = append(c.waiting, &asked{request: r})
}

func (c *Client) forget(name string) {
	delete(c.rooms, name)
	for i, n := range c.order {
		if n == name {
			c.order = append(c.order[:i], c.order[i+1:]...)
			return
		}
	}
}

// flush sends what has not been sent on this connection, and over UDP again what is not answered. It
// stops at a request whose answer those behind it need, which is a room's. Over UDP it stops at any
// (stop and wait), for those behind it might overtake it.
func (c *Client) flush() error {
	for _, a := range c.waiting {
		if time.Now().Before(a.not) {
			return nil
		}
		due := a.sent.IsZero() || c.Keeper.Datagrams && time.Since(a.sent) >= reconnect.RepeatEvery
		if due {
			if err := c.conn.Send(a.request); err != nil {
				return err
			}
			a.sent = time.Now()
		}
		if c.Keeper.Datagrams || a.request.Type == event.TypeJoin {
			return nil
		}
	}
	return nil
}

// fillHoles asks for what is missing.
func (c *Client) fillHoles() error {
	hole := false
	for _, r := range c.rooms {
		hole = hole || r.in && r.missing()
	}
	switch {
	case !hole:
		c.suspected = time.Time{}
		return nil
	case c.suspected.IsZero():
		c.suspected = time.Now()
	}
	if time.Since(c.suspected) < patience || time.Since(c.resumed) < reconnect.RepeatEvery {
		return nil
	}
	for _, name := range c.order {
		if r := c.rooms[name]; r.in && r.missing() {
			if err := c.resume(r); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *Client) resume(r *room) error {
	c.resumed = time.Now()
	for offset := range r.held {
		r.recovered = max(r.recovered, offset-1)
	}
	return c.conn.Send(event.Request{Type: event.TypeResume, Room: r.name, Epoch: r.epoch, Offset: r.seen})
}

// done takes the first request of which is holds off the list, and returns it; nil if there is none.
func (c *Client) done(is func(*event.Request) bool) *event.Request {
	for i, a := range c.waiting {
		if is(&a.request) {
			c.waiting = append(c.waiting[:i], c.waiting[i+1:]...)
			return &a.request
		}
	}
	return nil
}
