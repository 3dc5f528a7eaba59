package chat

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"time"

	"wirelab/internal/room/event"
	"wirelab/internal/room/reconnect"
)

// A Client is a conversation with a broadcast server.
type Client struct {
	// Keeper has how to connect. Where messages may be lost, or overtake each other (Datagrams), requests are
	// repeated until they are answered.
	Keeper  reconnect.Keeper
	Name    string // wanted in rooms; empty: the server's choice
	Session string // drawn at random, and outlives connections; empty: New draws it
	// Notify is told what happens, by one goroutine.
	Notify func(Notice)
	// Forget joins rooms anew after a reconnect, in place of resuming: to see what is lost then.
	Forget bool

	requests chan event.Request
	rooms    map[string]*room
	order    []string // of the rooms, as they were joined
	waiting  []*asked // requests that are not answered, in order
	lastID   uint64
	taken    int // requests of Do

	conn      *reconnect.Connection
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

// These are the client's times.
const (
	patience  = 100 * time.Millisecond // what is missing may be under way
	tickEvery = 50 * time.Millisecond  // how often that is looked at
)

// maxWaiting is how many requests may wait for a connection.
const maxWaiting = 256

// New returns a client that is in no room. Call Run once.
func New(c Client) *Client {
	c.Session = cmp.Or(c.Session, rand.Text())
	c.requests = make(chan event.Request, maxWaiting)
	c.rooms = make(map[string]*room)
	return &c
}

// ErrBusy is returned while too many requests wait for a connection.
var ErrBusy = errors.New("too much is waiting to be sent")

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
	for {
		err := c.talk(ctx)
		if ctx.Err() != nil {
			return nil
		}
		c.Notify(State{Err: err})
		if err := c.pause(ctx, c.Keeper.Delay()); err != nil {
			return nil
		}
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

// talk is one connection, from its beginning to its end.
func (c *Client) talk(ctx context.Context) error {
	conn, err := c.Keeper.Connect(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	c.conn = conn
	c.begin()
	c.Notify(State{Connected: true})
	tick := time.NewTicker(tickEvery)
	defer tick.Stop()
	for {
		conn.Expect(c.expectsAnswers())
		select {
		case <-ctx.Done():
			c.leaveAll()
			return ctx.Err()
		case r := <-c.requests:
			c.take(r)
			err = c.flush()
		case reply, ok := <-conn.Replies():
			if !ok {
				return conn.Err()
			}
			err = c.answer(reply)
		case <-tick.C:
			err = errors.Join(c.flush(), c.fillHoles())
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

// leaveAll says goodbye: the end of a connection alone does not tell the server whether we come back, and
// it keeps our name for a while.
func (c *Client) leaveAll() {
	var goodbyes []event.Request
	for _, name := range c.order {
		if c.rooms[name].in {
			goodbyes = append(goodbyes, event.Request{Type: event.TypeLeave, Room: name})
		}
	}
	c.conn.Goodbye(goodbyes...)
}
