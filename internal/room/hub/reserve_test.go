package hub

import (
	"fmt"
	"net/netip"
	"testing"
	"testing/synctest"
	"time"

	"wirelab/internal/room/event"
)

// joins has a client join blue, and checks what it is called there.
func (c *client) joins(name, session, want string) {
	c.t.Helper()
	c.lines()
	c.Handle(event.Request{Type: event.TypeJoin, Room: "blue", Name: name, Session: session})
	queued, _ := c.Take(nil)
	if joined, ok := reply(c.t, queued[0]).(event.Joined); !ok || joined.Member != want {
		c.t.Errorf("%q with the session %q joined as %q, want %q", name, session, joined.Member, want)
	}
}

// renames has a client ask for another name, and checks what it is called then.
func (c *client) renames(name, want string) {
	c.t.Helper()
	c.lines()
	c.send(fmt.Sprintf(`{"type":"name","name":%q}`, name), `{"type":"who","room":"blue"}`)
	queued, _ := c.Take(nil)
	if e, ok := reply(c.t, queued[0]).(event.Event); !ok || string(e.Data) != string(event.Quote(want)) {
		c.t.Errorf("who asked for %q got %s, want %q", name, queued[0].JSON(), want)
	}
}

// For a minute after ada's connection has ended nobody but ada is ada.
func TestReserved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHub()
		ada, eve := connect(t, h), enter(t, h, "blue", "eve")
		ada.joins("ada", "a", "ada")
		ada.Close()
		time.Sleep(reservedFor - time.Nanosecond)
		connect(t, h).joins("ada", "", "ada-2")
		connect(t, h).joins("Ada", "e", "Ada-3")
		eve.renames("ADA", "ADA-4")
		eve.renames("eve", "eve")

		ada = connect(t, h)
		ada.joins("ada", "a", "ada")
		ada.Close()
		time.Sleep(reservedFor - time.Nanosecond)
		eve.renames("ADA", "ADA-4")
		time.Sleep(time.Nanosecond)
		eve.renames("ADA", "ADA")
		connect(t, h).joins("ada", "a", "ada-4") // she was away for too long
	})
}

// One of many who want the same name is called as before when it comes back, whoever has left meanwhile.
func TestSameNameAgain(t *testing.T) {
	h := newHub()
	first, second, third := connect(t, h), connect(t, h), connect(t, h)
	first.joins("", "a", "guest")
	second.joins("", "b", "guest-2")
	third.joins("", "c", "guest-3")
	first.send(`{"type":"leave","room":"blue"}`)
	connect(t, h).joins("", "c", "guest-3") // before the hub knows that the connection has ended
	second.Close()
	connect(t, h).joins("", "b", "guest-2")
	connect(t, h).joins("", "d", "guest")
}

// A name is free at once when its member has left, has another one, or could not show that it is its own.
func TestNotReserved(t *testing.T) {
	tests := []struct {
		name, session string
		goes          func(ada *client)
	}{
		{"leaves", "a", func(ada *client) {
			ada.send(`{"type":"leave","room":"blue"}`)
			ada.Close()
		}},
		{"renamed", "a", func(ada *client) {
			ada.send(`{"type":"name","name":"ann"}`)
			ada.Close()
		}},
		{"comes back with another name", "a", func(ada *client) {
			ada.Close()
			connect(ada.t, ada.hub).joins("ann", "a", "ann")
		}},
		{"no session", "", func(ada *client) { ada.Close() }},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			h := newHub()
			ada := connect(t, h)
			ada.joins("ada", test.session, "ada")
			test.goes(ada)
			connect(t, h).joins("ada", "", "ada")
		})
	}
}

// Whoever joins and drops out without end takes its share of the reservations, and others still have theirs.
func TestMaxReserved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHub()
		h.Rate = -1
		drop := func(from, name string) {
			c := &client{t, h.Connect(netip.MustParseAddr(from), "", nil), 0}
			c.joins(name, name, name)
			c.Close()
		}
		for i := range 2 * maxReserved {
			drop("192.0.2.1", fmt.Sprint("n", i))
		}
		if n := h.reserved.order.Len(); n < maxReserved/2 || n > maxReserved*3/4 {
			t.Errorf("one address has %d of %d reservations", n, maxReserved)
		}
		drop("192.0.2.2", "ada")
		connect(t, h).joins("ada", "", "ada-2")
		time.Sleep(reservedFor)
		connect(t, h).joins("n0", "", "n0")
		if n := h.reserved.order.Len(); n != 0 || len(h.reserved.by) != 0 {
			t.Errorf("%d names are still reserved", n)
		}
	})
}
