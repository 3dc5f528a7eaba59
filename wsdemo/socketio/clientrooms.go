package socketio

import (
	"context"
	"fmt"
	"io"
	"sync"
	"time"

	"wirelab/internal/network/netx"
	"wirelab/internal/room/event"
)

// A RoomConn carries the requests and replies of package event, by Socket.IO's events and acknowledgements:
//
//	{"type":"emit","id":7,"room":"blue","event":"message","data":"hi"}   420["message","hi",{"room":"blue","id":7}]
//	{"type":"ack","id":7,"room":"blue","offset":3}                       430[{"type":"ack","id":7,"room":"blue","offset":3}]
//
// A ping of the rooms is answered here: whether the server is there is Engine.IO's business, which asks every 25 s.
//
// It also talks to a server that somebody has written with the official library, and that knows nothing of offsets.
// Whatever that answers to an event, or if it answers nothing, counts as yes, and what it says belongs to the room
// that was entered last (clientanswers.go).
type RoomConn struct {
	conn *Conn
	news chan struct{} // there is something in told

	mu    sync.Mutex
	told  [][]byte               // replies to be received
	calls map[uint64]asked       // that have no answer yet, by their questions
	rooms map[string]*event.Head // that we are in, and how far they are
	last  string                 // the room that was entered last
	mute  bool                   // the server has left a question without an answer
}

// asked is a request and what was said for it.
type asked struct {
	event.Request
	args    [][]byte
	unasked bool // by whoever uses the RoomConn
}

// noAnswer is after what time a server that does not restore connections, as ours does, is one that does not answer.
// One that does is believed to answer what matters: a join, and events.
const noAnswer = 2 * time.Second

// DialRooms connects to the broadcast server at addr. The session is a word drawn at random, which outlives
// connections: known repeats and the name in rooms belong to it. Without one ("") they end with the connection.
func DialRooms(ctx context.Context, nw netx.Network, addr, session string, o Options) (*RoomConn, error) {
	if session != "" {
		o.Auth = map[string]any{"session": session}
	}
	conn, err := Dial(ctx, nw, addr, o)
	if err != nil {
		return nil, err
	}
	return &RoomConn{
		conn: conn, news: make(chan struct{}, 1), calls: map[uint64]asked{}, rooms: map[string]*event.Head{},
	}, nil
}

// Send sends a request.
func (c *RoomConn) Send(msg []byte) error {
	r, err := event.DecodeRequest(msg)
	if err != nil {
		return fmt.Errorf("socketio: send: %w", err)
	}
	name, args := r.Type, [][]byte(nil)
	switch r.Type {
	case event.TypeHello:
		return fmt.Errorf("socketio: send: %s: that is UDP's", r.Type)
	case event.TypePing:
		c.tellHeads()
		return nil
	case event.TypeJoin, event.TypeResume: // to enter a room again, saying what one has seen, is to resume
		name = event.TypeJoin
		args = [][]byte{about(event.Request{Room: r.Room, Name: r.Name, Epoch: r.Epoch, Offset: r.Offset})}
	case event.TypeLeave, event.TypeWho:
		args = [][]byte{about(event.Request{Room: r.Room})}
	case event.TypeName:
		args = [][]byte{about(event.Request{Name: r.Name})}
	case event.TypeSubscribe, event.TypeDone, event.TypeAgain, event.TypeQueue, event.TypeWatch:
		asks := r
		asks.ID = nil // the answer is known by that of the acknowledgement
		args = [][]byte{about(asks)}
	case event.TypeEmit:
		name, args = r.Event, [][]byte{r.Data, about(event.Request{Room: r.Room, ID: r.ID, Self: r.Self})}
		if r.Data == nil {
			args[0] = []byte("null")
		}
	}
	return c.ask(asked{Request: r, args: args}, name)
}

// about is what goes with an event: the fields of a request, but for its type.
func about(r event.Request) []byte {
	before := len(`{"type":"",`) + len(r.Type)
	return append([]byte{'{'}, r.JSON()[before:]...)
}

// ask sends an event whose answer is the one to a request.
func (c *RoomConn) ask(r asked, name string) error {
	c.mu.Lock()
	id := c.conn.reserve()
	c.calls[id] = r
	if r.Type == event.TypeJoin {
		c.last = r.Room
	}
	mute := c.mute
	c.mu.Unlock()
	err := c.conn.ask(id, name, r.args)
	switch {
	case err != nil:
	case mute:
		c.answered(id, nil)
	case !c.restores() || r.Type == event.TypeWho || r.Type == event.TypeLeave || r.Type == event.TypeName || r.Type == event.TypeRooms:
		time.AfterFunc(noAnswer, func() { c.unanswered(id) })
	}
	return err
}

// restores says whether the server restores connections.
func (c *RoomConn) restores() bool { return c.conn.State().PID != "" }

// Recv waits for the next reply, copies it into buf and returns its length. One that is longer than buf is dropped,
// and reported as io.ErrShortBuffer.
func (c *RoomConn) Recv(buf []byte) (int, error) {
	for {
		if reply := c.next(); reply != nil {
			if len(reply) > len(buf) {
				return 0, fmt.Errorf("socketio: recv: %w", io.ErrShortBuffer)
			}
			return copy(buf, reply), nil
		}
		m, err := c.conn.recv(c.news)
		switch {
		case err == errWoken:
		case err != nil:
			return 0, err
		case m.Name == "":
			c.answered(m.ID, m.Args)
		default:
			c.happened(m)
		}
	}
}

// next takes the first of told; nil if there is none.
func (c *RoomConn) next() []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.told) == 0 {
		return nil
	}
	reply := c.told[0]
	c.told = c.told[1:]
	return reply
}

// tell has a reply received. The lock is held.
func (c *RoomConn) tell(reply event.Reply) {
	line := reply.Line()
	c.told = append(c.told, line[:len(line)-1])
	select {
	case c.news <- struct{}{}:
	default:
	}
}

// Close ends the connection.
func (c *RoomConn) Close() error { return c.conn.Close() }
