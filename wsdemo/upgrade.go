package wsdemo

import (
	"bufio"
	"context"
	"errors"
	"log"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"wirelab/wsdemo/frames"
	"wirelab/wsdemo/socketio"
)

// newWeb returns the HTTP side of the server: the page at /, at Path the upgrade that turns a request into a
// WebSocket, and Socket.IO at its own path. WebSockets are served in goroutines of their own, counted in peers,
// until ctx ends.
func (s server) newWeb(ctx context.Context, peers *sync.WaitGroup, sockets http.Handler) *http.Server {
	mux := http.NewServeMux()
	if s.site != nil {
		mux.Handle("/", s.site)
		mux.Handle("GET /chat/", http.StripPrefix("/chat", page(s.page)))
	} else {
		mux.Handle("GET /", page(s.page))
	}
	mux.Handle("GET "+Path, s.upgrade(ctx, peers))
	mux.Handle("GET "+socketio.Path+"{$}", sockets)
	mux.Handle("POST "+socketio.Path+"{$}", sockets)
	return &http.Server{
		Handler:        s.checked(mux),
		ReadTimeout:    10 * time.Second, // of a request with its body; the upgrade lifts it
		WriteTimeout:   s.write,
		IdleTimeout:    s.idle,
		MaxHeaderBytes: 16 << 10,
		ErrorLog:       log.New(logWriter(s.observe), "", 0),
		ConnState: func(_ net.Conn, state http.ConnState) { // count HTTP's goroutines too
			switch state {
			case http.StateNew:
				peers.Add(1)
			case http.StateClosed, http.StateHijacked:
				peers.Done()
			}
		},
	}
}

// checked refuses what this server should not answer, before anything else looks at it.
func (s server) checked(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := checkHost(r, s.hosts)
		if err == nil {
			err = checkOrigin(r)
		}
		if err != nil {
			s.observe(peerAddr(r), err)
			http.Error(w, err.Error(), http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// upgrade answers the opening handshake (RFC 6455 section 4.2) and hands the connection to each.
func (s server) upgrade(ctx context.Context, peers *sync.WaitGroup) http.Handler {
	upgrader := &websocket.Upgrader{
		ReadBufferSize:    s.readBuffer,
		WriteBufferPool:   &sync.Pool{}, // idle connections hold no write buffer
		EnableCompression: s.compression,
		CheckOrigin:       func(*http.Request) bool { return true }, // checked has done it
		Error:             refuse,
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !websocket.IsWebSocketUpgrade(r) {
			s.observe(peerAddr(r), errNoUpgrade)
			upgradeRequired(w)
			return
		}
		var d frames.Deal
		if s.compression {
			d = frames.Agree(r.Header)
			r = r.Clone(r.Context())
			r.Header[frames.Extensions] = d.Offer()
		}
		layers := func(conn net.Conn) net.Conn { return s.layers(conn, d) }
		s.open(w, r, peers, upgrader, layers, func(conn *websocket.Conn) error {
			conn.SetCompressionLevel(d.Level())
			return s.each(ctx, conn)
		})
	})
}

// open makes a WebSocket of a request, puts layers under it, and has it served.
func (s server) open(
	w http.ResponseWriter, r *http.Request, peers *sync.WaitGroup,
	upgrader *websocket.Upgrader, layers func(net.Conn) net.Conn, serve func(*websocket.Conn) error,
) {
	peers.Add(1)
	conn, err := upgrader.Upgrade(hijacker{w, layers}, r, nil)
	if err != nil { // Upgrade has answered the request
		s.observe(peerAddr(r), err)
		peers.Done()
		return
	}
	// HTTP's goroutine has a deep stack and ends here; the WebSocket is served on a small one.
	go func() {
		defer peers.Done()
		if err := serve(conn); err != nil {
			s.observe(conn.RemoteAddr(), err)
		}
	}()
}

// layers puts under a WebSocket what this server does with its bytes.
func (s server) layers(conn net.Conn, d frames.Deal) net.Conn {
	conn = s.under(frames.NewCheckConn(conn, s.maxMessage, s.patience))
	if d.Compress {
		conn = frames.NewDeflateConn(conn, d)
	}
	return conn
}

// hijacker is the moment at which HTTP gives the connection away: it puts something under it.
type hijacker struct {
	http.ResponseWriter
	under func(net.Conn) net.Conn
}

func (h hijacker) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, buffered, err := http.NewResponseController(h.ResponseWriter).Hijack()
	if err == nil {
		conn = h.under(conn)
	}
	return conn, buffered, err
}

// logWriter passes what package http would log on to an observer.
type logWriter func(peer net.Addr, err error)

func (w logWriter) Write(line []byte) (int, error) {
	w(nil, errors.New(strings.TrimSpace(string(line))))
	return len(line), nil
}

// peerAddr is who sent r.
func peerAddr(r *http.Request) net.Addr {
	addr, err := net.ResolveTCPAddr("tcp", r.RemoteAddr)
	if err != nil {
		return nil
	}
	return addr
}
