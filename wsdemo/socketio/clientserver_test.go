package socketio

import (
	"sync"
	"testing"
	"time"

	"wirelab/internal/room/event"
)

// TestAttachmentsTogether: a server can make a client keep no more bytes of an event than of a message.
func TestAttachmentsTogether(t *testing.T) {
	c := &Conn{}
	for range 2 { // those of the event before do not count
		c.assemble(Packet{Data: []byte(`452-["a"]`)})
		for range 2 {
			if _, err := c.assemble(Packet{Binary: true, Data: make([]byte, maxReceived/2)}); err != nil {
				t.Fatal(err)
			}
		}
	}
	c.assemble(Packet{Data: []byte(`453-["a"]`)})
	for n := range 3 {
		want := error(nil)
		if n == 2 {
			want = errTooLarge
		}
		if _, err := c.assemble(Packet{Binary: true, Data: make([]byte, maxReceived/2)}); err != want {
			t.Errorf("attachment %d: %v, want %v", n, err, want)
		}
	}
}

// FuzzClient: whatever a server says, a client refuses it, or makes messages of it, and of those replies that can be read.
func FuzzClient(f *testing.F) {
	for _, seed := range []string{
		`40{"sid":"s","pid":"p"}` + "\x1e" + `430[{"type":"joined","room":"blue","epoch":"k3f9","offset":1,"member":"ada"}]` + "\x1e" +
			`42["message","hi",{"room":"blue","from":"eve","offset":2},"blue:2"]` + "\x1e" + `431[{"type":"ack","room":"blue","offset":3}]`,
		`40{"sid":"s"}` + "\x1e" + `430[]` + "\x1e" + `42["message"]` + "\x1e" + `42["event:error",{"a":1},{"offset":-1,"from":"\"\u001b"}]`,
		`451-["file",{"_placeholder":true,"num":0}]` + "\x1ebAQID",
		`42["error",{"type":"error","code":"x","reason":"y"}]` + "\x1e" + `42["gap",{"type":"gap","room":"blue","from":2,"to":3,"epoch":"e"}]`,
		`44{"message":"no"}`, "2probe\x1e2", "41", "6\x1e1",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		c := &Conn{inbox: make(chan packet, maxInbox), joined: make(chan struct{}), state: State{PID: "p"}}
		c.engine = &engine{receive: c.receive, over: make(chan struct{}), silence: time.AfterFunc(time.Hour, func() {})}
		c.engine.changed = sync.NewCond(&c.engine.mu)
		defer c.engine.silence.Stop()
		rooms := &RoomConn{conn: c, news: make(chan struct{}, 1), rooms: map[string]*event.Head{}, last: "blue"}
		id := uint64(7)
		rooms.calls = map[uint64]asked{
			0: {Request: event.Request{Type: event.TypeJoin, Room: "blue", Name: "ada"}},
			1: {Request: event.Request{Type: event.TypeEmit, Room: "blue", Event: "message", ID: &id}, args: [][]byte{[]byte(`"hi"`)}},
			2: {Request: event.Request{Type: event.TypeLeave, Room: "blue"}},
			3: {Request: event.Request{Type: event.TypeRooms}},
		}
		for p, err := range payload(body) {
			if err != nil || c.engine.take(p) != nil {
				return
			}
			c.engine.out = nil // has been sent
			for len(c.inbox) > 0 {
				m, err := c.open(<-c.inbox)
				if err != nil {
					t.Fatalf("%q has come, and cannot be read: %v", body, err)
				}
				contents(m)
				if m.Name == "" {
					rooms.answered(m.ID, m.Args)
				} else {
					rooms.happened(m)
				}
			}
			for reply := rooms.next(); reply != nil; reply = rooms.next() {
				if _, err := event.DecodeReply(reply); err != nil {
					t.Errorf("%q became %s: %v", body, reply, err)
				}
			}
		}
	})
}
