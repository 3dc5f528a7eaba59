package socketio_test

import (
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"

	"wirelab/wsdemo"
)

func TestRequests(t *testing.T) {
	inWorld(t, &wsdemo.BroadcastServer{}, func(w *world) {
		polling, ws := w.polling(), w.webSocket()
		_ = ws
		for _, test := range []struct {
			name, method, url string
			status            int
			body              string
			header            []string
		}{
			{"a handshake", "GET", base + "&transport=polling", 200, `0{"sid":"*","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000,"maxPayload":65536}`, nil},
			{"of an older version", "GET", "http://localhost/socket.io/?EIO=3&transport=polling", 400, `{"code":5,*`, nil},
			{"of no version", "GET", "http://localhost/socket.io/?transport=polling", 400, `{"code":5,*`, nil},
			{"by another transport", "GET", base + "&transport=webtransport", 400, `{"code":0,"message":"Transport unknown"}`, nil},
			{"by none", "GET", base, 400, `{"code":0,*`, nil},
			{"of a session that is not there", "GET", base + "&transport=polling&sid=x", 400, `{"code":1,"message":"Session ID unknown"}`, nil},
			{"by POST", "POST", base + "&transport=polling", 400, `{"code":2,*`, nil},
			{"for a WebSocket without the upgrade", "GET", base + "&transport=websocket", 400, `{"code":3,*`, nil},
			{"the same with a session", "GET", strings.Replace(polling.url, "=polling", "=websocket", 1), 400, `{"code":3,*`, nil},
			{"by PUT", "PUT", polling.url, 405, "*", nil},
			{"by HEAD", "HEAD", polling.url, 400, "", nil},
			{"by OPTIONS", "OPTIONS", polling.url, 405, "*", nil},
			{"the client's script", "GET", "http://localhost/socket.io/socket.io.js", 404, "*", nil},
			{"of another page", "GET", polling.url, 403, "*", []string{"Origin", "http://evil.example"}},
			{"of the same page", "POST", polling.url, 200, "ok", []string{"Origin", "http://localhost"}},
			{"by another name", "GET", strings.Replace(base, "localhost", "evil.example", 1) + "&transport=polling", 403, "*", nil},
		} {
			body := ""
			if test.method == "POST" {
				body = "3"
			}
			status, got := w.ask(test.method, test.url, body, test.header...)
			if status != test.status || !like(strings.TrimSpace(got), test.body) {
				t.Errorf("%s: %d %s, want %d %s", test.name, status, got, test.status, test.body)
			}
		}
	})
}

// TestPings: a client is asked every 25 seconds, and a session whose client does not answer is forgotten 20 seconds
// later, on whatever it is carried.
func TestPings(t *testing.T) {
	for name, begin := range ways {
		t.Run(name, func(t *testing.T) {
			h := fixed()
			inWorld(t, &wsdemo.BroadcastServer{Hub: h}, func(w *world) {
				c := begin(w).in("ada", "blue")
				last := time.Now()
				for range 10 {
					c.hears("2")
					if after := time.Since(last); after != 25*time.Second {
						t.Errorf("a ping %v after the pong, want 25s", after)
					}
					c.says("3")
					last = time.Now()
				}
				c.hears("2")
				asked := time.Now()
				c.ends()
				if after := time.Since(asked); after != 20*time.Second {
					t.Errorf("the session ended %v after the ping, want 20s", after)
				}
				synctest.Wait()
				if n := h.Stats().Members; n != 0 {
					t.Errorf("%d members are left", n)
				}
				if c.ws == nil {
					if status, body := c.ask("GET", c.url, ""); status != 400 || !like(body, `{"code":1,*`) {
						t.Errorf("a poll after that: %d %s", status, body)
					}
				}
			})
		})
	}
}

// TestVanished: a session that polled, and does not any more, is forgotten.
func TestVanished(t *testing.T) {
	h := fixed()
	inWorld(t, &wsdemo.BroadcastServer{Hub: h}, func(w *world) {
		w.polling().in("ada", "blue")
		time.Sleep(44 * time.Second)
		if n := h.Stats().Members; n != 1 {
			t.Errorf("%d members after 44s, want 1", n)
		}
		time.Sleep(2 * time.Second)
		if n := h.Stats().Members; n != 0 {
			t.Errorf("%d members after 46s, want 0", n)
		}
	})
}

// TestOnSession: the server is told of each session when it begins and when it has ended, also of one that polls no more.
func TestOnSession(t *testing.T) {
	for name, begin := range ways {
		t.Run(name, func(t *testing.T) {
			told := make(chan bool, 10)
			inWorld(t, &wsdemo.EchoServer{OnSession: func(_ net.Addr, open bool) { told <- open }}, func(w *world) {
				c := begin(w).connect("")
				if len(told) != 1 || !<-told {
					t.Error("it was not told that the session begins, once")
				}
				c.vanish()
				time.Sleep(46 * time.Second)
				if len(told) != 1 || <-told {
					t.Error("it was not told that the session has ended, once")
				}
			})
		})
	}
}

