package chat

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"time"

	"wirelab/internal/room/event"
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
	Session   string // drawn at random, and outlives connections; empty: New draws it
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
			if !c.expectsAnswers() {
				c.heard = time.Now() // silence begins with the question
			}
			c.take(r)
			err = c.flush()
		case reply := <-replies:
			c.heard = time.Now()
			err = c.answer(reply)
		case <-tick.C:
			if time.Since(c.heard) > silence && c.expectsAnswers() {
				return ErrSilent
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

// leaveAll says goodbye: the end of a connection alone does not tell the server whether we come back, and
// it keeps our name for a while. Where the goodbye is lost, the end has to do. A peer that takes nothing
// does not keep us.
func (c *Client) leaveAll() {
	late := time.AfterFunc(patience, func() { c.conn.Close() })
	defer late.Stop()
	for _, name := range c.order {
		if c.rooms[name].in {
			c.send(event.Request{Type: event.TypeLeave, Room: name})
		}
	}
}

// receive decodes what comes until the connection ends, it turns out to be another kind of server's, or
// nobody listens any more.
func receive(conn Conn, replies chan<- event.Reply, ended chan<- error, over <-chan struct{}) {
	buf := make([]byte, event.MaxMessage)
	for met := false; ; {
		n, err := conn.Recv(buf)
		if err != nil {
			ended <- err
			return
		}
		reply, err := event.DecodeReply(buf[:n])
		if err != nil && !met {
			if err := foreign(buf[:n]); err != nil {
				ended <- err
				return
			}
		}
		if err != nil {
			continue // of a newer server, perhaps
		}
		met = true
		select {
		case replies <- reply:
		case <-over:
		}
	}
}
