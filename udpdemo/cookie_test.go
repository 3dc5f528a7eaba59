package udpdemo

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"testing"
	"testing/synctest"
	"time"

	"wirelab/internal/room/event"
)

// A cookie is good for the address and port that it was made for, and for nothing else.
func TestCookieAddress(t *testing.T) {
	var c cookies
	for _, from := range []string{"10.0.0.1:5000", "[2001:db8::1]:5000", "[fe80::1%eth0]:5000"} {
		cookie := c.bake(netip.MustParseAddrPort(from))
		if !event.IsWord(cookie) {
			t.Errorf("%q cannot be a cookie in a request", cookie)
		}
		for _, other := range []string{
			"10.0.0.1:5000", "10.0.0.1:5001", "10.0.0.2:5000", "[::ffff:10.0.0.1]:5000",
			"[2001:db8::1]:5000", "[2001:db8::1]:5001", "[2001:db8::2]:5000",
			"[fe80::1%eth0]:5000", "[fe80::1%eth1]:5000", "[fe80::1]:5000",
		} {
			if got := c.good(netip.MustParseAddrPort(other), cookie); got != (other == from) {
				t.Errorf("the cookie of %s is good for %s: %t", from, other, got)
			}
		}
		for _, guess := range []string{"", cookie[1:], cookie + "A", "AAAAAAAAAAAAAAAA"} {
			if c.good(netip.MustParseAddrPort(from), guess) {
				t.Errorf("%q is good for %s", guess, from)
			}
		}
	}
	var another cookies // as after a restart
	from := netip.MustParseAddrPort("10.0.0.1:5000")
	if another.good(from, c.bake(from)) {
		t.Error("a cookie of another server is good")
	}
}

// A cookie is good until the key after its own is changed, whether anyone has asked meanwhile or not.
func TestCookieAge(t *testing.T) {
	from := netip.MustParseAddrPort("10.0.0.1:5000")
	for _, asking := range []bool{false, true} {
		for _, baked := range []time.Duration{0, time.Nanosecond, 10 * time.Second, keyLife - 1} {
			synctest.Test(t, func(t *testing.T) {
				var c cookies
				c.bake(from) // begins the first key's time
				time.Sleep(baked)
				cookie := c.bake(from)
				if asking {
					time.Sleep(keyLife - baked)
					c.bake(from)
					time.Sleep(keyLife - 1)
				} else {
					time.Sleep(2*keyLife - baked - 1)
				}
				if !c.good(from, cookie) {
					t.Errorf("asking %t: a cookie of %v is not good after %v", asking, baked, 2*keyLife-baked-1)
				}
				time.Sleep(time.Nanosecond)
				if c.good(from, cookie) {
					t.Errorf("asking %t: a cookie of %v is good after %v", asking, baked, 2*keyLife-baked)
				}
			})
		}
	}
}

// Keys go on changing when they should, however late the cookies between are.
func TestCookieKeys(t *testing.T) {
	from := netip.MustParseAddrPort("10.0.0.1:5000")
	synctest.Test(t, func(t *testing.T) {
		var c cookies
		c.bake(from)
		time.Sleep(keyLife + 20*time.Second) // 20 seconds into the second key
		second := c.bake(from)
		time.Sleep(10 * time.Second)
		third := c.bake(from)
		if third == second {
			t.Error("the key was not changed")
		}
		time.Sleep(10 * keyLife)
		for _, old := range []string{second, third} {
			later := c // as c would be if asked for the first time now
			if later.good(from, old) {
				t.Error("an old cookie is good after a long silence")
			}
		}
		if new(cookies).good(from, bake(new([sha256.Size]byte), from)) {
			t.Error("a cookie under a key of zeros is good")
		}
	})
}

// The answer to a hello is at most three times as long as the question, also to the shortest there is.
func TestCookieLengths(t *testing.T) {
	inRooms(t, &BroadcastServer{}, func(t *testing.T, connect func() *talker, _ context.CancelFunc) {
		c := connect()
		for _, test := range []struct {
			hello          string
			length, answer int // as cookie.go says
		}{{`{"type":"hello"}`, 16, 45}, {"/hello", 6, 17}} {
			c.send(test.hello)
			answer := len(c.hear())
			if len(test.hello) != test.length || answer != test.answer || answer > 3*len(test.hello) {
				t.Errorf("the answer to %s has %d bytes", test.hello, answer)
			}
		}
	})
}

