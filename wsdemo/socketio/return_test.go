package socketio_test

import (
	"fmt"
	"regexp"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"wirelab/internal/room/hub"
	"wirelab/wsdemo"
)

// back connects again as the client that was, which says what it got last.
func (c *client) back(begin func(*world) *client, last string) *client {
	c.Helper()
	return begin(c.world).connect(fmt.Sprintf(`{"pid":%q,"offset":%q,"name":"ada"}`, c.pid, last))
}

// TestRecovery: a client that has lost its connection gets all that it missed, in all its rooms.
func TestRecovery(t *testing.T) {
	for name, begin := range ways {
		t.Run(name, func(t *testing.T) {
			h := fixed()
			inWorld(t, &wsdemo.BroadcastServer{Hub: h}, func(w *world) {
				eve := w.person(h)
				defer eve.stop()
				eve.says(`{"type":"join","room":"blue","name":"eve"}`, `{"type":"join","room":"green","name":"eve"}`)
				c := begin(w).in("ada", "blue", "green") // 2 in both
				eve.emits("blue", "b3")
				eve.emits("green", "g3")
				c.hears(`42["message","b3",*`, `42["message","g3",{*},"green:3"]`)
				// These leave the server and do not arrive, or never leave it.
				eve.emits("blue", "b4")
				eve.emits("green", "g4")
				c.vanish()
				eve.emits("green", "g5")
				eve.emits("blue", "b5")

				again := c.back(begin, "green:3")
				if again.pid != c.pid || again.sid != c.sid {
					t.Fatalf("it is another: %s %s, and was %s %s", again.sid, again.pid, c.sid, c.pid)
				}
				again.says(`420["who","green"]`)
				var missed []string
				for got := ""; !like(got, `430[{"type":"who","room":"green","members":["ada","eve"],"transports":*}]`); {
					var err error
					if got, err = again.next(); err != nil {
						t.Fatal(err)
					}
					if text := regexp.MustCompile(`^42\["message","(..)"`).FindStringSubmatch(got); text != nil {
						missed = append(missed, text[1])
					}
				}
				if want := []string{"b4", "b5", "g4", "g5"}; !slices.Equal(missed, want) {
					t.Errorf("it got %q, and missed %q", missed, want)
				}
			})
		})
	}
}

// TestRecoveryTwice: what is replayed and lost again is replayed again.
func TestRecoveryTwice(t *testing.T) {
	h := fixed()
	h.Quiet = true
	inWorld(t, &wsdemo.BroadcastServer{Hub: h}, func(w *world) {
		eve := w.person(h)
		defer eve.stop()
		eve.says(`{"type":"join","room":"blue","name":"eve"}`)
		c := w.webSocket().in("ada", "blue")
		for n := range 3 {
			eve.emits("blue", fmt.Sprint(n+1))
			c.vanish()
			c = c.back((*world).webSocket, "")
			for i := range n + 1 {
				c.hears(fmt.Sprintf(`42["message","%d",*`, i+1))
			}
		}
		c.vanish()
		c = c.back((*world).webSocket, "blue:2")
		c.hears(`42["message","3",*`)
		eve.emits("blue", "4")
		c.hears(`42["message","4",*`)
	})
}

// TestReturnBeforeTheEnd: the server has not noticed yet that the connection is dead.
func TestReturnBeforeTheEnd(t *testing.T) {
	for name, begin := range ways {
		t.Run(name, func(t *testing.T) {
			h := fixed()
			inWorld(t, &wsdemo.BroadcastServer{Hub: h}, func(w *world) {
				c := begin(w).in("ada", "blue")
				again := c.back(begin, "")
				if again.pid != c.pid {
					t.Error("it is another")
				}
				again.says(`420["who","blue"]`)
				again.hears(`42["leave",*`, `430[{"type":"who","room":"blue","members":["ada"],"transports":["socketio"]}]`)
				if err := c.ends(); err == nil {
					t.Error("the first connection goes on")
				}
				if n := h.Stats().Members; n != 1 {
					t.Errorf("%d members, want 1", n)
				}
			})
		})
	}
}

// TestNoRecovery: a client that cannot have all that it missed is told so, and is in no room.
func TestNoRecovery(t *testing.T) {
	for _, test := range []struct {
		name string
		lose func(w *world, c *client, eve *person)
		last string
	}{
		{"it has said that it leaves", func(w *world, c *client, _ *person) { c.says("41"); c.vanish() }, ""},
		{"it is away for too long", func(w *world, c *client, _ *person) { c.vanish(); time.Sleep(61 * time.Second) }, ""},
		{"what it names was never sent", func(w *world, c *client, _ *person) { c.vanish() }, "blue:99"},
		{"it names nothing that can be", func(w *world, c *client, _ *person) { c.vanish() }, "::x"},
		{"the history does not reach back", func(_ *world, c *client, eve *person) {
			c.vanish()
			for n := range 20 {
				eve.emits("blue", fmt.Sprint(n))
			}
		}, ""},
		{"another server", func(w *world, c *client, eve *person) {
			c.vanish()
			w.stop()
			w.serve(&wsdemo.BroadcastServer{})
		}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			h := &hub.Hub{History: 10}
			inWorld(t, &wsdemo.BroadcastServer{Hub: h}, func(w *world) {
				eve := w.person(h)
				defer eve.stop()
				eve.says(`{"type":"join","room":"blue","name":"eve"}`)
				c := w.webSocket().in("ada", "blue")
				test.lose(w, c, eve)
				synctest.Wait()
				again := c.back((*world).webSocket, test.last)
				if again.pid == c.pid || again.sid == c.sid {
					t.Error("it is the same")
				}
				again.says(`420["message","x"]`)
				again.hears(`430[{"type":"error","code":"not-joined","reason":"you are in no room"}]`)
				again.says(`421["join",{"room":"blue"}]`) // the name is its own still
				again.hears(`431[{"type":"joined","room":"blue",*"member":"ada"}]`)
			})
		})
	}
}

// TestReturnToRoomsLeft: the rooms that a client has left are not entered again.
func TestReturnToRoomsLeft(t *testing.T) {
	h := fixed()
	inWorld(t, &wsdemo.BroadcastServer{Hub: h}, func(w *world) {
		c := w.webSocket().in("ada", "blue", "green")
		c.says(`420["leave","blue"]`)
		c.hears(`430[*`)
		c.vanish()
		again := c.back((*world).webSocket, "")
		again.says(`420["wave"]`)
		again.hears(`42["leave",*`, `430[{"type":"ack","room":"green",*}]`)
	})
}

// TestReturnsAreBounded: so many trails are kept, however many come and go.
func TestReturnsAreBounded(t *testing.T) {
	h := fixed()
	inWorld(t, &wsdemo.BroadcastServer{Hub: h}, func(w *world) {
		first := w.webSocket().in("ada", "blue")
		first.vanish()
		for range 20 {
			w.webSocket().connect("").vanish()
		}
		if again := first.back((*world).webSocket, ""); again.pid != first.pid {
			t.Error("it is another")
		}
	})
}
