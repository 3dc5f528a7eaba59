package socketio

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"

	"wirelab/internal/network/netx"
	"wirelab/internal/room/event"
)

// A Conn is a client's end: a place in the namespace "/" of a server, ours or the official one. One goroutine may
// receive while others send.
//
//	client.go          events and answers, and coming back
//	clientpackets.go   what the server says
//	clientengine.go    the session that they travel in
//	clientcarriers.go  its requests, and the change to a WebSocket
//	clientmessages.go  a Conn for messages: the echo server
//	clientrooms.go, clientanswers.go
//	                   a Conn for the requests and replies of package event: the broadcast server
type Conn struct {
	engine *engine
	inbox  chan packet   // what has come and was not received
	joined chan struct{} // closed when it is in the namespace

	mu        sync.Mutex
	asked     uint64 // questions, ever
	state     State
	recovered bool

	partial     *packet // whose attachments are still to come; the engine's
	attachments [][]byte
	size        int // of these, in bytes
}

// Options say how a client connects. The zero value is ready to use.
type Options struct {
	Transports Transports
	Auth       map[string]any // what the server is told of the client
	Return     State          // of an earlier connection: to get what was missed since
}

// A State is with what a client comes back to where it was (connection state recovery). The zero State is that of one
// who has not been there.
type State struct {
	PID    string // the private id that the server gave it; "": it does not do that
	Offset string // of the last event that came
}

// A Message is what has come: an event, or the answer to a question.
type Message struct {
	Name   string            // of the event; "": an answer
	Args   []json.RawMessage // bytes among them are marked, as {"_binary":"base64"}
	ID     uint64            // of the question that it answers, or that the event asks
	Wanted bool              // the event is to be answered
}

// maxInbox is how many packets wait to be received. Then nothing more is read from the network.
const maxInbox = 64

// maxReceived is the size in bytes of the largest body or message that a client takes, and of all attachments of one
// event. Of one who breaks that it hears no more.
const maxReceived = 4 << 20

// ErrRefused is the error for a server that does not let a client into the namespace.
var ErrRefused = errors.New("the server lets nobody in")

// Dial connects to the server at addr (host:port). It returns when the client is in the namespace and, where it is
// to change from polling to a WebSocket, has done so or failed to. The official client does not wait for that.
func Dial(ctx context.Context, nw netx.Network, addr string, o Options) (*Conn, error) {
	c := &Conn{inbox: make(chan packet, maxInbox), joined: make(chan struct{}), state: o.Return}
	auth, err := connectData(o)
	if err != nil {
		return nil, fmt.Errorf("socketio: auth: %w", err)
	}
	c.engine, err = openSession(ctx, nw, addr, o.Transports, c.receive)
	if err != nil {
		return nil, fmt.Errorf("socketio: %w", err)
	}
	c.engine.start()
	c.engine.send(packet{kind: typeConnect, data: auth}.encode()) // where that fails, the session has ended
	for _, wait := range []<-chan struct{}{c.joined, c.engine.settled} {
		select {
		case <-wait:
		case <-c.engine.over:
		case <-ctx.Done():
			c.engine.end(context.Cause(ctx))
		}
	}
	if err := c.engine.failed(); err != nil {
		c.engine.wait()
		return nil, fmt.Errorf("socketio: %w", err)
	}
	return c, nil
}

// connectData is what a CONNECT packet says.
func connectData(o Options) ([]byte, error) {
	if len(o.Auth) == 0 && o.Return == (State{}) {
		return nil, nil
	}
	auth := map[string]any{}
	for key, value := range o.Auth {
		auth[key] = value
	}
	if o.Return.PID != "" {
		auth["pid"], auth["offset"] = o.Return.PID, o.Return.Offset
	}
	return json.Marshal(auth)
}

// Emit sends an event. Each argument is JSON.
func (c *Conn) Emit(name string, args ...[]byte) error {
	return c.send(packet{kind: typeEvent, data: eventData(name, args)})
}

// Ask sends an event that is to be answered. The answer has the id.
func (c *Conn) Ask(name string, args ...[]byte) (id uint64, err error) {
	id = c.reserve()
	return id, c.ask(id, name, args)
}

// reserve returns the id of a question to come.
func (c *Conn) reserve() (id uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	id = c.asked
	c.asked++
	return id
}

func (c *Conn) ask(id uint64, name string, args [][]byte) error {
	return c.send(packet{kind: typeEvent, id: &id, data: eventData(name, args)})
}

// Answer answers what the server has asked.
func (c *Conn) Answer(id uint64, args ...[]byte) error {
	return c.send(packet{kind: typeAck, id: &id, data: array(args...)})
}

func eventData(name string, args [][]byte) []byte {
	return array(append([][]byte{event.Quote(name)}, args...)...)
}

func (c *Conn) send(p packet) error {
	if err := c.engine.send(p.split()...); err != nil {
		return fmt.Errorf("socketio: send: %w", err)
	}
	return nil
}

// Recv waits for the next event or answer. Where the server has ended the session as it should, the error is io.EOF.
func (c *Conn) Recv() (Message, error) { return c.recv(nil) }

// errWoken is the error of a recv that was to wait no longer.
var errWoken = errors.New("woken")

func (c *Conn) recv(wake <-chan struct{}) (Message, error) {
	select {
	case p := <-c.inbox:
		return c.open(p)
	case <-wake:
		return Message{}, errWoken
	case <-c.engine.over:
	}
	select {
	case p := <-c.inbox: // it came before the end
		return c.open(p)
	default:
		err := c.engine.failed()
		if err == io.EOF {
			return Message{}, err
		}
		return Message{}, fmt.Errorf("socketio: recv: %w", err)
	}
}

// open makes a Message of a packet.
func (c *Conn) open(p packet) (m Message, err error) {
	if p.id != nil {
		m.ID, m.Wanted = *p.id, p.kind == typeEvent
	}
	if p.kind == typeAck {
		err = json.Unmarshal(p.data, &m.Args)
		return m, err
	}
	m.Name, m.Args, err = p.event()
	if n := len(m.Args); err == nil && n > 0 {
		var offset string
		if json.Unmarshal(m.Args[n-1], &offset) == nil { // it is the last argument, if the server does this at all
			c.mu.Lock()
			if c.state.PID != "" {
				c.state.Offset = offset
			}
			c.mu.Unlock()
		}
	}
	return m, err
}

// State is with what to come back.
func (c *Conn) State() State {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.state
}

// Recovered says whether the server has taken the client back to where it was: what it has missed comes.
func (c *Conn) Recovered() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.recovered
}

// Close leaves the namespace, and ends the session. Who waits in a Send or Recv is woken.
func (c *Conn) Close() error {
	c.engine.leave(packet{kind: typeDisconnect}.encode())
	c.engine.wait()
	return nil
}
