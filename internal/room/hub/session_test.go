package hub

import (
	"fmt"
	"testing"
)

func emitID(room string, id int) string {
	return fmt.Sprintf(`{"type":"emit","id":%d,"room":%q,"event":"x","self":false}`, id, room)
}

func ackID(room string, id, offset int, duplicate bool) string {
	line := fmt.Sprintf(`{"type":"ack","id":%d,"room":%q,"offset":%d`, id, room, offset)
	if duplicate {
		line += `,"duplicate":true`
	}
	return line + "}"
}

// enterAs is enter with a session.
func enterAs(t *testing.T, h *Hub, room, session string) *client {
	t.Helper()
	c := connect(t, h)
	c.send(fmt.Sprintf(`{"type":"join","room":%q,"session":%q}`, room, session))
	c.lines()
	return c
}

// A repeated emit is acknowledged again and delivered once, over another connection, too.
func TestDuplicate(t *testing.T) {
	h := newHub()
	eve, ada := enter(t, h, "blue", "eve"), enterAs(t, h, "blue", "a")
	ada.send(emitID("blue", 0), emitID("blue", 1), emitID("blue", 0))
	ada.gets(ackID("blue", 0, 3, false), ackID("blue", 1, 4, false), ackID("blue", 0, 3, true))
	ada.Close()
	ada = enterAs(t, h, "blue", "a")
	ada.send(emitID("blue", 1), emitID("blue", 2))
	ada.gets(ackID("blue", 1, 4, true), ackID("blue", 2, 7, false))
	if got := eve.lines(); len(got) != 6 {
		t.Errorf("the other got %q, want three emits, two joins and a leave", got)
	}
	if n := h.Stats().Duplicates; n != 2 {
		t.Errorf("%d duplicates, want 2", n)
	}
}

// These look alike, but are other emits.
func TestNoDuplicate(t *testing.T) {
	h := newHub()
	ada, eve := enterAs(t, h, "blue", "a"), enterAs(t, h, "blue", "e")
	ada.send(emitID("blue", 1))
	ada.lines()
	eve.lines()
	eve.send(emitID("blue", 1)) // of another session
	eve.gets(ackID("blue", 1, 4, false))
	ada.send(`{"type":"join","room":"green","session":"a"}`)
	ada.lines()
	ada.send(emitID("green", 1)) // in another room
	ada.gets(ackID("green", 1, 2, false))

	bob := enter(t, h, "blue", "bob")
	bob.send(emitID("blue", 1), emitID("blue", 1)) // without a session
	bob.gets(ackID("blue", 1, 6, false), ackID("blue", 1, 7, false))
	ada.lines()
	ada.send(say("hi"), say("hi")) // without an ID
	ada.gets(acked(8), said(8, "guest", "hi"), acked(9), said(9, "guest", "hi"))
}

// In a room that has begun anew nobody has seen the emit.
func TestNoDuplicateInNewEpoch(t *testing.T) {
	h := newHub()
	h.MaxRooms = 1
	ada := enterAs(t, h, "blue", "a")
	ada.send(emitID("blue", 1))
	ada.Close()
	enter(t, h, "green", "eve").Close() // takes blue's place
	ada = enterAs(t, h, "blue", "a")
	ada.send(emitID("blue", 1))
	ada.gets(ackID("blue", 1, 2, false))
}

func TestLast256(t *testing.T) {
	h := newHub()
	ada := enterAs(t, h, "blue", "a")
	for id := range 257 {
		ada.send(emitID("blue", id))
		ada.lines()
	}
	ada.send(emitID("blue", 1))
	ada.gets(ackID("blue", 1, 3, true))
	ada.send(emitID("blue", 0))
	ada.gets(ackID("blue", 0, 259, false)) // forgotten
}

func TestMaxSessions(t *testing.T) {
	h := newHub()
	h.MaxSessions = 2
	a, b, c := enterAs(t, h, "a", "a"), enterAs(t, h, "b", "b"), enterAs(t, h, "c", "c")
	a.send(emitID("a", 1))
	b.send(emitID("b", 1))
	a.send(emitID("a", 2)) // b has been idle for longer
	c.send(emitID("c", 1))
	a.lines()
	b.lines()
	a.send(emitID("a", 1))
	a.gets(ackID("a", 1, 2, true))
	b.send(emitID("b", 1))
	b.gets(ackID("b", 1, 3, false))
}