// Cookies are capped for each IP address. Who has one is not.
func TestCookieCap(t *testing.T) {
	refused := 0
	s := &BroadcastServer{MaxReplies: 3, OnError: func(_ net.Addr, err error) {
		if errors.Is(err, ErrCapped) {
			refused++
		}
	}}
	inRooms(t, s, func(t *testing.T, connect func() *talker, _ context.CancelFunc) {
		c, other := connect().hello(), connect()
		for range 9 {
			c.send("/hello")
		}
		synctest.Wait()
		if n := c.server.arrived(); n != 2 || refused != 7 {
			t.Errorf("%d more answers and %d refusals, want 2 and 7", n, refused)
		}
		c.hear()
		c.hear()
		other.hello()
		for range 9 {
			c.say(`{"type":"rooms"}`)
			c.hears(`{"type":"rooms",*}`)
		}
		time.Sleep(time.Second)
		c.hello()
	})
}

// TestCookieSilence: whatever comes without a valid cookie is met with silence, in a lease or not.
func TestCookieSilence(t *testing.T) {
	var told error
	s := &BroadcastServer{Hub: fixed(), OnError: func(_ net.Addr, err error) { told = err }}
	inRooms(t, s, func(t *testing.T, connect func() *talker, _ context.CancelFunc) {
		ada, replayed, old := connect().hello(), connect(), connect().hello()
		time.Sleep(2 * keyLife)
		ada.hello()
		ada.say(`{"type":"join","room":"blue","name":"ada"}`)
		ada.hears(`{"type":"joined",*}`)
		samePort := &talker{t: t, server: ada.server, addr: replayed.addr, cookie: ada.cookie}
		sameHost := &talker{t: t, server: ada.server, addr: "10.0.0.2:5001", cookie: ada.cookie}
		forged := &talker{t: t, server: ada.server, addr: ada.addr} // of ada, by someone else
		guessed := &talker{t: t, server: ada.server, addr: ada.addr, cookie: old.cookie}
		for _, c := range []*talker{samePort, sameHost, old, forged, guessed} {
			for _, msg := range silent(c.cookie) {
				told = nil
				c.say(msg)
				synctest.Wait()
				if n := ada.server.arrived(); n != 0 {
					t.Fatalf("%d datagrams after %q from %s with cookie %q", n, msg, c.addr, c.cookie)
				}
				if !errors.Is(told, ErrCookie) {
					t.Errorf("OnError was told %v of %q", told, msg)
				}
			}
		}
		if n := s.Hub.Stats().Members; n != 1 {
			t.Errorf("%d members, want ada", n)
		}
	})
}

// silent are messages that are not answered unless that cookie is good.
func silent(cookie string) []string {
	all := []string{
		"", "\n", "hi", "/", "/join blue eve " + cookie, "/join blue", "/dance " + cookie, "/who",
		"\xff\xfe", "\x00", "[]", "{", "{}", `{"type":`, `{"cookie":7}`, `{"type":"hello","type":"hello"}`,
		`{"type":"hello"} {"type":"hello"}`, `{"type":"hello","id":-1}`, `{"type":"sing"}`, `{"type":["hello"]}`,
	}
	for _, kind := range []string{"join", "emit", "resume", "leave", "name", "who", "rooms", "ping"} {
		all = append(all, fmt.Sprintf(
			`{"type":%q,"room":"blue","name":"eve","event":"message","epoch":"k3f9","offset":0}`, kind))
	}
	return all
}

// TestCookiePorts: no service that would answer is set on the server, nor the server on itself.
func TestCookiePorts(t *testing.T) {
	var told []error
	s := &BroadcastServer{OnError: func(_ net.Addr, err error) { told = append(told, err) }}
	inRooms(t, s, func(t *testing.T, connect func() *talker, _ context.CancelFunc) {
		c := connect()
		for _, addr := range []string{"10.0.0.2:53", "10.0.0.2:7102", "10.0.0.1:7102"} {
			c.addr = addr
			c.send(`{"type":"hello"}`)
			c.hearsNothing()
		}
		if len(told) != 3 || !errors.Is(errors.Join(told...), ErrPort) {
			t.Errorf("OnError was told %v", told)
		}
	})
}
