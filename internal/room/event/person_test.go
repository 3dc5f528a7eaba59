package event_test

import (
	"fmt"
	"testing"

	"wirelab/internal/room/event"
)

// TestPerson: what is said goes to the room entered last of those that the person is in.
func TestPerson(t *testing.T) {
	var p event.Person
	last := map[string]*uint64{} // the IDs of the last requests, by type
	asks := func(line string) string {
		t.Helper()
		r, err := p.Request(line)
		if err != nil {
			return err.Error()
		}
		if r.Type != event.TypeEmit && r.Type != event.TypeWho && r.ID == nil {
			t.Errorf("%s: it has no ID, and will not be acknowledged", line)
		}
		if r.Type == event.TypeEmit && r.ID != nil {
			t.Errorf("%s: what is said comes back, and needs no acknowledgement", line)
		}
		last[r.Type] = r.ID
		return r.Type + " " + r.Room
	}
	expect := func(got, want string) {
		t.Helper()
		if got != want {
			t.Errorf("there is %q, want %q", got, want)
		}
	}
	nowhere := asks("hi")
	expect(asks("/join blue"), "join blue")
	expect(p.Plain(event.Joined{Room: "blue", Member: "ada"}), "* you are ada in blue")
	expect(asks("/join red"), "join red")
	expect(asks("hi"), "emit red") // it may be on its way before the join is answered
	expect(asks("/join full"), "join full")
	expect(p.Plain(&event.Error{Code: event.NoRoomLeft, Reason: "no", ID: last["join"]}), "! no")
	expect(asks("hi"), "emit red")
	expect(asks("/join red ada"), "join red") // once more
	expect(p.Plain(&event.Error{Code: event.TooFast, Reason: "wait", ID: last["join"]}), "! wait")
	expect(asks("/who"), "who red")
	expect(asks("/leave"), "leave red")
	leave := last["leave"]
	expect(asks("/name eve"), "name ")
	expect(p.Plain(event.Ack{ID: leave, Room: "red"}), "* left red: you are in blue")
	expect(p.Plain(event.Ack{ID: leave, Room: "red"}), "") // it has been told
	expect(p.Plain(event.Ack{ID: last["name"]}), "* you are now eve (unless it is taken)")
	expect(p.Plain(event.Ack{Room: "blue", Offset: 3}), "")
	expect(asks("/leave blue"), "leave blue")
	expect(p.Plain(event.Ack{ID: last["leave"], Room: "blue"}), "* left blue: you are in no room")
	expect(asks("hi"), nowhere)
}

// TestPersonForgets: answers that never come do not pile up.
func TestPersonForgets(t *testing.T) {
	var p event.Person
	var first, last *uint64
	for i := range 1000 {
		r, err := p.Request(fmt.Sprintf("/name n%d", i))
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = r.ID
		}
		last = r.ID
	}
	if got := p.Plain(event.Ack{ID: first}); got != "" {
		t.Errorf("the first of 1000 is remembered: %q", got)
	}
	if got := p.Plain(event.Ack{ID: last}); got != "* you are now n999 (unless it is taken)" {
		t.Errorf("the last is answered %q", got)
	}
}
