package wsdemo

import (
	"cmp"
	"context"
	"embed"
	"errors"
	"io/fs"
	"log"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// newWeb returns the HTTP side of the server: the page at /, and at Path the upgrade that turns a
// request into a WebSocket. Echoing goes on in goroutines of their own, counted in peers, until ctx
// ends.
func (s *EchoServer) newWeb(ctx context.Context, peers *sync.WaitGroup) *http.Server {
	mux := http.NewServeMux()
	mux.Handle("GET /", page())
	mux.Handle("GET "+Path, s.upgrade(ctx, peers))
	return &http.Server{
		Handler:        s.checked(mux),
		ReadTimeout:    10 * time.Second, // of a request with its body; the upgrade lifts it
		WriteTimeout:   cmp.Or(s.WriteTimeout, 10*time.Second),
		IdleTimeout:    cmp.Or(s.IdleTimeout, 5*time.Minute),
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
func (s *EchoServer) checked(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := checkHost(r, s.Hosts)
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

// upgrade answers the opening handshake (RFC 6455 section 4.2) and hands the connection to echo.
func (s *EchoServer) upgrade(ctx context.Context, peers *sync.WaitGroup) http.Handler {
	upgrader := &websocket.Upgrader{
		ReadBufferSize:    2304,         // 32 messages of 64 B; an open connection holds it
		WriteBufferPool:   &sync.Pool{}, // idle connections hold no write buffer
		EnableCompression: s.Compression,
		CheckOrigin:       func(*http.Request) bool { return true }, // checked has done it
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		peers.Add(1)
		conn, err := upgrader.Upgrade(w, r, nil)
		if err != nil { // Upgrade has answered the request
			s.observe(peerAddr(r), err)
			peers.Done()
			return
		}
		// HTTP's goroutine has a deep stack and ends here; the echo runs on a small one.
		go func() {
			defer peers.Done()
			if err := s.echo(ctx, conn); err != nil {
				s.observe(conn.RemoteAddr(), err)
			}
		}()
	})
}

//go:embed page
var pageFiles embed.FS

// page serves the embedded page. Its policy allows nothing but the page's own files and its own
// WebSocket.
func page() http.Handler {
	root, err := fs.Sub(pageFiles, "page")
	if err != nil {
		panic(err) // the directory is part of the program
	}
	files := http.FileServerFS(root)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; "+
			"connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		files.ServeHTTP(w, r)
	})
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
