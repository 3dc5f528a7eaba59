package hub

import (
	"fmt"
	"strings"
	"testing"
)

func TestUniqueNames(t *testing.T) {
	long := strings.Repeat("a", 64)
	tests := []struct{ name, want string }{
		{"ada", "ada"},
		{"ada", "ada-2"},
		{"ada", "ada-3"},
		{"ada-2", "ada-2-2"},
		{"", "guest"},
		{"", "guest-2"},
		{long, long},
		{long, long[:62] + "-2"},
		{long[:63], long[:63]},
		{long[:63], long[:61] + "-2"},
		{"Ada", "Ada-4"}, // three are called that already
		{"ADA-2", "ADA-2-3"},
		{"Eve", "Eve"},
		{"eve", "eve-2"},
	}
	h := newHub()
	for i, test := range tests {
		c := connect(t, h)
		name := ""
		if test.name != "" {
			name = fmt.Sprintf(`,"name":%q`, test.name)
		}
		c.send(`{"type":"join","room":"blue"` + name + `}`)
		if test.name == long[:63] && test.want != test.name {
			test.want = long[:62] + "-3" // what it is cut to is taken, too
		}
		c.gets(fmt.Sprintf(`{"type":"joined","room":"blue","epoch":"e1","offset":%d,"member":%q}`, i+1, test.want))
	}
}

// The answer to a join may be lost, on UDP. Asked again, the hub gives the same.
func TestJoinAgain(t *testing.T) {
	h := newHub()
	ada := connect(t, h)
	eve := enter(t, h, "blue", "eve")
	join := `{"type":"join","room":"blue","name":"ada","session":"a"}`
	ada.send(join, join)
	joined := `{"type":"joined","room":"blue","epoch":"e1","offset":2,"member":"ada"}`
	ada.gets(joined, joined)
	eve.gets(did(2, "ada", "join"))

	eve.send(say("hi"))
	eve.lines()
	ada.lines() // lost
	ada.send(`{"type":"join","room":"blue","name":"ada","session":"a","epoch":"e1","offset":0}`)
	ada.gets(joined, did(1, "eve", "join"), said(3, "eve", "hi"))
	eve.gets()
}

// Another session at the same address is another client.
func TestJoinOtherSession(t *testing.T) {
	h := newHub()
	eve, ada := enter(t, h, "blue", "eve"), connect(t, h)
	ada.send(`{"type":"join","room":"blue","name":"ada","session":"a"}`, `{"type":"join","room":"blue","name":"bob","session":"b"}`)
	ada.gets(
		`{"type":"joined","room":"blue","epoch":"e1","offset":2,"member":"ada"}`,
		`{"type":"joined","room":"blue","epoch":"e1","offset":4,"member":"bob"}`,
	)
	eve.gets(did(2, "ada", "join"), did(3, "ada", "leave"), did(4, "bob", "join"))
}

// A client comes back before its old connection is known to be dead, and gets its name back.
func TestJoinTakesPlace(t *testing.T) {
	h := newHub()
	eve, old, ada := enter(t, h, "blue", "eve"), connect(t, h), connect(t, h)
	old.send(`{"type":"join","room":"blue","name":"ada","session":"a"}`, `{"type":"join","room":"green"}`)
	old.lines()
	ada.send(`{"type":"join","room":"blue","name":"ada","session":"a","epoch":"e1","offset":2}`)
	ada.gets(
		`{"type":"joined","room":"blue","epoch":"e1","offset":4,"member":"ada"}`,
		did(3, "ada", "leave"),
	)
	eve.gets(did(2, "ada", "join"), did(3, "ada", "leave"), did(4, "ada", "join"))
	old.gets(`{"type":"error","code":"replaced","reason":"you have joined blue through another connection"}`)
	old.send(say("hi"), `{"type":"ping"}`) // it is still in green
	old.gets(
		`{"type":"error","code":"not-joined","reason":"you are not in that room"}`,
		`{"type":"head","room":"green","epoch":"e2","offset":1}`,
	)
}

func TestMaxJoined(t *testing.T) {
	h := newHub()
	ada := connect(t, h)
	for i := range 32 {
		ada.send(fmt.Sprintf(`{"type":"join","room":"room-%d"}`, i))
	}
	ada.lines()
	ada.send(`{"type":"join","room":"one-more","id":7}`, `{"type":"join","room":"room-0"}`)
	ada.gets(
		`{"type":"error","code":"too-many-rooms","reason":"you are in as many rooms as you may be","id":7}`,
		`{"type":"joined","room":"room-0","epoch":"e1","offset":1,"member":"guest"}`,
	)
	if rooms := h.Stats().Rooms; rooms != 32 {
		t.Errorf("%d rooms, want 32", rooms)
	}
}

// A room that is empty is kept until there is no space, and then the one empty for the longest goes.
func TestMaxRooms(t *testing.T) {
	h := newHub()
	h.MaxRooms = 3
	ada := connect(t, h)
	ada.send(`{"type":"join","room":"a"}`, `{"type":"join","room":"b"}`, `{"type":"join","room":"c"}`)
	eve := connect(t, h)
	eve.send(`{"type":"join","room":"d"}`)
	eve.gets(`{"type":"error","code":"no-room-left","reason":"there is no space for another room"}`)

	ada.send(`{"type":"leave","room":"b"}`, `{"type":"leave","room":"a"}`)
	ada.send(`{"type":"join","room":"b"}`, `{"type":"leave","room":"b"}`) // now a is the longest empty
	ada.lines()
	eve.send(`{"type":"join","room":"d"}`, `{"type":"join","room":"b"}`)
	eve.gets(
		`{"type":"joined","room":"d","epoch":"e4","offset":1,"member":"guest"}`,
		`{"type":"joined","room":"b","epoch":"e2","offset":5,"member":"guest"}`,
	)
	ada.send(`{"type":"leave","room":"c"}`, `{"type":"join","room":"a"}`)
	ada.gets(`{"type":"joined","room":"a","epoch":"e5","offset":1,"member":"guest"}`)
}

func TestClose(t *testing.T) {
	h := newHub()
	eve, ada := enter(t, h, "blue", "eve"), enter(t, h, "blue", "ada")
	ada.send(say("bye"))
	eve.lines()
	ada.Close()
	ada.Close()
	ada.send(say("nothing"))
	if queued, err := ada.Take(nil); len(queued) > 0 || err != ErrClosed {
		t.Errorf("Take returned %d messages, %v, want %v", len(queued), err, ErrClosed)
	}
	eve.gets(did(4, "ada", "leave"))
	if stats := h.Stats(); stats.Members != 1 {
		t.Errorf("%d members, want 1", stats.Members)
	}
}
