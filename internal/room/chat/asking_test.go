package chat_test

import (
	"strings"
	"testing"
	"time"

	"wirelab/internal/network/link"
	"wirelab/internal/room/chat"
	"wirelab/internal/room/event"
	"wirelab/internal/transport"
)

// TestLeave: who leaves is gone at once, over UDP too.
func TestLeave(t *testing.T) {
	onEach(t, func(t *testing.T, tr transport.Transport) {
		inClass(t, tr, link.Config{Delay: 5 * ms}, func(c *class) {
			stays, leaves := c.enter(tr, 0, nil), c.enter(tr, 1, nil)
			leaves.leave()
			time.Sleep(time.Second)
			whos := make(chan event.Who, 1)
			asks := c.enter(tr, 2, func(c *chat.Client) {
				notify := c.Notify
				c.Notify = func(n chat.Notice) {
					if who, ok := n.(event.Who); ok {
						whos <- who
					}
					notify(n)
				}
			})
			if err := asks.Do(event.Request{Type: event.TypeWho, Room: "blue"}); err != nil {
				t.Fatal(err)
			}
			if who := <-whos; strings.Join(who.Members, " ") != "pupil0 pupil2" {
				t.Errorf("there are %v", who.Members)
			}
			stays.leave()
			asks.leave()
		})
	})
}

// TestNoRoom: a client that is in no room is not told anything, and does not take that for silence. What
// it leaves and enters again at once it is in.
func TestNoRoom(t *testing.T) {
	onEach(t, func(t *testing.T, tr transport.Transport) {
		inClass(t, tr, link.Config{Delay: 5 * ms}, func(c *class) {
			speaks := c.enter(tr, 0, nil)
			lost := 0
			idles := c.enter(tr, 1, func(c *chat.Client) {
				notify := c.Notify
				c.Notify = func(n chat.Notice) {
					if s, ok := n.(chat.State); ok && !s.Connected {
						lost++
					}
					notify(n)
				}
			})
			for range 2 {
				if err := idles.exit("blue"); err != nil {
					t.Fatal(err)
				}
				if err := idles.join("blue"); err != nil {
					t.Fatal(err)
				}
			}
			time.Sleep(time.Second)
			c.say(speaks, 1, 3)
			time.Sleep(time.Second)
			resumed := c.hub.Stats().Resumed
			time.Sleep(time.Minute)
			if got := idles.all(); got != "1 2 3" {
				t.Errorf("it was told %s", got)
			}
			if n := c.hub.Stats().Resumed; n != resumed {
				t.Errorf("with nothing to miss it asked %d times for what it missed", n-resumed)
			}
			if err := idles.exit("blue"); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Minute)
			speaks.leave()
			idles.leave()
			if lost != 0 {
				t.Errorf("it took the connection for lost %d times", lost)
			}
		})
	})
}

// TestAskedOnce: a client that has been in no room for long waits for its answer as any other does, and a
// question that is repeated, because the link is slower than the client expects, is answered once.
func TestAskedOnce(t *testing.T) {
	onEach(t, func(t *testing.T, tr transport.Transport) {
		inClass(t, tr, link.Config{Delay: 400 * ms}, func(c *class) {
			var heard []string
			p := c.enter(tr, 0, func(c *chat.Client) {
				notify := c.Notify
				c.Notify = func(n chat.Notice) {
					switch n := n.(type) {
					case chat.State:
						if !n.Connected {
							heard = append(heard, n.Err.Error())
						}
					case event.Who:
						heard = append(heard, "who")
					case *event.Error:
						heard = append(heard, n.Code)
					}
					notify(n)
				}
			})
			must := func(err error) {
				if err != nil {
					t.Fatal(err)
				}
			}
			must(p.Do(event.Request{Type: event.TypeWho, Room: "blue"}))
			must(p.exit("blue"))
			time.Sleep(time.Minute)
			must(p.emit("blue", event.Quote("from outside")))
			must(p.join("blue"))
			time.Sleep(time.Minute)
			p.leave()
			if got, want := strings.Join(heard, " "), "who not-joined"; got != want {
				t.Errorf("it was told %q, want %q", got, want)
			}
		})
	})
}
