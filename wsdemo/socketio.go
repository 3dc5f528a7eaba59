package wsdemo

import (
	"context"
	"net"
	"net/http"
	"sync"

	"github.com/gorilla/websocket"

	"wirelab/wsdemo/frames"
	"wirelab/wsdemo/socketio"
)

// newSocketIO returns what answers at /socket.io/, on the same connections as the page and with the same limits.
func (s server) newSocketIO(ctx context.Context, peers *sync.WaitGroup) *socketio.Server {
	upgrader := &websocket.Upgrader{
		ReadBufferSize:  512,
		WriteBufferPool: &sync.Pool{},
		CheckOrigin:     func(*http.Request) bool { return true }, // checked has done it
		Error:           refuse,
	}
	layers := func(conn net.Conn) net.Conn {
		checked := frames.NewCheckConn(conn, s.maxMessage, s.patience)
		return frames.NewSharedConn(checked, s.idle, s.write)
	}
	sockets := &socketio.Server{
		Hub: s.hub, OnData: s.onData, OnSession: s.onSession, MaxPayload: s.maxMessage, Unfinished: s.total,
		MaxSessions: s.maxConns, MaxPerAddr: s.maxPerAddr, WriteTimeout: s.write, Observe: s.observe,
		PingInterval: s.pingInterval, PingTimeout: s.pingTimeout,
		Upgrade: func(w http.ResponseWriter, r *http.Request, serve func(socketio.WebSocket) error) {
			s.open(w, r, peers, agreeing(upgrader, r), layers, func(conn *websocket.Conn) error {
				defer conn.Close()
				in := &frames.Inbox{Conn: conn, Limit: s.maxMessage, Total: s.total}
				defer in.Done()
				if err := serve(&socket{conn, in, conn.NetConn().(*frames.SharedConn)}); err != nil {
					return ended(ctx, conn, "read", err)
				}
				return nil
			})
		},
	}
	return sockets.Start()
}

// agreeing returns an upgrader that agrees to the first subprotocol that a request names, as the official server's does: a
// client that gets none of those that it has named ends the connection.
func agreeing(upgrader *websocket.Upgrader, r *http.Request) *websocket.Upgrader {
	named := websocket.Subprotocols(r)
	if len(named) == 0 {
		return upgrader
	}
	u := *upgrader
	u.Subprotocols = named[:1]
	return &u
}

// A socket is a WebSocket as Socket.IO uses it.
type socket struct {
	conn *websocket.Conn
	in   *frames.Inbox
	out  *frames.SharedConn
}

func (s *socket) Receive() (socketio.Packet, error) {
	s.in.Done()
	kind, err := s.in.Receive()
	return socketio.Packet{Binary: kind == websocket.BinaryMessage, Data: s.in.Message}, err
}

func (s *socket) Send(packets []socketio.Packet) error {
	return s.out.SendMessages(len(packets), func(i int) (int, []byte) { return message(packets[i]) })
}

func (s *socket) TrySend(packets []socketio.Packet) (rest func() error) {
	rest, tried := s.out.TrySendMessages(len(packets), func(i int) (int, []byte) { return message(packets[i]) })
	if !tried {
		return func() error { return s.Send(packets) }
	}
	return rest
}

// message returns a packet as a WebSocket message.
func message(p socketio.Packet) (kind int, payload []byte) {
	if p.Binary {
		return websocket.BinaryMessage, p.Data
	}
	return websocket.TextMessage, p.Data
}

func (s *socket) Close(code int, reason string) {
	if code == 0 {
		s.conn.Close()
		return
	}
	sayClose(s.conn, code, reason[:min(len(reason), maxReason)])
}

// maxReason is the length in bytes of the longest reason in a Close frame.
const maxReason = 123
