package wsdemo

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"

	"wirelab/internal/network/netx"
	"wirelab/internal/network/netx/netxtest"
)

func TestRecv(t *testing.T) {
	closed := func(code int) func(*websocket.Conn) {
		return func(conn *websocket.Conn) { sayClose(conn, code, ""); awaitClose(conn) }
	}
	tests := []struct {
		name string
		peer func(*websocket.Conn)
		err  error  // that Recv returns after one message
		text string // or part of its text
	}{
		{"the peer is done", closed(websocket.CloseNormalClosure), io.EOF, ""},
		{"the peer goes away", closed(websocket.CloseGoingAway), io.EOF, ""},
		{"the peer gives no code", closed(websocket.CloseNoStatusReceived), io.EOF, ""},
		{"the peer is in trouble", closed(websocket.CloseInternalServerErr), nil, "1011"},
		{"the peer vanishes", func(conn *websocket.Conn) { conn.Close() }, io.ErrUnexpectedEOF, ""},
		{"a message is cut", func(conn *websocket.Conn) {
			io.WriteString(conn.NetConn(), "\x82\x05hi")
			conn.Close()
		}, io.ErrUnexpectedEOF, ""},
		{"a message too large", func(conn *websocket.Conn) {
			conn.WriteMessage(websocket.BinaryMessage, make([]byte, MaxMessage+1))
		}, ErrTooLarge, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := connect(t, Binary, func(conn *websocket.Conn) {
					conn.WriteMessage(websocket.TextMessage, []byte("first"))
					test.peer(conn)
				})
				buf := make([]byte, 100)
				if n, err := c.Recv(buf); string(buf[:n]) != "first" || err != nil {
					t.Errorf("got %q, %v", buf[:n], err)
				}
				_, err := c.Recv(buf)
				if test.err != nil && !errors.Is(err, test.err) {
					t.Errorf("got error %v, want %v", err, test.err)
				}
				if test.err == nil && (err == nil || !strings.Contains(err.Error(), test.text)) {
					t.Errorf("got error %v, want %q", err, test.text)
				}
			})
		})
	}
}

func TestSendKind(t *testing.T) {
	for _, kind := range []Kind{Text, Binary} {
		synctest.Test(t, func(t *testing.T) {
			got := make(chan int)
			c := connect(t, kind, func(conn *websocket.Conn) {
				opcode, _, _ := conn.ReadMessage()
				got <- opcode
			})
			err := c.Send([]byte("\xff"))
			if text := kind == Text; text != (err != nil) {
				t.Errorf("kind %d: sending what is not UTF-8: %v", kind, err)
			}
			if kind == Text {
				if err := c.Send([]byte("text")); err != nil {
					t.Error(err)
				}
			}
			if opcode := <-got; opcode != int(kind) {
				t.Errorf("a message of kind %d went out with opcode %d", kind, opcode)
			}
		})
	}
}

// Close waits for the peer's Close frame, even if a Recv is waiting too.
func TestCloseHandshake(t *testing.T) {
	for _, receiving := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			const slow = 300 * time.Millisecond
			seen := make(chan error, 1)
			c := connect(t, Binary, func(conn *websocket.Conn) {
				conn.SetCloseHandler(func(code int, _ string) error {
					time.Sleep(slow)
					return sayClose(conn, code, "")
				})
				_, _, err := conn.NextReader()
				seen <- err
			})
			received := make(chan error, 1)
			if receiving {
				go func() {
					_, err := c.Recv(nil)
					received <- err
				}()
				synctest.Wait() // until it waits
			}
			begin := time.Now()
			if err := c.Close(); err != nil {
				t.Error(err)
			}
			if waited := time.Since(begin); waited != slow {
				t.Errorf("Close took %v, want %v", waited, slow)
			}
			if err := <-seen; !websocket.IsCloseError(err, websocket.CloseNormalClosure) {
				t.Errorf("the peer saw %v, want code 1000", err)
			}
			if receiving {
				if err := <-received; err != io.EOF {
					t.Errorf("Recv: %v, want %v", err, io.EOF)
				}
			}
			if err := c.Close(); err != nil {
				t.Errorf("closing again: %v", err)
			}
		})
	}
}

// A peer that does not answer the Close frame holds Close up for closeTimeout.
func TestCloseUnanswered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := connect(t, Binary, func(conn *websocket.Conn) {
			io.Copy(io.Discard, conn.NetConn())
		})
		begin := time.Now()
		c.Close()
		if waited := time.Since(begin); waited != closeTimeout {
			t.Errorf("Close took %v, want %v", waited, closeTimeout)
		}
	})
}

func TestDialCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if c, err := Dial(ctx, &netx.Host{}, "127.0.0.1:1", Text); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, %v, want %v", c, err, context.Canceled)
	}
}

// A server that accepts the connection but does not answer the handshake cannot hold Dial.
func TestDialCancelledInHandshake(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		nw := &netxtest.Pipes{}
		ln, err := nw.Listen(t.Context(), "tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			defer conn.Close()
			conn.Read(make([]byte, 1))
			cancel()
			io.Copy(io.Discard, conn)
		}()
		if c, err := Dial(ctx, nw, ln.Addr().String(), Text); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, %v, want %v", c, err, context.Canceled)
		}
	})
}

// The error of a handshake that was refused says what the server answered.
func TestDialRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		nw := &netxtest.Pipes{}
		addr := serveHTTP(t, nw, http.NotFoundHandler())
		_, err := Dial(t.Context(), nw, addr, Text)
		if !errors.Is(err, websocket.ErrBadHandshake) || !strings.Contains(err.Error(), "404 Not Found") {
			t.Errorf("got %v, want %v and the status", err, websocket.ErrBadHandshake)
		}
	})
}

// connect returns a Conn and lets peer work with the other end of its connection.
func connect(t *testing.T, kind Kind, peer func(*websocket.Conn)) *Conn {
	t.Helper()
	nw := &netxtest.Pipes{}
	addr := serveHTTP(t, nw, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, err := new(websocket.Upgrader).Upgrade(w, r, nil)
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		peer(conn)
	}))
	c, err := Dial(t.Context(), nw, addr, kind)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// serveHTTP serves until the test ends.
func serveHTTP(t *testing.T, nw netx.Network, h http.Handler) (addr string) {
	t.Helper()
	ln, err := nw.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: h}
	go server.Serve(ln)
	t.Cleanup(func() { server.Close() })
	return ln.Addr().String()
}

// TestRecvAgain: a caller that goes on after an error gets it again, and nothing worse.
func TestRecvAgain(t *testing.T) {
	c := connect(t, Text, func(*websocket.Conn) {})
	for range 2000 { // gorilla/websocket panics after 1,000
		if _, err := c.Recv(nil); err == nil {
			t.Fatal("Recv succeeded on a connection that has ended")
		}
	}
}
