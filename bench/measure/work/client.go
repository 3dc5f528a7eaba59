package work

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"time"

	"wirelab/bench/measure/fault"
	"wirelab/bench/measure/trial"
	"wirelab/internal/room/event"
	"wirelab/internal/transport"
)

// A client is what producer and consumer have in common: they connect, enter the room, and come back when the connection
// fails or, over UDP, when the server does not answer any more. All but read and dial is done by one goroutine.
type client struct {
	trial               *trial.Trial
	network             *mortal
	room, name, session string
	subscribe           *event.Request // what it asks for when it is in the room; nil: it puts events in

	in      chan incoming
	over    chan struct{} // closed when nobody takes anything from in any more
	running sync.WaitGroup

	life    int            // of its connections: what an earlier one still brings is dropped
	conn    transport.Conn // nil: there is none
	dialing bool
	redial  time.Duration // when to dial again
	cookie  string        // over UDP
	here    bool          // it is in the room, and has subscribed
	asked   time.Duration // when it last asked to be let in, or whether the server is there
	heard   time.Duration // when something last came
	again   int           // bytes that were sent, or came, again

	began   time.Duration
	setUp   time.Duration // from the start of dialling until it was in the room
	entered chan struct{} // closed when it is in the room for the first time
	refused chan error    // why it has not come in
}

// incoming is what a connection brings: itself, a reply, or why it has failed.
type incoming struct {
	life  int
	conn  transport.Conn
	reply event.Reply
	bytes int // of the reply
	err   error

	nobody bool // over UDP: this machine was told that nobody listens there
}

// maxIncoming is more than what comes at once: the answers to a window, and a consumer's deliveries. So whoever reads never
// waits for somebody who waits until he can send.
const maxIncoming = 4 * window

const (
	tickEvery   = 100 * time.Millisecond
	tickAside   = 137 * time.Microsecond // so that no tick comes at the very moment at which a message is due
	redialAfter = 250 * time.Millisecond
)

func newClient(t *trial.Trial, network *mortal, room, name string) *client {
	return &client{
		trial: t, network: network, room: room, name: name,
		in: make(chan incoming, maxIncoming), over: make(chan struct{}),
		entered: make(chan struct{}), refused: make(chan error, 1),
	}
}

// repeat is after what time without an answer a client asks again over UDP.
func (c *client) repeat() time.Duration { return max(500*time.Millisecond, 2*c.trial.Plan.RoundTrip()) }

// silence is after what time without a word a client takes a server for one that does not know it any more, over UDP.
func (c *client) silence() time.Duration { return 3 * c.repeat() }

func (c *client) datagrams() bool    { return !c.trial.Transport.Reliable }
func (c *client) now() time.Duration { return c.trial.Place.Now() }

// begin connects for the first time.
func (c *client) begin(ctx context.Context) {
	c.began = c.now()
	c.dial(ctx)
}

// end ends the connection, and returns when nothing is read any more.
func (c *client) end() {
	c.life++
	close(c.over)
	c.network.kill()
	c.running.Wait()
}

func (c *client) dial(ctx context.Context) {
	c.life++
	life := c.life
	c.dialing, c.heard = true, c.now()
	c.running.Go(func() {
		ctx, cancel := context.WithTimeout(ctx, c.trial.DialTimeout())
		defer cancel()
		conn, err := c.trial.Transport.DialRooms(ctx, c.network, c.trial.Addr, c.session)
		if err != nil {
			c.bring(incoming{life: life, err: err})
			return
		}
		if !c.bring(incoming{life: life, conn: conn}) {
			conn.Close()
			return
		}
		c.read(conn, life)
	})
}

func (c *client) bring(x incoming) bool {
	select {
	case c.in <- x:
		return true
	case <-c.over:
		return false
	}
}

// read brings what comes on one connection, until it fails.
func (c *client) read(conn transport.Conn, life int) {
	buf := make([]byte, event.MaxMessage)
	for failed := 0; ; {
		n, err := conn.Recv(buf)
		if err != nil && !errors.Is(err, io.ErrShortBuffer) {
			if failed++; !c.datagrams() || errors.Is(err, net.ErrClosed) || failed > 1000 {
				c.bring(incoming{life: life, err: err})
				return
			}
			c.trial.Socket.Add(err)
			if !c.bring(incoming{life: life, nobody: true}) {
				return
			}
			continue
		}
		failed = 0
		reply, err := event.DecodeReply(buf[:n])
		if err != nil {
			c.trial.NoteStray(buf[:n])
			continue
		}
		if !c.bring(incoming{life: life, reply: reply, bytes: n}) {
			return
		}
	}
}

