package hub

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"wirelab/internal/room/event"
)

const tooSlow = `{"type":"error","code":"too-slow","reason":"the queue of messages for you is full"}`

// A queue of 4, 6 events, and then a reply: what is left in the queue.
func TestPolicy(t *testing.T) {
	head := `{"type":"head","room":"blue","epoch":"e1","offset":8}`
	tests := []struct {
		policy Policy
		events []string
		reply  []string // after a ping
	}{
		{
			DropOldest,
			[]string{said(5, "ada", "5"), said(6, "ada", "6"), said(7, "ada", "7"), said(8, "ada", "8")},
			[]string{said(6, "ada", "6"), said(7, "ada", "7"), said(8, "ada", "8"), head},
		},
		{
			DropNewest,
			[]string{said(3, "ada", "3"), said(4, "ada", "4"), said(5, "ada", "5"), said(6, "ada", "6")},
			[]string{said(3, "ada", "3"), said(4, "ada", "4"), said(5, "ada", "5"), head},
		},
	}
	for _, test := range tests {
		for _, ping := range []bool{false, true} {
			t.Run(fmt.Sprintf("%v/%v", test.policy, ping), func(t *testing.T) {
				h := newHub()
				h.Policy, h.QueueMessages = test.policy, 4
				ada, eve := enter(t, h, "blue", "ada"), enter(t, h, "blue", "eve")
				ada.lines()
				for n := 3; n <= 8; n++ {
					ada.send(say(fmt.Sprint(n)))
					ada.gets(acked(n), said(n, "ada", fmt.Sprint(n))) // costs others nothing
				}
				want, dropped := test.events, uint64(2)
				if ping {
					eve.send(`{"type":"ping"}`)
					want, dropped = test.reply, 3
				}
				eve.gets(want...)
				if h.Stats().Dropped != dropped {
					t.Errorf("%d dropped, want %d", h.Stats().Dropped, dropped)
				}
				eve.send(`{"type":"resume","room":"blue","epoch":"e1","offset":2}`)
				if got := eve.lines(); len(got) != 6 {
					t.Errorf("resumed with %q, want all 6 events", got)
				}
			})
		}
	}
}

func TestDisconnect(t *testing.T) {
	h := newHub()
	h.QueueMessages = 4
	ada, eve := enter(t, h, "blue", "ada"), enter(t, h, "blue", "eve")
	eve.send(`{"type":"join","room":"green"}`)
	eve.lines()
	ada.lines()
	for n := 3; n <= 6; n++ {
		ada.send(say(fmt.Sprint(n)))
		ada.lines()
	}
	if err := eve.Err(); err != nil {
		t.Fatalf("the queue is just full, and the member has gone: %v", err)
	}
	woken := eve.woken
	ada.send(say("7"))
	ada.gets(acked(7), said(7, "ada", "7"), did(8, "eve", "leave"))
	if eve.woken == woken {
		t.Error("wake was not called")
	}
	if err := eve.Err(); err != ErrTooSlow {
		t.Errorf("Err returned %v, want %v", err, ErrTooSlow)
	}
	queued, err := eve.Take(nil)
	if len(queued) != 1 || string(queued[0].JSON()) != tooSlow || err != ErrTooSlow {
		t.Errorf("Take returned %d messages, %v", len(queued), err)
	}
	eve.send(`{"type":"join","room":"blue"}`) // nothing any more
	if queued, err := eve.Take(nil); len(queued) > 0 || err != ErrTooSlow {
		t.Errorf("Take again returned %d messages, %v", len(queued), err)
	}
	eve.Close()
	if stats := h.Stats(); stats.Evicted != 1 || stats.Members != 1 {
		t.Errorf("%+v, want 1 evicted, 1 member", stats)
	}

	back := connect(t, h)
	back.send(`{"type":"join","room":"blue","name":"eve","epoch":"e1","offset":5}`)
	back.gets(
		`{"type":"joined","room":"blue","epoch":"e1","offset":9,"member":"eve"}`,
		said(6, "ada", "6"), said(7, "ada", "7"), did(8, "eve", "leave"),
	)
}

// A member's own acknowledgement may be what finds its queue full. What it said is said.
func TestSenderIsEvicted(t *testing.T) {
	h := newHub()
	h.QueueMessages = 3
	ada, eve := enter(t, h, "blue", "ada"), enter(t, h, "blue", "eve")
	ada.lines()
	eve.send(say("3"), say("4"))
	ada.gets(said(3, "eve", "3"), said(4, "eve", "4"), did(5, "eve", "leave"))
	eve.gets(tooSlow)
}

