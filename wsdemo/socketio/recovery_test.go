package socketio

import (
	"fmt"
	"testing"

	"wirelab/internal/room/event"
)

// TestTrail: the string of the last event says where the client was in all rooms.
func TestTrail(t *testing.T) {
	make := func() *trail {
		t := newTrail(auth{})
		t.enter(event.Joined{Room: "a", Epoch: "x", Offset: 1}, "ada")
		t.note("a", 2)
		t.enter(event.Joined{Room: "b", Epoch: "y", Offset: 10}, "ada")
		t.note("b", 11)
		t.note("a", 3)
		t.note("b", 12)
		return t
	}
	for _, test := range []struct{ last, want string }{
		{"", "a:1 b:10"}, // nothing has come
		{"a:2", "a:2 b:10"},
		{"b:11", "a:2 b:11"},
		{"a:3", "a:3 b:11"},
		{"b:12", "a:3 b:12"},
		{"a:4", ""},
		{"c:1", ""},
		{"nonsense", ""},
		{":", ""},
	} {
		tr := make()
		places, known := tr.rewind(test.last)
		if got := at(places); got != test.want || known != (test.want != "") {
			t.Errorf("after %q the client is at %s, want %s", test.last, got, test.want)
		}
		if !known {
			continue
		}
		if places, known := tr.rewind(test.last); !known || at(places) != test.want {
			t.Errorf("after %q, twice, the client is at %s, want %s", test.last, at(places), test.want)
		}
	}
}

func at(places []place) (s string) {
	for i, p := range places {
		if i > 0 {
			s += " "
		}
		s += fmt.Sprintf("%s:%d", p.room, p.offset)
	}
	return s
}

// TestTrailIsBounded: what was sent long ago is known as far as it is in the places.
func TestTrailIsBounded(t *testing.T) {
	tr := newTrail(auth{})
	tr.enter(event.Joined{Room: "a", Epoch: "x"}, "ada")
	for n := range uint64(10_000) {
		tr.note("a", n+1)
		tr.note("a", n+1) // the answer to one's own
	}
	if len(tr.sent) != 1 {
		t.Errorf("%d runs in one room, want 1", len(tr.sent))
	}
	tr.enter(event.Joined{Room: "b", Epoch: "x"}, "ada")
	for n := range uint64(10_000) {
		tr.note("a", 10_001+n)
		tr.note("b", 1+n)
	}
	if most := 2 * keepRuns; len(tr.sent) > most || cap(tr.sent) > most+most/4 {
		t.Errorf("%d runs, and room for %d", len(tr.sent), cap(tr.sent))
	}
	for _, last := range []string{"", "a:1", "a:10000", "b:9000"} {
		if _, known := tr.rewind(last); known {
			t.Errorf("what came after %q is known", last)
		}
	}
	if places, known := tr.rewind("b:9950"); !known || at(places) != "a:19950 b:9950" {
		t.Errorf("the client is at %s, want a:19950 b:9950", at(places))
	}
}

// TestTrailLeave: a room that the client has left is none to come back to, and neither is one that it has lost.
func TestTrailLeave(t *testing.T) {
	tr := newTrail(auth{})
	for _, room := range []string{"a", "b", "c"} {
		tr.enter(event.Joined{Room: room, Offset: 1}, "ada")
	}
	tr.note("a", 2)
	tr.leave("a")
	tr.only([]string{"c"})
	if places, known := tr.rewind("a:2"); !known || at(places) != "c:1" {
		t.Errorf("the client is in %s, want c:1", at(places))
	}
}