// take takes what a connection brings. It returns replies that are not about the connection. came says that the client
// has just come in, gone that the connection has failed or is not worth anything any more.
func (c *client) take(x incoming) (reply event.Reply, came, gone bool) {
	switch {
	case x.life != c.life:
		if x.conn != nil {
			x.conn.Close()
		}
		return nil, false, false
	case x.conn != nil:
		c.conn, c.dialing, c.cookie = x.conn, false, ""
		c.heard = c.now()
		c.ask()
		return nil, false, false
	case x.err != nil:
		c.refuse(&fault.NoServerError{Addr: c.trial.Addr, Err: x.err, Within: c.trial.DialTimeout()})
		c.hangUp()
		return nil, false, true
	}
	if x.nobody { // the socket outlives that; the next tick begins anew
		c.heard = min(c.heard, c.now()-c.silence())
		return nil, false, false
	}
	c.heard = c.now()
	switch r := x.reply.(type) {
	case event.Cookie:
		if c.cookie == "" {
			c.cookie = r.Cookie
			c.ask()
		}
	case event.Joined:
		if c.subscribe != nil {
			c.send(*c.subscribe)
			break
		}
		came = c.comesIn()
	case event.Subscribed:
		came = c.comesIn()
		return r, came, false
	case *event.Error:
		if out(r) || !c.here && r.ID == nil {
			c.refuse(r)
			c.leaveRoom()
			return nil, false, true
		}
		return r, false, false
	default:
		return r, false, false
	}
	return nil, came, false
}

// comesIn notes that the client is in the room, and says whether it was not before.
func (c *client) comesIn() bool {
	if c.here {
		return false
	}
	c.here = true
	select {
	case <-c.entered:
	default:
		c.setUp = c.now() - c.began
		close(c.entered)
	}
	return true
}

// refuse keeps why the client has not come in, if that is the first time that it tries.
func (c *client) refuse(err error) {
	select {
	case c.refused <- err:
	default:
	}
}

// out says whether an error is that the client is not in the room any more.
func out(e *event.Error) bool {
	switch e.Code {
	case event.NotJoined, event.NotSubscribed, event.TooSlow, event.Replaced:
		return true
	}
	return false
}

// leaveRoom has the client come in again: over UDP with a new cookie, otherwise with a new connection.
func (c *client) leaveRoom() {
	if !c.datagrams() {
		c.hangUp()
		return
	}
	c.here, c.cookie = false, ""
	c.ask()
}

func (c *client) hangUp() {
	c.life++
	if c.conn != nil {
		c.conn.Close()
	}
	c.conn, c.dialing, c.here = nil, false, false
	c.redial = c.now() + redialAfter
}

// ask asks to be let in: for a cookie, or for the room.
func (c *client) ask() {
	c.asked = c.now()
	if c.datagrams() && c.cookie == "" {
		c.send(event.Request{Type: event.TypeHello})
		return
	}
	c.send(event.Request{Type: event.TypeJoin, Room: c.room, Name: c.name, Session: c.session})
}

// send sends a request, and returns its size. That it fails is seen where something is received.
func (c *client) send(r event.Request) int {
	r.Cookie = c.cookie
	msg := r.JSON()
	c.conn.Send(msg)
	return len(msg)
}

// tend does what is to be done now and then. gone says that the server does not know the client any more.
func (c *client) tend(ctx context.Context) (gone bool) {
	now := c.now()
	switch {
	case c.conn == nil:
		if !c.dialing && now >= c.redial {
			c.dial(ctx)
		}
	case !c.datagrams() || now-c.heard < c.repeat() || now-c.asked < c.repeat():
	case now-c.heard >= c.silence():
		gone = c.here
		c.leaveRoom()
	case !c.here:
		c.ask()
	default:
		c.asked = now
		c.send(event.Request{Type: event.TypePing})
	}
	return gone
}

// newTicker returns what has a client tend to things.
func newTicker() *time.Ticker {
	time.Sleep(tickAside)
	return time.NewTicker(tickEvery)
}