// Everybody is too slow at once: each goes, and each leave is an event.
func TestAllAreEvicted(t *testing.T) {
	h := newHub()
	h.QueueMessages = 8
	ada := enter(t, h, "blue", "ada")
	var others []*client
	for range 5 {
		others = append(others, enter(t, h, "blue", "x"))
	}
	for _, c := range append(others, ada) {
		c.lines()
	}
	for range 9 {
		ada.send(say("hi"))
		if h.Stats().Evicted == 0 {
			ada.lines()
		}
	}
	want := []string{acked(15), said(15, "ada", "hi")}
	for i, name := range []string{"x", "x-2", "x-3", "x-4", "x-5"} {
		want = append(want, did(16+i, name, "leave"))
	}
	ada.gets(want...)
	for _, c := range others {
		c.gets(tooSlow)
	}
}

func TestQueueBytes(t *testing.T) {
	for _, policy := range []Policy{Disconnect, DropOldest, DropNewest} {
		h := newHub()
		h.Policy, h.QueueBytes = policy, 3000
		ada, eve := enter(t, h, "blue", "ada"), enter(t, h, "blue", "eve")
		for range 4 {
			ada.send(say(strings.Repeat("x", 1000)))
			ada.lines()
		}
		switch queued, err := eve.Take(nil); {
		case policy == Disconnect && err != ErrTooSlow:
			t.Errorf("%v: %v, want %v", policy, err, ErrTooSlow)
		case policy != Disconnect && len(queued) != 2:
			t.Errorf("%v: %d messages, want 2", policy, len(queued))
		}
	}
}

// One who asks and does not listen is cut off, whatever happens to events.
func TestRepliesAreBounded(t *testing.T) {
	for _, policy := range []Policy{Disconnect, DropOldest, DropNewest} {
		h := newHub()
		h.Policy = policy
		ada, eve := enter(t, h, "blue", "ada"), enter(t, h, "blue", "eve")
		for range 3 {
			ada.send(say("hi"))
		}
		for n := 0; eve.Err() == nil && n < 1000; n++ {
			eve.send(`{"type":"rooms"}`)
		}
		eve.gets(tooSlow)
		if eve.Err() != ErrTooSlow || ada.Err() != nil {
			t.Errorf("%v: %v, %v, want %v", policy, eve.Err(), ada.Err(), ErrTooSlow)
		}
	}
}

func TestWake(t *testing.T) {
	h := newHub()
	ada, eve := enter(t, h, "blue", "ada"), enter(t, h, "blue", "eve")
	before := eve.woken
	ada.send(say("1"), say("2"), say("3"))
	if n := eve.woken - before; n != 1 {
		t.Errorf("wake was called %d times for three events, want 1", n)
	}
	eve.lines()
	ada.send(say("4"))
	if n := eve.woken - before; n != 2 {
		t.Errorf("wake was called %d times after Take, want 2", n)
	}
}

// No lock is held when wake is called: it may use the hub, and even close the member.
func TestWakeMayCall(t *testing.T) {
	h := newHub()
	ada, eve := enter(t, h, "blue", "ada"), enter(t, h, "green", "eve")
	var m *Member
	m = h.Connect(netip.Addr{}, "", func() {
		m.Take(nil)
		h.Stats()
		eve.send(`{"type":"ping"}`)
		m.Close()
	})
	m.Handle(event.Request{Type: event.TypeJoin, Room: "blue"})
	ada.gets(did(2, "guest", "join"), did(3, "guest", "leave"))
	eve.gets(`{"type":"head","room":"green","epoch":"e2","offset":1}`)
}

func TestRefuse(t *testing.T) {
	h := newHub()
	ada := enter(t, h, "blue", "ada")
	_, mistake := event.DecodeRequest([]byte(`{"id":7}`))
	for n := range 19 {
		if err := ada.Refuse(mistake); err != nil {
			t.Fatalf("cut off after %d mistakes", n+1)
		}
		if n == 8 {
			ada.send(`{"type":"ping"}`) // nine, and then something right: counted anew
		}
		if n == 17 {
			break
		}
	}
	ada.lines()
	if err := ada.Refuse(errors.New("no idea")); err != ErrMistakes {
		t.Errorf("Refuse returned %v, want %v", err, ErrMistakes)
	}
	ada.gets(`{"type":"error","code":"malformed","reason":"no idea"}`) // it is told of its last mistake
	if len(h.rooms[0].seats) > 0 || h.Stats().Members != 0 {
		t.Error("the member is still there")
	}
}

// An idle queue keeps little memory, and a busy one is not allocated anew for each message.
func TestQueueMemory(t *testing.T) {
	h := newHub()
	ada := enter(t, h, "blue", "ada")
	for range 100 {
		ada.send(say("hi"))
	}
	ada.lines()
	if n := cap(ada.queue); n > keepQueue {
		t.Errorf("an empty queue keeps space for %d messages", n)
	}
	_, members := crowd(1000)
	emit := event.Request{Type: event.TypeEmit, Room: "blue", Event: "message", Data: []byte(`"hi"`)}
	buf := make([]*Message, 0, 16)
	allocs := testing.AllocsPerRun(100, func() {
		members[0].Handle(emit)
		for _, m := range members {
			buf, _ = m.Take(buf[:0])
		}
	})
	if allocs > 20 {
		t.Errorf("%v allocations for one event to 1000 members", allocs)
	}
}
