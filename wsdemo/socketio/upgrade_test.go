package socketio_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"

	"wirelab/wsdemo"
)

// TestUpgrade: the three steps, with a poll that waits and one that comes in between.
func TestUpgrade(t *testing.T) {
	h := fixed()
	inWorld(t, &wsdemo.BroadcastServer{Hub: h}, func(w *world) {
		c := w.polling().in("ada", "blue")
		eve := w.person(h)
		defer eve.stop()

		polls := make(chan string, 1)
		poll := func() {
			_, body := c.ask("GET", c.url, "")
			polls <- body
		}
		go poll()
		synctest.Wait()
		c.ws = w.dial(c.id())
		c.says("2probe")
		c.hears("3probe")
		begun := time.Now()
		for range 2 {
			if body := <-polls; body != "6" {
				t.Errorf("a poll is answered with %q, want 6", body)
			}
			go poll()
		}
		<-polls
		if after := time.Since(begun); after > 300*time.Millisecond {
			t.Errorf("three polls took %v", after)
		}
		eve.says(`{"type":"join","room":"blue","name":"eve"}`) // while nothing carries it
		c.says("5")
		c.hears(`42["join",null,{"room":"blue","from":"eve","offset":2,"transport":"tcp"},"blue:2"]`)
		c.says(`421["message","hi"]`)
		c.hears(`431[{"type":"ack","room":"blue","offset":3}]`, `42["message","hi",*`)
		if status, body := c.ask("GET", c.url, ""); status != 400 || !like(body, `{"code":3,*`) {
			t.Errorf("a poll after that: %d %s, want 400", status, body)
		}
		another := &client{world: w, ws: w.dial(c.id())}
		if err := another.ends(); !strings.Contains(err.Error(), "1008") {
			t.Errorf("another WebSocket: %v, want 1008", err)
		}
	})
}

// TestPollAcrossUpgrade: a poll that waits when the client changes over is ended.
func TestPollAcrossUpgrade(t *testing.T) {
	inWorld(t, &wsdemo.BroadcastServer{}, func(w *world) {
		c := w.polling().in("ada", "blue")
		ws := w.dial(c.id())
		upgraded := &client{world: w, ws: ws}
		upgraded.says("2probe")
		upgraded.hears("3probe")
		polled := make(chan string, 1)
		go func() {
			_, body := c.ask("GET", c.url, "")
			polled <- body
		}()
		synctest.Wait()
		begun := time.Now()
		upgraded.says("5")
		if body := <-polled; body != "6" || time.Since(begun) > 0 {
			t.Errorf("the poll is answered with %q after %v, want 6 at once", body, time.Since(begun))
		}
		upgraded.says(`420["rooms"]`)
		upgraded.hears(`430[*`)
	})
}

// TestUpgradeFails: a session whose WebSocket does not come through goes on polling.
func TestUpgradeFails(t *testing.T) {
	inWorld(t, &wsdemo.BroadcastServer{}, func(w *world) {
		c := w.polling().in("ada", "blue")
		for _, packets := range [][]string{{}, {"2"}, {"3probe"}, {"5"}, {"bAQID"}, {"2probe", "2probe"}, {"2probe", "4"}} {
			probe := &client{world: w, ws: w.dial(c.id())}
			begun := time.Now()
			if len(packets) == 2 {
				probe.says(packets[0])
				probe.hears("3probe")
				packets = packets[1:]
			}
			probe.says(packets...)
			if err := probe.ends(); !strings.Contains(err.Error(), "1008") {
				t.Errorf("%q: %v, want 1008", packets, err)
			}
			if after := time.Since(begun); len(packets) == 0 && after != 10*time.Second {
				t.Errorf("a WebSocket that says nothing ended after %v, want 10s", after)
			}
			synctest.Wait()
			c.says(`420["rooms"]`)
			c.hears(`430[*`)
		}
		c.upgrade()
		c.says(`420["rooms"]`)
		c.hears(`430[*`)
	})
}

// TestUpgradeDuringPost: a client that has found its WebSocket to work polls no more, and waits until its POST has been
// answered. What comes of that POST, however much it is, waits for no poll.
func TestUpgradeDuringPost(t *testing.T) {
	for name, test := range map[string]struct {
		server serving
		says   string
	}{
		"echo":  {&wsdemo.EchoServer{}, strings.Repeat(`427["a","`+strings.Repeat("x", 1000)+`"]`+"\x1e", 300)},
		"rooms": {&wsdemo.BroadcastServer{}, strings.Repeat(`427["rooms"]`+"\x1e", 3000)},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, test.server, func(w *world) {
				for _, first := range []string{"post", "probe"} {
					c := w.polling().connect("")
					posted := make(chan string, 1)
					post := func() {
						_, body := c.ask("POST", c.url, test.says+`428["a"]`)
						posted <- body
					}
					if first == "post" {
						go post()
						synctest.Wait()
					}
					upgraded := &client{world: w, ws: w.dial(c.id())}
					upgraded.says("2probe")
					upgraded.hears("3probe")
					synctest.Wait()
					if first == "probe" {
						go post()
					}
					begun := time.Now()
					if body := <-posted; body != "ok" || time.Since(begun) > time.Second {
						w.Fatalf("the POST is answered with %q after %v, want ok at once", body, time.Since(begun))
					}
					upgraded.says("5")
					for got := ""; !strings.HasPrefix(got, "438"); {
						var err error
						if got, err = upgraded.next(); err != nil {
							w.Fatal(err)
						}
					}
					upgraded.ws.Close()
				}
			})
		})
	}
}

// TestBase64: a client that wants no binary messages (forceBase64) sends and gets bytes in text, on a WebSocket, too.
func TestBase64(t *testing.T) {
	inWorld(t, &wsdemo.EchoServer{}, func(w *world) {
		for _, upgrade := range []bool{false, true} {
			c := &client{world: w}
			if upgrade {
				c = w.polling()
				c.ws = w.dial(c.id() + "&b64=1")
				c.says("2probe")
				c.hears("3probe")
				c.says("5")
			} else {
				c.ws = w.dial("&b64=1")
				c.hears("0{*")
			}
			c.connect("")
			c.ws.WriteMessage(websocket.TextMessage, []byte(`451-["f",{"_placeholder":true,"num":0}]`))
			c.ws.WriteMessage(websocket.TextMessage, []byte("bAQID"))
			for _, want := range []string{`451-["f",{"_placeholder":true,"num":0}]`, "bAQID"} {
				if kind, b, err := c.ws.ReadMessage(); kind != websocket.TextMessage || string(b) != want {
					t.Errorf("got %d %s, %v, want text %s", kind, b, err, want)
				}
			}
			c.ws.WriteMessage(websocket.TextMessage, []byte("b****"))
			if err := c.ends(); !strings.Contains(err.Error(), "1008") {
				t.Errorf("what is no base64: %v, want 1008", err)
			}
		}
	})
}

// TestSubprotocols: where a client names some (protocols), the first is agreed on, for others would end the connection.
func TestSubprotocols(t *testing.T) {
	inWorld(t, &wsdemo.EchoServer{}, func(w *world) {
		d := websocket.Dialer{NetDialContext: w.dialing, Subprotocols: []string{"one", "two"}}
		ws, _, err := d.DialContext(w.Context(), strings.Replace(base, "http", "ws", 1)+"&transport=websocket", nil)
		if err != nil {
			t.Fatal(err)
		}
		defer ws.Close()
		if got := ws.Subprotocol(); got != "one" {
			t.Errorf("%q, want one", got)
		}
	})
}
