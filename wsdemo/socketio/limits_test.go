package socketio_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"

	"wirelab/wsdemo"
)

// Those limits that Socket.IO has in common with WebSocket hold on whatever a session is carried. Others stand with what they
// limit: size in TestTooLarge, rate in TestTooFast, the queue in TestSlowPoller and TestSlowReader.

// refused says with which status a request for a WebSocket is refused; 101 if it is not.
func (w *world) refused(sid, host string, header http.Header) int {
	w.Helper()
	url := strings.Replace(base, "http://localhost", "ws://"+host, 1) + "&transport=websocket" + sid
	ws, answer, err := (&websocket.Dialer{NetDialContext: w.dialing}).DialContext(w.Context(), url, header)
	if answer == nil {
		w.Fatal(err)
	}
	if err == nil {
		ws.Close()
	}
	return answer.StatusCode
}

// TestStrangersPages: a page from elsewhere, and a name that somebody has pointed here, are refused in each request.
func TestStrangersPages(t *testing.T) {
	inWorld(t, &wsdemo.BroadcastServer{}, func(w *world) {
		c := w.polling().connect("")
		for _, test := range []struct {
			host, origin string
			status       int
		}{
			{"localhost", "http://evil.example", 403},
			{"evil.example", "", 403},
			{"evil.example", "http://evil.example", 403},
			{"localhost", "null", 403},
			{"localhost", "http://localhost", 200},
			{"localhost", "", 200},
		} {
			var header []string
			if test.origin != "" {
				header = []string{"Origin", test.origin}
			}
			at := func(url string) string { return strings.Replace(url, "localhost", test.host, 1) }
			if status, _ := w.ask("GET", at(base+"&transport=polling"), "", header...); status != test.status {
				t.Errorf("%+v: a handshake: %d", test, status)
			}
			if status, _ := w.ask("POST", at(c.url), "3", header...); status != test.status {
				t.Errorf("%+v: a POST: %d", test, status)
			}
			upgrade := http.Header{}
			if test.origin != "" {
				upgrade.Set("Origin", test.origin)
			}
			want := test.status
			if want == 200 {
				want = http.StatusSwitchingProtocols
			}
			for _, sid := range []string{"", "&sid=" + c.id()} {
				if status := w.refused(sid, test.host, upgrade); status != want {
					t.Errorf("%+v: a WebSocket%s: %d, want %d", test, sid, status, want)
				}
			}
		}
		synctest.Wait()
		c.says(`420["rooms"]`) // which goes on
		c.hears(`430[*`)
	})
}

// A fromOneAddress is a server all of whose clients are at one address. On a network of pipes they have none.
type fromOneAddress struct{ serving }

func (s fromOneAddress) Serve(ctx context.Context, ln net.Listener) error {
	return s.serving.Serve(ctx, oneAddress{ln})
}

type oneAddress struct{ net.Listener }

func (l oneAddress) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return atOneAddress{conn}, nil
}

type atOneAddress struct{ net.Conn }

func (atOneAddress) RemoteAddr() net.Addr {
	return &net.TCPAddr{IP: net.IPv4(192, 0, 2, 7), Port: 5000}
}

// TestSessionsOfOneAddress: one address has so many sessions and no more, and the place of one that has ended is free.
func TestSessionsOfOneAddress(t *testing.T) {
	for name, begin := range ways {
		t.Run(name, func(t *testing.T) {
			inWorld(t, fromOneAddress{&wsdemo.BroadcastServer{MaxConns: 100, MaxPerAddr: 4}}, func(w *world) {
				var all []*client
				for range 3 {
					all = append(all, begin(w).connect(""))
				}
				w.polling() // on the connection that is there for requests
				if status, body := w.ask("GET", base+"&transport=polling", ""); status != 503 || !like(body, `*too many sessions*`) {
					t.Errorf("one more by polling: %d %s, want 503", status, body)
				}
				if name == "polling" { // there is a connection left for a WebSocket
					ws := &client{world: w, ws: w.dial("")}
					if err := ws.ends(); err == nil || !strings.Contains(err.Error(), "1008 (policy violation): too many sessions") {
						t.Errorf("one more by WebSocket: %v, want 1008", err)
					}
				}
				all[0].says("1")
				all[0].vanish()
				if status, body := w.ask("GET", base+"&transport=polling", ""); status != 200 {
					t.Errorf("when one has ended: %d %s, want 200", status, body)
				}
			})
		})
	}
}

// TestTooLargeTogether: the attachments of an event may be small, and together too large.
func TestTooLargeTogether(t *testing.T) {
	for name, begin := range ways {
		t.Run(name, func(t *testing.T) {
			inWorld(t, &wsdemo.BroadcastServer{}, func(w *world) {
				c := begin(w).connect("")
				begun := time.Now()
				c.says(`4510-["a"]`)
				part := "b" + strings.Repeat("AAAA", 8<<10) // 24 KiB
				c.says(part)
				c.says(part)
				if c.ws == nil {
					if status, body := c.ask("POST", c.url, part); status != http.StatusRequestEntityTooLarge {
						t.Errorf("%d %s, want 413", status, body)
					}
				} else {
					c.says(part)
				}
				if err := c.ends(); c.ws != nil && !strings.Contains(err.Error(), "1008") || time.Since(begun) > time.Second {
					t.Errorf("%v after %v", err, time.Since(begun))
				}
			})
		})
	}
}

// TestUnfinishedTogether: while large messages take all the space that there is for unfinished ones, small ones get through.
func TestUnfinishedTogether(t *testing.T) {
	for name, begin := range ways {
		t.Run(name, func(t *testing.T) {
			inWorld(t, &wsdemo.EchoServer{MaxUnfinished: 1}, func(w *world) {
				c := begin(w).connect("")
				c.says(`420["a"]`)
				c.hears(`430[]`)
				large := fmt.Sprintf(`42["a","%s"]`, strings.Repeat("x", 20_000))
				want := "400"
				if c.ws == nil {
					if status, body := c.ask("POST", c.url, large); status != 400 {
						t.Errorf("%d %s, want 400", status, body)
					}
				} else {
					go c.ws.WriteMessage(websocket.TextMessage, []byte(large)) // which is not read to its end
					want = "1013"
				}
				if err := c.ends(); !strings.Contains(err.Error(), want) {
					t.Errorf("the session ended with %v, want %s", err, want)
				}
			})
		})
	}
}

// TestWrongFrames: what the WebSocket's own rules forbid ends a session, too, and so does a message that does not end.
func TestWrongFrames(t *testing.T) {
	for _, test := range []struct {
		name, frame, want string
		after             time.Duration
	}{
		{"text that is none", "\x81\x82\x00\x00\x00\x004\xff", "1007", 0},
		{"without a mask", "\x81\x0242", "1002", 0},
		{"a fragment, and no more", "\x01\x82\x00\x00\x00\x0042", "1008", 30 * time.Second},
	} {
		t.Run(test.name, func(t *testing.T) {
			inWorld(t, &wsdemo.BroadcastServer{}, func(w *world) {
				for _, begin := range []func(*world) *client{(*world).webSocket, (*world).upgraded} {
					c := begin(w).connect("")
					begun := time.Now()
					c.ws.NetConn().Write([]byte(test.frame))
					err := fmt.Errorf("2")
					for got := "2"; got == "2"; { // it may be asked whether it is there
						got, err = c.next()
					}
					if after := time.Since(begun); err == nil || !strings.Contains(err.Error(), test.want) || after < test.after || after > test.after+time.Second {
						t.Errorf("%v after %v, want %s after %v", err, after, test.want, test.after)
					}
				}
			})
		})
	}
}
