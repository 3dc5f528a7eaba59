package hub

import (
	"fmt"
	"net/netip"
	"slices"
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
		`{"type":"error","code":"too-many-rooms","reason":"you are in too many rooms: leave one first","id":7}`,
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
	eve.gets(`{"type":"error","code":"no-room-left","reason":"the server has no space for another room"}`)

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

// Others see over which transport a member has come: in its join, and in an answer to who. A join may ask
// for that, and is answered after what was missed.
func TestTransports(t *testing.T) {
	h := newHub()
	var changes []Change
	h.Watch = func(c Change) { changes = append(changes, c) }
	over := func(transport string) *client {
		c := &client{t: t}
		c.Member = h.Connect(netip.MustParseAddr("10.0.0.1"), transport, nil)
		c.send(`{"type":"join","room":"blue","name":"` + transport + `"}`)
		return c
	}
	tcp, udp := over("tcp"), over("udp")
	tcp.gets(`{"type":"joined","room":"blue","epoch":"e1","offset":1,"member":"tcp"}`,
		`{"type":"event","room":"blue","offset":2,"from":"udp","event":"join","transport":"udp"}`)
	udp.send(`{"type":"emit","room":"blue","event":"message","data":"hi"}`)
	queued, _ := tcp.Take(nil)
	if got, want := string(queued[0].JSON()), `{"type":"event","room":"blue","offset":3,"from":"udp","event":"message","data":"hi"}`; got != want {
		t.Errorf("a program gets %s, want %s", got, want) // which is as long as ever
	}
	if got := string(queued[0].Plain()); got != "udp (udp): hi\n" {
		t.Errorf("a person gets %q", got)
	}
	back := connect(t, h)
	back.send(`{"type":"join","room":"blue","name":"back","epoch":"e1","offset":2,"who":true}`)
	back.gets(`{"type":"joined","room":"blue","epoch":"e1","offset":4,"member":"back"}`,
		`{"type":"event","room":"blue","offset":3,"from":"udp","event":"message","data":"hi"}`,
		`{"type":"who","room":"blue","members":["back","tcp","udp"],"transports":["","tcp","udp"]}`)
	udp.send(`{"type":"name","name":"eve"}`)
	udp.Close()
	from := netip.MustParseAddr("10.0.0.1")
	want := []Change{
		{Kind: "join", Room: "blue", Name: "tcp", Over: "tcp", From: from, Here: 1},
		{Kind: "join", Room: "blue", Name: "udp", Over: "udp", From: from, Here: 2},
		{Kind: "join", Room: "blue", Name: "back", Here: 3},
		{Kind: "name", Room: "blue", Name: "eve", Was: "udp", Over: "udp", From: from, Here: 3},
		{Kind: "leave", Room: "blue", Name: "eve", Over: "udp", From: from, Here: 2},
	}
	if !slices.Equal(changes, want) {
		t.Errorf("Watch was told\n%v, want\n%v", changes, want)
	}
}

// TestNoTransports: where nobody is to be told, no byte is spent on it.
func TestNoTransports(t *testing.T) {
	h := newHub()
	h.NoTransports = true
	ada, eve := connect(t, h), &client{t: t}
	eve.Member = h.Connect(netip.Addr{}, "udp", nil)
	ada.send(`{"type":"join","room":"blue","name":"ada"}`)
	eve.send(`{"type":"join","room":"blue","name":"eve"}`, `{"type":"who","room":"blue"}`)
	ada.gets(`{"type":"joined","room":"blue","epoch":"e1","offset":1,"member":"ada"}`,
		`{"type":"event","room":"blue","offset":2,"from":"eve","event":"join"}`)
	eve.gets(`{"type":"joined","room":"blue","epoch":"e1","offset":2,"member":"eve"}`,
		`{"type":"who","room":"blue","members":["ada","eve"]}`)
}