// TestPollCut: a poll whose connection ends is the end of the session.
func TestPollCut(t *testing.T) {
	h := fixed()
	inWorld(t, &wsdemo.BroadcastServer{Hub: h}, func(w *world) {
		c := w.polling().in("ada", "blue")
		conn, err := w.pipes.DialContext(w.Context(), "tcp", w.addr)
		if err != nil {
			t.Fatal(err)
		}
		request, _ := http.NewRequest("GET", c.url, nil)
		request.Write(conn)
		synctest.Wait()
		conn.Close()
		synctest.Wait()
		if n := h.Stats().Members; n != 0 {
			t.Errorf("%d members are left", n)
		}
	})
}

// TestUnused: a session that connects to no namespace ends.
func TestUnused(t *testing.T) {
	for name, begin := range ways {
		t.Run(name, func(t *testing.T) {
			inWorld(t, &wsdemo.BroadcastServer{}, func(w *world) {
				c := begin(w)
				begun := time.Now()
				for range 3 {
					if got, err := c.next(); err != nil || got != "2" {
						if after := time.Since(begun); after < 45*time.Second || after > 51*time.Second {
							t.Errorf("it ended after %v", after)
						}
						return
					}
					c.says("3")
				}
				t.Error("it did not end")
			})
		})
	}
}

// TestOverlap: two polls at once, or two POSTs, end the session.
func TestOverlap(t *testing.T) {
	inWorld(t, &wsdemo.BroadcastServer{}, func(w *world) {
		c := w.polling().connect("")
		first := make(chan string, 1)
		go func() {
			_, body := c.ask("GET", c.url, "")
			first <- body
		}()
		synctest.Wait()
		if status, body := c.ask("GET", c.url, ""); status != 400 {
			t.Errorf("the second poll: %d %s, want 400", status, body)
		}
		if body := <-first; body != "1" {
			t.Errorf("the first poll: %s, want 1", body)
		}
		if status, _ := c.ask("POST", c.url, "3"); status != 400 {
			t.Errorf("a POST after that: %d, want 400", status)
		}
	})
}

// TestBadPackets: what is not the protocol ends the session.
func TestBadPackets(t *testing.T) {
	for name, begin := range ways {
		t.Run(name, func(t *testing.T) {
			inWorld(t, &wsdemo.BroadcastServer{}, func(w *world) {
				for _, packets := range []string{
					"hello", "9", "2", "0{}", "5", // of Engine.IO
					"4", "49", `42["a"`, `42["connect"]`, `42/admin,["a"]`, "40", "44{}", // of Socket.IO
					`451-["a",{"_placeholder":true,"num":0}]` + "\x1e" + `42["a"]`,
					"bAQID",
					`451-["a",{"_placeholder":true,"num":1}]` + "\x1e" + "bAQID",
				} {
					c := begin(w).connect("")
					if c.ws != nil {
						c.says(strings.Split(packets, "\x1e")...)
						if err := c.ends(); !strings.Contains(err.Error(), "1008") {
							t.Errorf("%q: %v, want 1008", packets, err)
						}
					} else if status, _ := c.ask("POST", c.url, packets); status != 400 {
						t.Errorf("%q: %d, want 400", packets, status)
					} else if status, _ := c.ask("GET", c.url, ""); status != 400 {
						t.Errorf("after %q: %d, want 400", packets, status)
					}
				}
			})
		})
	}
}

// TestBeforeConnect: nothing is said in a namespace that the client is not in.
func TestBeforeConnect(t *testing.T) {
	inWorld(t, &wsdemo.BroadcastServer{}, func(w *world) {
		for _, packet := range []string{`42["a"]`, "41", "430[]"} {
			if status, _ := w.ask("POST", w.polling().url, packet); status != 400 {
				t.Errorf("%q: %d, want 400", packet, status)
			}
		}
	})
}

// TestTooLarge: what is larger than maxPayload ends the session.
func TestTooLarge(t *testing.T) {
	large := `42["a","` + strings.Repeat("x", 64<<10) + `"]`
	inWorld(t, &wsdemo.BroadcastServer{}, func(w *world) {
		c := w.polling().connect("")
		if status, _ := c.ask("POST", c.url, large); status != http.StatusRequestEntityTooLarge {
			t.Errorf("status %d, want 413", status)
		}
		if status, _ := c.ask("GET", c.url, ""); status != 400 {
			t.Errorf("after that: %d, want 400", status)
		}
		ws := w.webSocket().connect("")
		go ws.ws.WriteMessage(websocket.TextMessage, []byte(large)) // which is not read to its end
		if err := ws.ends(); !strings.Contains(err.Error(), "1009") {
			t.Errorf("%v, want 1009", err)
		}
	})
}

// TestLateAttachments: a packet whose attachments do not come ends the session.
func TestLateAttachments(t *testing.T) {
	for name, begin := range ways {
		t.Run(name, func(t *testing.T) {
			inWorld(t, &wsdemo.BroadcastServer{}, func(w *world) {
				c := begin(w).connect("")
				c.says(`451-["a",{"_placeholder":true,"num":0}]`)
				begun := time.Now()
				c.ends()
				if after := time.Since(begun); after > 30*time.Second {
					t.Errorf("it ended after %v", after)
				}
			})
		})
	}
}

