package wsdemo

import (
	"context"
	"net"
	"net/http"
	"sync"

	"github.com/gorilla/websocket"

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
		checked := &checkedConn{Conn: conn, checker: checker{limit: s.maxMessage}, patience: s.patience}
		return &frameConn{Conn: checked, idle: s.idle, patience: s.write, writing: newLock()}
	}
	sockets := &socketio.Server{
		Hub: s.hub, MaxPayload: s.maxMessage, Unfinished: s.total,
		MaxSessions: s.maxConns, MaxPerAddr: s.maxPerAddr, WriteTimeout: s.write, Observe: s.observe,
		Upgrade: func(w http.ResponseWriter, r *http.Request, serve func(socketio.WebSocket) error) {
			s.open(w, r, peers, upgrader, layers, func(conn *websocket.Conn) error {
				defer conn.Close()
				in := &inbox{conn: conn, limit: s.maxMessage, total: s.total}
				defer in.done()
				if err := serve(&socket{conn, in, conn.NetConn().(*frameConn)}); err != nil {
					return ended(ctx, conn, "read", err)
				}
				return nil
			})
		},
	}
	return sockets.Start()
}

// A socket is a WebSocket as Socket.IO uses it.
type socket struct {
	conn *websocket.Conn
	in   *inbox
	out  *frameConn
}

func (s *socket) Receive() (socketio.Packet, error) {
	s.in.done()
	kind, err := s.in.receive()
	return socketio.Packet{Binary: kind == websocket.BinaryMessage, Data: s.in.buf}, err
}

// Send writes packets as messages, as many as fit a buffer in one Write.
func (s *socket) Send(packets []socketio.Packet) error {
	s.out.writing.lock()
	defer s.out.writing.unlock()
	pooled := buffers.Get().(*[]byte)
	defer buffers.Put(pooled)
	buf := (*pooled)[:0]
	for _, p := range packets {
		if len(buf) > 0 && len(buf)+maxHead+len(p.Data) > maxPending {
			if err := s.out.write(buf); err != nil {
				return err
			}
			buf = (*pooled)[:0]
		}
		kind := byte(websocket.TextMessage)
		if p.Binary {
			kind = websocket.BinaryMessage
		}
		buf = appendFrame(buf, kind, p.Data)
	}
	return s.out.write(buf)
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
