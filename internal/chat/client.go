package chat

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"wirelab/internal/event"
)

// A Conn carries messages to a server and back: one Send, one message; one Recv, one message. Close
// unblocks both.
type Conn interface {
	Send(msg []byte) error
	Recv(buf []byte) (int, error)
	Close() error
}

// A Client is a conversation with a broadcast server.
type Client struct {
	// Dial connects. It is called again whenever the connection has failed.
	Dial func(ctx context.Context) (Conn, error)
	// Datagrams says that messages may be lost, or overtake each other: requests are repeated until they
	// are answered, and the server asks for a cookie first.
	Datagrams bool
	Name      string // wanted in rooms; empty: the server's choice
	// Notify is told what happens, by one goroutine.
	Notify func(Notice)
	// Forget joins rooms anew after a reconnect, in place of resuming: to see what is lost then.
	Forget bool

	session  string
	requests chan event.Request
	rooms    map[string]*room
	order    []string // of the rooms, as they were joined
	waiting  []*asked // requests that are not answered, in order
	lastID   uint64
	taken    int // requests of Do

	conn      Conn
	cookie    string
	heard     time.Time // when something last came
	suspected time.Time // since when a hole has been known; zero: there is none
	resumed   time.Time // when we last asked for what is missing
}

// State says how the connection is.
type State struct {
	Connected bool
	Err       error // why not; nil before the first attempt
}

// Answered says that nothing waits for an answer any more.
type Answered struct {
	Requests int // of Do, since the beginning
}

// asked is a request that the server has not answered.
type asked struct {
	request event.Request
	sent    time.Time // last; zero: not on this connection
}

// These are the client's times.
const (
	pingEvery   = 5 * time.Second         // a head that is ahead of us shows that the last event was lost
	silence     = 16 * time.Second        // three pings without an answer: the connection is dead
	repeatEvery = 500 * time.Millisecond  // over UDP: no answer so far
	patience    = 100 * time.Millisecond  // what is missing may be under way
	tickEvery   = 50 * time.Millisecond   // how often these are looked at
	firstDelay  = 250 * time.Millisecond  // before connecting again; doubles
	lastDelay   = 5000 * time.Millisecond // up to this
)

// maxWaiting is how many requests may wait for a connection.
const maxWaiting = 256

// New returns a client that is in no room. Call Run once.
func New(c Client) *Client {
	c.session = rand.Text()
	c.requests = make(chan event.Request, maxWaiting)
	c.rooms = make(map[string]*room)
	return &c
}

// ErrBusy is returned while too many requests wait for a connection.
var ErrBusy = errors.New("too much is waiting to be sent")

// Join enters a room, and Leave leaves it.
func (c *Client) Join(room string) error {
	return c.Do(event.Request{Type: event.TypeJoin, Room: room})
}

func (c *Client) Leave(room string) error {
	return c.Do(event.Request{Type: event.TypeLeave, Room: room})
}

// Say emits a text to a room, as an event of the kind message.
func (c *Client) Say(room, text string) error {
	return c.Emit(room, event.EventMessage, event.Quote(text))
}

// Emit makes an event in a room. data is any JSON value, or nil.
func (c *Client) Emit(room, kind string, data json.RawMessage) error {
	return c.Do(event.Request{Type: event.TypeEmit, Room: room, Event: kind, Data: data})
}

// Do has any request carried out, once there is a connection. It may be called by any goroutine.
func (c *Client) Do(r event.Request) error {
	if r.ID == nil && (r.Type == event.TypeEmit || r.Type == event.TypeLeave || r.Type == event.TypeName) {
		r.ID = new(uint64) // Run draws the number, by which its answer is known
	}
	if err := r.Check(); err != nil {
		return err
	}
	select {
	case c.requests <- r:
		return nil
	default:
		return ErrBusy
	}
}

// Run talks to the server until ctx ends, and connects again as often as it must. It returns nil.
func (c *Client) Run(ctx context.Context) error {
	for delay := firstDelay; ; {
		began := time.Now()
		err := c.talk(ctx)
		if ctx.Err() != nil {
			return nil
		}
		c.Notify(State{Err: err})
		if time.Since(began) > time.Minute {
			delay = firstDelay
		}
		if err := c.pause(ctx, delay); err != nil {
			return nil
		}
		delay = min(2*delay, lastDelay)
	}
}

// pause waits before the next attempt, and takes what is asked for meanwhile.
func (c *Client) pause(ctx context.Context, delay time.Duration) error {
	wait := time.NewTimer(delay)
	defer wait.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-wait.C:
			return nil
		case r := <-c.requests:
			c.take(r)
		}
	}
}

// talk is one connection, from Dial to its end.
func (c *Client) talk(ctx context.Context) error {
	dialing, cancel := context.WithTimeout(ctx, 10*time.Second)
	conn, err := c.Dial(dialing)
	cancel()
	if err != nil {
		return err
	}
	c.conn, c.cookie = conn, ""
	replies, ended := make(chan event.Reply), make(chan error, 1)
	over := make(chan struct{})
	go receive(conn, replies, ended, over)
	defer func() {
		close(over)
		conn.Close()
		<-ended
	}()
	c.begin()
	tick := time.NewTicker(tickEvery)
	defer tick.Stop()
	pinged := time.Now()
	for {
		select {
		case <-ctx.Done():
			c.leaveAll()
			return ctx.Err()
		case err := <-ended:
			ended <- err // for the deferred wait
			return err
		case r := <-c.requests:
			c.take(r)
			err = c.flush()
		case reply := <-replies:
			c.heard = time.Now()
			err = c.answer(reply)
		case <-tick.C:
			if time.Since(c.heard) > silence && c.expectsAnswers() {
				return errors.New("the server is silent")
			}
			if time.Since(pinged) >= pingEvery {
				pinged = time.Now()
				err = c.send(event.Request{Type: event.TypePing})
			}
			err = errors.Join(err, c.flush(), c.fillHoles())
		}
		if err != nil {
			return err
		}
	}
}

