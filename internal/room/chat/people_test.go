package chat

import (
	"fmt"
	"testing"

	"wirelab/internal/room/event"
)

// TestPeople: whatever somebody does, it is said over which transport they have come, as soon as that is known.
func TestPeople(t *testing.T) {
	var p people
	did := func(from, what, data, want string) {
		t.Helper()
		e := event.Event{From: from, Event: what}
		if data != "" {
			e.Data = event.Quote(data)
		}
		if what == event.EventJoin {
			e.Transport = want
		}
		if p.did(&e); e.Transport != want {
			t.Errorf("%s, %s: over %q, want %q", from, what, e.Transport, want)
		}
	}
	did("ada", event.EventMessage, "hi", "")
	p.who(event.Who{Members: []string{"ada", "eve"}, Transports: []string{"tcp", "ws"}})
	did("ada", event.EventMessage, "hi", "tcp")
	did("bob", event.EventJoin, "", "udp")
	did("bob", event.EventName, "ben", "udp")
	did("ben", "wave", "", "udp")
	did("bob", event.EventMessage, "who am I?", "")
	p.who(event.Who{Members: []string{"ben"}}) // of a server that does not say it
	did("eve", event.EventLeave, "", "ws")
	did("eve", event.EventMessage, "again", "")
	for i := range maxPeople {
		did(fmt.Sprint("m", i), event.EventJoin, "", "tcp")
	}
	if len(p) != maxPeople {
		t.Errorf("%d people are known", len(p))
	}
	did("ada", event.EventMessage, "hi", "tcp")
}
