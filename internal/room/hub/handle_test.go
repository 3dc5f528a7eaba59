package hub

import (
	"fmt"
	"strings"
	"testing"

	"wirelab/internal/room/event"
)

func TestConversation(t *testing.T) {
	h := newHub()
	ada, eve := connect(t, h), connect(t, h)

	ada.send(`{"type":"join","room":"blue","name":"ada"}`)
	ada.gets(`{"type":"joined","room":"blue","epoch":"e1","offset":1,"member":"ada"}`)
	eve.send(`{"type":"join","room":"blue","name":"eve"}`)
	eve.gets(`{"type":"joined","room":"blue","epoch":"e1","offset":2,"member":"eve"}`)
	ada.gets(did(2, "eve", "join"))

	ada.send(`{"type":"emit","id":7,"room":"blue","event":"message","data":"hi"}`)
	ada.gets(`{"type":"ack","id":7,"room":"blue","offset":3}`, said(3, "ada", "hi"))
	eve.gets(said(3, "ada", "hi"))
	eve.send(`{"type":"emit","room":"blue","event":"wave","self":false}`)
	eve.gets(acked(4))
	ada.gets(did(4, "eve", "wave"))

	eve.send(`{"type":"leave","room":"blue"}`)
	eve.gets()
	ada.gets(did(5, "eve", "leave"))
	eve.send(say("still here?"))
	eve.gets(`{"type":"error","code":"not-joined","reason":"you are not in that room"}`)
	ada.gets()
}

// A leave or a change of name has no answer, unless its sender wants to know and gives an ID.
func TestLeaveNameAck(t *testing.T) {
	h := newHub()
	ada := enter(t, h, "blue", "ada")
	ada.send(`{"type":"name","name":"ada","id":1}`, `{"type":"leave","room":"blue","id":2}`)
	ada.gets(`{"type":"ack","id":1}`, `{"type":"ack","id":2,"room":"blue","offset":2}`)
}

func TestRename(t *testing.T) {
	h := newHub()
	ada, eve := enter(t, h, "blue", "ada"), enter(t, h, "blue", "eve")
	ada.send(`{"type":"join","room":"green"}`) // under the name given last
	ada.lines()

	ada.send(`{"type":"name","name":"eve"}`)
	inBlue := `{"type":"event","room":"blue","offset":3,"from":"ada","event":"name","data":"eve-2"}`
	eve.gets(inBlue)
	ada.gets(inBlue, `{"type":"event","room":"green","offset":2,"from":"ada","event":"name","data":"eve"}`)
	ada.send(`{"type":"name","name":"eve"}`) // no change
	ada.gets()
	eve.send(say("hi"), `{"type":"who","room":"blue"}`)
	eve.gets(acked(4), said(4, "eve", "hi"), `{"type":"who","room":"blue","members":["eve","eve-2"]}`)

	eve.Close()
	ada.lines()
	ada.send(`{"type":"name","name":"eve"}`)
	ada.gets(`{"type":"event","room":"blue","offset":6,"from":"eve-2","event":"name","data":"eve"}`)
}

func TestWhoRoomsPing(t *testing.T) {
	h := newHub()
	enter(t, h, "green", "eve")
	enter(t, h, "red", "bob").send(`{"type":"leave","room":"red"}`)
	ada := connect(t, h)
	ada.send(`{"type":"ping"}`)
	ada.gets()
	ada.send(`{"type":"join","room":"green","name":"ada"}`, `{"type":"join","room":"blue"}`)
	ada.lines()
	ada.send(`{"type":"who","room":"green"}`, `{"type":"who","room":"none"}`, `{"type":"rooms"}`, `{"type":"ping"}`)
	ada.gets(
		`{"type":"who","room":"green","members":["ada","eve"]}`,
		`{"type":"who","room":"none","members":[]}`,
		`{"type":"rooms","rooms":["blue","green"]}`,
		`{"type":"head","room":"green","epoch":"e1","offset":2}`,
		`{"type":"head","room":"blue","epoch":"e3","offset":1}`,
	)
}

// An answer is not larger than an event may be, however many are in the room.
func TestListsAreBounded(t *testing.T) {
	h := newHub()
	for i := range 100 {
		name := fmt.Sprintf("%s%03d", strings.Repeat("x", 61), i)
		enter(t, h, name, name)
		enter(t, h, "blue", name)
	}
	ada := connect(t, h)
	ada.send(`{"type":"who","room":"blue"}`, `{"type":"rooms"}`)
	queued, _ := ada.Take(nil)
	for _, msg := range queued {
		if n := len(msg.JSON()); n < 1000 || n > 1200 {
			t.Errorf("%d bytes, want almost 1200", n)
		}
		switch reply := reply(t, msg).(type) {
		case event.Who:
			if len(reply.Members)+int(reply.More) != 100 || reply.Members[0] != strings.Repeat("x", 61)+"000" {
				t.Errorf("%d and %d more, want 100 in all", len(reply.Members), reply.More)
			}
		case event.Rooms:
			if len(reply.Rooms)+int(reply.More) != 101 {
				t.Errorf("%d and %d more, want 101 in all", len(reply.Rooms), reply.More)
			}
		}
	}
}

// An event of MaxEvent bytes is taken, and one more byte is too many.
func TestTooLarge(t *testing.T) {
	h := newHub()
	ada := enter(t, h, "blue", "ada")
	most := 1200 - len(said(2, "ada", ""))
	ada.send(say(strings.Repeat("x", most)))
	if got := ada.lines(); len(got) != 2 || len(got[1]) != 1200 {
		t.Errorf("got %q", got)
	}
	ada.send(fmt.Sprintf(`{"type":"emit","id":7,"room":"blue","event":"message","data":%q}`, strings.Repeat("x", most+1)))
	ada.gets(`{"type":"error","code":"too-large","reason":"the event is larger than this server takes","id":7}`)
	ada.send(say("next")) // no offset was used up
	ada.gets(acked(3), said(3, "ada", "next"))
}

// Whoever builds requests without event's decoders is not believed either.
func TestHandleChecks(t *testing.T) {
	h := newHub()
	ada := enter(t, h, "blue", "ada")
	ada.Handle(event.Request{Type: event.TypeEmit, Room: "blue", Event: event.EventLeave})
	ada.Handle(event.Request{Type: event.TypeJoin})
	got := strings.Join(ada.lines(), "\n")
	if !strings.Contains(got, `"bad-event"`) || !strings.Contains(got, `"bad-room"`) {
		t.Errorf("got %s", got)
	}
}

func reply(t *testing.T, msg *Message) event.Reply {
	t.Helper()
	r, err := event.DecodeReply(msg.JSON())
	if err != nil {
		t.Fatalf("%s: %v", msg.JSON(), err)
	}
	return r
}
