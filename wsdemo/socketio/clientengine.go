package socketio

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"wirelab/internal/network/netx"
)

// Transports are what a client may carry its session with, as the option of that name of the official client has
// them.
type Transports string

// The transports, and the order in which they are used.
const (
	PollingThenWebSocket Transports = "polling,websocket" // also if it is empty, as with the official client
	WebSocketOnly        Transports = "websocket"
	PollingOnly          Transports = "polling"
)

// An engine is the client's end of a session of Engine.IO. It has one goroutine that receives, and while it polls
// one that posts.
type engine struct {
	network netx.Network
	url     string // of requests, with the session when that has begun
	// A poll waits, so a POST beside it has a connection of its own, as in a browser.
	polls, posts *http.Client
	receive      func(Packet) error // takes messages, one after the other
	is           handshake
	goroutines   sync.WaitGroup
	over         chan struct{} // closed when the session has ended
	settled      chan struct{} // closed when nothing is going to change any more in how it is carried
	paused       sync.WaitGroup
	silence      *time.Timer // ends the session when the server has said nothing for long

	mu       sync.Mutex
	changed  *sync.Cond // one of those below is not what it was
	ws       *websocket.Conn
	probe    *websocket.Conn // a WebSocket that is tried out
	out      []Packet        // that wait for a POST, or for the WebSocket
	sending  bool            // somebody writes to ws
	posting  bool            // a POST is under way
	changing bool            // requests are to end: the WebSocket comes
	ended    error           // why the session has ended; nil: it goes on
}

// A handshake is the server's first packet. Times are in milliseconds.
type handshake struct {
	SID          string
	Upgrades     []string
	PingInterval int64
	PingTimeout  int64
	MaxPayload   int
}

// maxWaitingOut is how many packets wait for a POST. Then Send does, too.
const maxWaitingOut = 256

var errSilentServer = errors.New("the server has not asked for a sign of life in time")

// openSession begins a session: with a GET, or on a WebSocket.
func openSession(ctx context.Context, nw netx.Network, addr string, by Transports, receive func(Packet) error) (*engine, error) {
	e := &engine{
		network: nw, url: "http://" + addr + Path + "?EIO=4&transport=polling", receive: receive,
		polls: newHTTP(nw), posts: newHTTP(nw), over: make(chan struct{}), settled: make(chan struct{}),
	}
	e.changed = sync.NewCond(&e.mu)
	var first []Packet
	var err error
	if by == WebSocketOnly {
		var p Packet
		if e.ws, err = e.dial(ctx); err == nil {
			p, err = receiveFrom(ctx, e.ws)
		}
		first = []Packet{p}
	} else {
		first, err = e.request(ctx, e.polls, http.MethodGet, nil)
	}
	if err == nil {
		err = e.begin(first)
	}
	if err != nil {
		if e.ws != nil {
			e.ws.Close()
		}
		e.polls.CloseIdleConnections()
		return nil, err
	}
	if by == PollingOnly {
		e.is.Upgrades = nil
	}
	return e, nil
}

// newHTTP returns a client with one connection.
func newHTTP(nw netx.Network) *http.Client {
	return &http.Client{Transport: &http.Transport{
		DialContext: nw.DialContext, MaxConnsPerHost: 1, DisableCompression: true, MaxResponseHeaderBytes: 16 << 10,
	}}
}

// begin takes the handshake. The official server sends nothing with it, and neither do we.
func (e *engine) begin(packets []Packet) error {
	if len(packets) != 1 || packets[0].check() != nil || packets[0].kind() != typeOpen {
		return errPacket
	}
	if json.Unmarshal(packets[0].body(), &e.is) != nil || e.is.SID == "" || e.is.PingInterval <= 0 || e.is.PingTimeout <= 0 {
		return errors.New("not the beginning of a session")
	}
	e.url += "&sid=" + url.QueryEscape(e.is.SID)
	return nil
}