// TestSlowPoller: what is said to somebody who does not poll is bounded, and the others are not held up.
func TestSlowPoller(t *testing.T) {
	h := fixed()
	h.Rate = -1
	inWorld(t, &wsdemo.BroadcastServer{Hub: h}, func(w *world) {
		slow := w.polling().in("ada", "blue")
		eve := w.person(h)
		defer eve.stop()
		eve.says(`{"type":"join","room":"blue","name":"eve"}`)
		text := strings.Repeat("x", 1000)
		for range 1000 {
			eve.emits("blue", text)
		}
		if stats := h.Stats(); stats.Evicted != 1 || stats.Members != 1 || stats.Waiting > 100 {
			t.Errorf("%+v", stats)
		}
		bytes := 0
		for last := ""; ; {
			got, err := slow.next()
			if err != nil || got == "1" {
				if !like(last, `42["error",{"type":"error","code":"too-slow",*`) {
					t.Errorf("the last packet is %s", last)
				}
				break
			}
			last = got
			bytes += len(got)
		}
		if bytes > 70<<10 {
			t.Errorf("%d bytes were kept for it", bytes)
		}
	})
}

// TestSlowReader: the same of somebody who does not read from a WebSocket.
func TestSlowReader(t *testing.T) {
	h := fixed()
	h.Rate = -1
	inWorld(t, &wsdemo.BroadcastServer{Hub: h}, func(w *world) {
		w.webSocket().in("ada", "blue")
		eve := w.person(h)
		defer eve.stop()
		eve.says(`{"type":"join","room":"blue","name":"eve"}`)
		for range 1000 {
			eve.emits("blue", strings.Repeat("x", 1000))
		}
		if stats := h.Stats(); stats.Evicted != 1 || stats.Members != 1 || stats.Waiting > 100 {
			t.Errorf("%+v", stats)
		}
		time.Sleep(15 * time.Second) // WriteTimeout, and a little
		if n := h.Stats().Waiting; n != 0 {
			t.Errorf("%d bytes wait for it yet", n)
		}
	})
}

// TestAnswersAreBounded: one who asks for much in one POST and does not poll waits, and is forgotten in the end.
func TestAnswersAreBounded(t *testing.T) {
	h := fixed()
	inWorld(t, &wsdemo.BroadcastServer{Hub: h}, func(w *world) {
		c := w.polling().in("ada", "blue")
		many := strings.Repeat(`420["rooms"]`+"\x1e", 4000) + "3"
		begun := time.Now()
		status, _ := c.ask("POST", c.url, many)
		if after := time.Since(begun); after < 45*time.Second || after > 46*time.Second {
			t.Errorf("status %d after %v, want 45s", status, after)
		}
		synctest.Wait() // the session ends beside the answer
		if n := h.Stats().Members; n != 0 {
			t.Errorf("%d members are left", n)
		}
		// Errors do not wait, and are bounded for that.
		d := w.polling()
		d.ask("POST", d.url, strings.Repeat("40/a\x1e", 1000)+"3")
		if status, _ := d.ask("GET", d.url, ""); status != 400 {
			t.Errorf("a poll after a thousand errors: %d, want 400", status)
		}
	})
}

// TestMaxSessions: there are so many sessions, whether or not they have a connection.
func TestMaxSessions(t *testing.T) {
	inWorld(t, &wsdemo.BroadcastServer{MaxConns: 3}, func(w *world) {
		var all []*client
		for range 3 {
			all = append(all, w.polling())
		}
		if status, body := w.ask("GET", base+"&transport=polling", ""); status != 503 || !like(body, `*too many sessions*`) {
			t.Errorf("one more: %d %s, want 503", status, body)
		}
		all[0].says("1")
		synctest.Wait()
		w.polling()
	})
}

// TestPingAmongMany: however much waits for a poll, a ping has its place there.
func TestPingAmongMany(t *testing.T) {
	inWorld(t, &wsdemo.EchoServer{}, func(w *world) {
		c := w.polling().connect("")
		c.says(strings.Repeat(`42["a"]`+"\x1e", 600) + `42["b"]`)
		time.Sleep(26 * time.Second)
		for range 600 {
			c.hears(`42["a"]`)
		}
		c.hears(`42["b"]`, "2")
	})
}

// TestStop: when the server stops, polls are answered and WebSockets closed.
func TestStop(t *testing.T) {
	for name, begin := range ways {
		t.Run(name, func(t *testing.T) {
			inWorld(t, &wsdemo.BroadcastServer{}, func(w *world) {
				c := begin(w).in("ada", "blue")
				end := make(chan error, 1)
				go func() { end <- c.ends() }()
				synctest.Wait()
				begun := time.Now()
				w.stop()
				if took := time.Since(begun); took > 2*time.Second {
					t.Errorf("stopping took %v", took)
				}
				want := "EOF"
				if c.ws != nil {
					want = "1001"
				}
				if err := <-end; !strings.Contains(err.Error(), want) {
					t.Errorf("the client got %v, want %s", err, want)
				}
				w.stop = func() {}
			})
		})
	}
}
