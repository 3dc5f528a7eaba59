package hub

import (
	"net/netip"
	"testing"

	"wirelab/internal/room/event"
	"wirelab/internal/room/journal"
)

// A hub that goes on where another one ended has its rooms, with what was said in them, and knows the emits that were
// made. Those who were there have left, and their names wait for them.
func TestRestore(t *testing.T) {
	kept := &journal.Memory{}
	first := newHub()
	first.Journal = kept
	ada, bob := connect(t, first), connect(t, first)
	ada.send(`{"type":"join","room":"blue","name":"ada","session":"a"}`, emitID("blue", 1))
	bob.send(`{"type":"join","room":"blue","name":"bob"}`, `{"type":"join","room":"green"}`, `{"type":"leave","room":"green"}`)
	first.Settle()

	h := newHub()
	h.Journal = kept
	h.NewEpoch = func() string { return "new" }
	if err := h.Restore(); err != nil {
		t.Fatal(err)
	}
	h.Settle()
	eve, ada := connect(t, h), connect(t, h)
	eve.send(`{"type":"join","room":"blue","name":"ada","epoch":"e1","offset":1}`, `{"type":"join","room":"green","name":"eve"}`)
	h.Settle()
	eve.gets(`{"type":"joined","room":"blue","epoch":"e1","offset":6,"member":"ada-2"}`,
		`{"type":"event","room":"blue","offset":2,"from":"ada","event":"x"}`, did(3, "bob", "join"),
		did(4, "ada", "leave"), did(5, "bob", "leave"),
		`{"type":"joined","room":"green","epoch":"e2","offset":3,"member":"eve"}`)
	ada.send(`{"type":"join","room":"blue","name":"ada","session":"a","epoch":"e1","offset":5}`)
	h.Settle()
	ada.send(emitID("blue", 1), emitID("blue", 2))
	h.Settle()
	ada.gets(`{"type":"joined","room":"blue","epoch":"e1","offset":7,"member":"ada"}`, did(6, "ada-2", "join"),
		ackID("blue", 1, 2, true), ackID("blue", 2, 8, false))
}

// Of too many rooms those are forgotten that nothing has happened in for the longest, and of a room the oldest events.
func TestRestoreLimits(t *testing.T) {
	kept := &journal.Memory{}
	for offset := range uint64(9) {
		for _, name := range []string{"c", "a", "b"} {
			e := event.Event{Room: name, Offset: offset + 1, From: "ada", Event: "x"}
			kept.Append(journal.Entry{Room: name, Epoch: "e", Offset: e.Offset, Event: e.Line()[:len(e.Line())-1]})
		}
	}
	h := newHub()
	h.Journal, h.MaxRooms, h.HistoryTotal = kept, 2, 300 // four events' bytes
	if err := h.Restore(); err != nil {
		t.Fatal(err)
	}
	if a, _ := h.find("a"); a == nil || a.head != 9 || a.first() != 8 {
		t.Errorf("room a is %+v, want events 8 and 9", a)
	}
	if c, _ := h.find("c"); c != nil || len(h.rooms) != 2 {
		t.Errorf("there are %d rooms, and room c is %v", len(h.rooms), c)
	}
}

// How somebody was connected who said something is known to the next hub, too.
func TestRestoreTransport(t *testing.T) {
	first := newHub()
	first.Journal = &journal.Memory{}
	ada := &client{t: t, Member: first.Connect(netip.Addr{}, "tcp", nil)}
	ada.send(`{"type":"join","room":"blue","name":"ada"}`, say("hi"))
	first.Settle()

	h := newHub()
	h.Journal = first.Journal
	if err := h.Restore(); err != nil {
		t.Fatal(err)
	}
	h.Settle()
	blue, _ := h.find("blue")
	for _, msg := range blue.holds()[:2] {
		if e, ok := msg.reply().(event.Event); !ok || e.Transport != "tcp" {
			t.Errorf("%s is about someone over %q, want tcp", msg.JSON(), e.Transport)
		}
	}
}