// expectsAnswers says whether the server has something to answer: a request, or a ping, to which it says
// how far each of our rooms is.
func (c *Client) expectsAnswers() bool {
	for _, r := range c.rooms {
		if r.in {
			return true
		}
	}
	return len(c.waiting) > 0
}

// leaveAll says goodbye over UDP, where a connection's end says nothing. If it is lost, the lease's end
// does it.
func (c *Client) leaveAll() {
	for _, name := range c.order {
		if c.Datagrams && c.rooms[name].in {
			c.send(event.Request{Type: event.TypeLeave, Room: name})
		}
	}
}

// receive decodes what comes until the connection ends, or nobody listens any more.
func receive(conn Conn, replies chan<- event.Reply, ended chan<- error, over <-chan struct{}) {
	buf := make([]byte, event.MaxMessage)
	for {
		n, err := conn.Recv(buf)
		if err != nil {
			ended <- err
			return
		}
		reply, err := event.DecodeReply(buf[:n])
		if err != nil {
			continue // of a newer server, perhaps
		}
		select {
		case replies <- reply:
		case <-over:
		}
	}
}

// begin starts a connection: over UDP with a hello, and then in the rooms that we were in.
func (c *Client) begin() {
	c.heard = time.Now()
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
	if !c.Datagrams {
		c.Notify(State{Connected: true})
		return
	}
	c.waiting = append([]*asked{{request: event.Request{Type: event.TypeHello}}}, c.waiting...)
}

func (c *Client) joinRequest(r *room) event.Request {
	return event.Request{
		Type: event.TypeJoin, Room: r.name, Name: c.Name, Session: c.session, Epoch: r.epoch, Offset: r.seen,
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
// stops at a request whose answer those behind it need: a cookie, or a room. Over UDP it stops at any
// (stop and wait), for those behind it might overtake it.
func (c *Client) flush() error {
	for _, a := range c.waiting {
		due := a.sent.IsZero() || c.Datagrams && time.Since(a.sent) >= repeatEvery
		if due {
			if err := c.send(a.request); err != nil {
				return err
			}
			a.sent = time.Now()
		}
		if c.Datagrams || a.request.Type == event.TypeJoin {
			return nil
		}
	}
	return nil
}

func (c *Client) send(r event.Request) error {
	r.Cookie = c.cookie
	line := r.Line()
	err := c.conn.Send(line[:len(line)-1])
	if err != nil && c.Datagrams {
		return nil // such as "connection refused", by the machine of a server that may come back
	}
	return err
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
	if time.Since(c.suspected) < patience || time.Since(c.resumed) < repeatEvery {
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
	return c.send(event.Request{Type: event.TypeResume, Room: r.name, Epoch: r.epoch, Offset: r.seen})
}

// answer takes a reply.
func (c *Client) answer(reply event.Reply) error {
	var notices []Notice
	waited := len(c.waiting)
	switch a := reply.(type) {
	case event.Cookie:
		if c.done(func(r *event.Request) bool { return r.Type == event.TypeHello }) != nil {
			c.cookie = a.Cookie
			notices = append(notices, State{Connected: true})
		}
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
		}
	case event.Head:
		if r := c.rooms[a.Room]; r != nil && r.head(a) && time.Since(c.resumed) >= repeatEvery {
			r.recovered = max(r.recovered, a.Offset)
			return c.resume(r)
		}
	case event.Who, event.Rooms:
		c.done(func(r *event.Request) bool { return r.Type == typeOf(reply) })
		notices = []Notice{reply}
	case *event.Error:
		c.refused(a)
		notices = []Notice{a}
	}
	if waited > 0 && len(c.waiting) == 0 {
		notices = append(notices, Answered{c.taken})
	}
	for _, n := range notices {
		c.Notify(n)
	}
	return c.flush()
}

func typeOf(reply event.Reply) string {
	if _, ok := reply.(event.Who); ok {
		return event.TypeWho
	}
	return event.TypeRooms
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

// refused takes an error: the request it names is answered, and a join that was refused is none. An error
// without a name is about the first request that has none either.
func (c *Client) refused(e *event.Error) {
	if e.ID != nil {
		c.done(func(r *event.Request) bool { return r.ID != nil && *r.ID == *e.ID })
		return
	}
	switch e.Code {
	case event.BadRoom, event.TooManyRooms, event.NoRoomLeft, event.BadName:
		if r := c.done(func(r *event.Request) bool { return r.Type == event.TypeJoin }); r != nil {
			c.forget(r.Room)
			return
		}
	}
	c.done(func(r *event.Request) bool { return r.Type == event.TypeWho || r.Type == event.TypeRooms })
}

// String is the client, for logs.
func (c *Client) String() string { return fmt.Sprintf("%s (session %s)", c.Name, c.session) }