// start begins to send and receive.
func (e *engine) start() {
	e.silence = time.AfterFunc(e.patience(), func() { e.end(errSilentServer) })
	if e.ws != nil {
		close(e.settled)
		e.goroutines.Go(func() { e.listen(e.ws) })
		return
	}
	// One after the other, as in a browser, which has one thread for it.
	e.paused.Go(e.poll)
	e.paused.Go(func() {
		time.Sleep(apart)
		e.post()
	})
	e.goroutines.Go(func() {
		if slices.Contains(e.is.Upgrades, "websocket") {
			time.Sleep(2 * apart)
			e.upgrade()
		}
		close(e.settled)
	})
}

// apart is what lies between the first requests of a client, so that they leave in the same order each time.
const apart = 20 * time.Microsecond

// patience is how long the server may say nothing: it pings in between.
func (e *engine) patience() time.Duration {
	return time.Duration(min(e.is.PingInterval+e.is.PingTimeout, int64(24*time.Hour/time.Millisecond))) * time.Millisecond
}

// take takes a packet from the server.
func (e *engine) take(p Packet) error {
	e.silence.Reset(e.patience())
	if err := p.check(); err != nil {
		return err
	}
	switch p.kind() {
	case typeMessage:
		return e.receive(p)
	case typePing:
		return e.send(Packet{Data: append([]byte{typePong}, p.body()...)})
	case typeClose:
		return io.EOF
	case typeNoop:
		return nil
	}
	return errPacket
}

// send sends packets, or has the next POST do it.
func (e *engine) send(packets ...Packet) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	for e.ended == nil && (e.sending || len(e.out) >= maxWaitingOut) {
		e.changed.Wait()
	}
	if e.ended != nil {
		return e.ended
	}
	e.out = append(e.out, packets...)
	e.changed.Broadcast()
	e.flush()
	return nil
}

// flush writes what waits to the WebSocket, if there is one. The lock is held before and after, but not while the
// network is waited for.
func (e *engine) flush() {
	for e.ws != nil && !e.sending && len(e.out) > 0 {
		ws, packets := e.ws, e.out
		e.out, e.sending = nil, true
		e.mu.Unlock()
		err := sendBy(ws, packets)
		if err != nil {
			e.end(err)
		}
		e.mu.Lock()
		e.sending = false
		e.changed.Broadcast()
	}
}

// leave sends a last packet, says goodbye, and ends the session when the server has answered that: after a second at
// the latest.
func (e *engine) leave(last Packet) {
	late := time.AfterFunc(time.Second, func() { e.end(net.ErrClosed) })
	defer late.Stop()
	e.mu.Lock()
	ws := e.ws
	e.mu.Unlock()
	if ws != nil {
		e.send(last)
		goodbye := websocket.FormatCloseMessage(websocket.CloseNormalClosure, "")
		if ws.WriteControl(websocket.CloseMessage, goodbye, time.Now().Add(time.Second)) == nil {
			<-e.over // with the server's Close frame
		}
	} else {
		e.send(last, closing)
		e.mu.Lock()
		for e.ended == nil && (len(e.out) > 0 || e.posting) {
			e.changed.Wait()
		}
		e.mu.Unlock()
	}
	e.end(net.ErrClosed)
}

// end ends the session. The first reason counts.
func (e *engine) end(why error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.ended != nil {
		return
	}
	e.ended = why
	close(e.over)
	if e.silence != nil {
		e.silence.Stop()
	}
	for _, ws := range []*websocket.Conn{e.ws, e.probe} {
		if ws != nil {
			ws.Close()
		}
	}
	e.changed.Broadcast()
}

// failed is why the session has ended; nil: it goes on.
func (e *engine) failed() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.ended
}

// wait returns when all has ended that belonged to the session.
func (e *engine) wait() {
	e.paused.Wait()
	e.goroutines.Wait()
	e.polls.CloseIdleConnections()
	e.posts.CloseIdleConnections()
}

// refusedBy is the error that a server has answered with a status.
func refusedBy(status int, body []byte) error {
	var why struct{ Message string }
	if json.Unmarshal(body, &why) == nil && why.Message != "" {
		return fmt.Errorf("the server answered %d: %.80q", status, why.Message)
	}
	return fmt.Errorf("the server answered %d %s", status, http.StatusText(status))
}
