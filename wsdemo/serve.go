package wsdemo

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"wirelab/internal/network/netx"
	"wirelab/internal/room/hub"
	"wirelab/wsdemo/frames"
)

// Path is where the server speaks WebSocket; its other paths are plain HTTP.
const Path = "/ws"

// ErrTooManyConns is what OnError gets when a connection was refused because of MaxConns, or because
// its address has its share of them (MaxPerAddr).
var ErrTooManyConns = errors.New("too many connections")

// A server accepts connections, answers HTTP on them, and serves each that becomes a WebSocket in a
// goroutine of its own.
type server struct {
	each       func(ctx context.Context, conn *websocket.Conn) error // serves one; closes it
	observe    func(peer net.Addr, err error)
	maxConns   int
	maxPerAddr int
	drain      time.Duration // for which WebSockets are still served after ctx has ended

	page        string                  // the directory with the page at / (page.go)
	site        http.Handler            // at /, with the page at /chat/; nil: the page is at /
	hosts       []string                // that requests may name (origin.go)
	idle, write time.Duration           // how long HTTP waits for a request, and to send the answer
	under       func(net.Conn) net.Conn // what to put between the WebSocket and its connection
	readBuffer  int                     // of a WebSocket, which holds it as long as it is open
	maxMessage  int                     // that a WebSocket accepts
	patience    time.Duration           // for a message that has begun
	compression bool

	onData    func(peer net.Addr, b []byte)  // of an echo by Socket.IO; nil: nobody is told
	onSession func(peer net.Addr, open bool) // the same of sessions

	hub                       *hub.Hub      // whose rooms Socket.IO's clients are in; nil: an echo
	pingInterval, pingTimeout time.Duration // of Socket.IO; zero: its own
	total                     *netx.Budget  // what messages may hold that are under way, Socket.IO's included
}

// serve accepts connections from ln until ctx ends. It closes ln, and returns when every goroutine
// that it started has ended: nil after ctx, the listener's error otherwise.
func (s server) serve(ctx context.Context, ln net.Listener) error {
	ctx, stop := context.WithCancel(ctx)
	late, drained := netx.Until(ctx, s.drain)
	var peers sync.WaitGroup
	defer func() {
		stop()
		peers.Wait()
		drained()
	}()

	back := newReturned(ln.Addr())
	sockets := s.newSocketIO(late, &peers)
	sockets.Park = func(w http.ResponseWriter, r *http.Request, answer func(gone <-chan struct{}) *http.Response) bool {
		return s.park(ctx, &peers, back, w, r, answer)
	}
	web := s.newWeb(late, &peers, sockets)
	peers.Go(func() { web.Serve(back) })          // until web is shut down
	context.AfterFunc(ctx, func() { ln.Close() }) // wakes Accept
	err := web.Serve(&listener{
		Listener: ln,
		slots:    &netx.Shares{Places: s.maxConns, PerOne: s.maxPerAddr},
		refused:  func(peer net.Addr) { s.observe(peer, ErrTooManyConns) },
	})
	stopped := ctx.Err() != nil
	stop()
	sockets.Stop()     // no poll waits any more
	web.Shutdown(late) // lets HTTP requests finish that are under way; the WebSockets are ours
	web.Close()
	if stopped {
		return nil
	}
	return fmt.Errorf("wsdemo: accept: %w", err)
}

// ended tells the peer why the connection ends, if it is still to be told, and says what is to be
// reported: nothing if the peer or this server ended the connection.
func ended(ctx context.Context, conn *websocket.Conn, op string, err error) error {
	switch {
	case websocket.IsCloseError(err, goodCloses...): // gorilla/websocket has answered it
		return nil
	case ctx.Err() != nil:
		awaitClose(conn)
		return nil
	case op == "read":
		if v := frames.Blame(err); v != nil {
			sayClose(conn, v.Code, v.Reason)
		}
		linger(conn)
	}
	return fmt.Errorf("wsdemo: %s: %w", op, err)
}
