package socketio_test

import (
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"wirelab/internal/room/hub"
	"wirelab/wsdemo"
)

// TestConnect: who may come in, and what the others are told.
func TestConnect(t *testing.T) {
	inWorld(t, &wsdemo.BroadcastServer{}, func(w *world) {
		c := w.webSocket()
		for _, test := range []struct{ says, hears string }{
			{`40/admin,{"token":"x"}`, `44/admin,{"message":"Invalid namespace"}`},
			{`40{"name":5}`, `44{"message":"auth: pid, offset, name and session are strings"}`},
			{`40{"name":"a b"}`, `44{"message":"bad-name: *","data":{"type":"error","code":"bad-name","reason":"*"}}`},
			{`40{"session":"a b"}`, `44{"message":"malformed: session: *`},
			{`40{"token":"anything"}`, `40{"sid":"*","pid":"*"}`},
		} {
			c.says(test.says)
			c.hears(test.hears)
		}
	})
}

// TestRooms: what a client may ask, and what it is told, on whatever the session is carried.
func TestRooms(t *testing.T) {
	for name, begin := range ways {
		t.Run(name, func(t *testing.T) {
			inWorld(t, &wsdemo.BroadcastServer{Hub: fixed()}, func(w *world) {
				c := begin(w).connect(`{"name":"ada"}`)
				for _, test := range []struct {
					says  string
					hears []string
				}{
					{`420["join",{"room":"blue"}]`, []string{`430[{"type":"joined","room":"blue","epoch":"k3f9","offset":1,"member":"ada"}]`}},
					{`421["join","green"]`, []string{`431[{"type":"joined","room":"green","epoch":"k3f9","offset":1,"member":"ada"}]`}},
					{`422["message","hi",{"room":"blue"}]`, []string{
						`432[{"type":"ack","room":"blue","offset":2}]`,
						`42["message","hi",{"room":"blue","from":"ada","offset":2},"blue:2"]`,
					}},
					{`423["move",{"x":1},{"rooms":["green","blue"],"self":false}]`, []string{
						`433[{"type":"ack","room":"green","offset":2},{"type":"ack","room":"blue","offset":3}]`,
					}},
					{`424["wave"]`, []string{ // to both rooms; one answer when both are there
						`42["wave",null,{"room":"blue","from":"ada","offset":4},"blue:4"]`,
						`434[{"type":"ack","room":"blue","offset":4},{"type":"ack","room":"green","offset":3}]`,
						`42["wave",null,{"room":"green","from":"ada","offset":3},"green:3"]`,
					}},
					{`4213["wave",null,{"rooms":[` + strings.Repeat(`"blue",`, 32) + `"blue"]}]`, []string{`4313[{"type":"error","code":"too-many-rooms",*`}},
					{`42["message","no answer",{"room":"blue","self":false}]`, nil},
					{`425["message","x",{"rooms":["blue","red"]}]`, []string{
						`42["message","x",*`,
						`435[{"type":"ack","room":"blue","offset":6},{"type":"error","code":"not-joined","reason":"*"}]`,
					}},
					{`42["message","x",{"room":"red"}]`, []string{`42["error",{"type":"error","code":"not-joined","reason":"you are not in that room"}]`}},
					{`42["join"]`, []string{`42["error",{"type":"error","code":"bad-room","reason":"*"}]`}},
					{`426["who",{"room":"blue"}]`, []string{`436[{"type":"who","room":"blue","members":["ada"],"transports":["socketio"]}]`}},
					{`427["rooms"]`, []string{`437[{"type":"rooms","rooms":["blue","green"]}]`}},
					{`428["name",{"name":"eve"}]`, []string{
						`42["name","eve",{"room":"blue",*`, `42["name","eve",{"room":"green",*`, `438[{"type":"ack","id":8}]`,
					}},
					{`429["leave","green"]`, []string{`439[{"type":"ack","id":9,"room":"green","offset":5}]`}},
					{`4210["message","x"]`, []string{`4310[{"type":"ack","room":"blue","offset":8}]`, `42["message",*`}},
					{`4211["leave","blue"]`, []string{`4311[*`}},
					{`4212["message","x"]`, []string{`4312[{"type":"error","code":"not-joined","reason":"you are in no room"}]`}},

					// Mistakes. A tenth in a row would be the last.
					{`4213["eve: hi","x",{"room":"blue"}]`, []string{`4313[{"type":"error","code":"bad-event",*`}},
					{`4214["message","x",{"room":5}]`, []string{`4314[{"type":"error","code":"malformed",*`}},
					{`4215["message","x",{"room":"blue","event":"join"}]`, []string{`4315[{"type":"error","code":"malformed","reason":"the same field twice"}]`}},
					{`4216["message","x","blue"]`, []string{`4316[{"type":"error","code":"malformed",*`}},
					{`4217["message","x",{},"y"]`, []string{`4317[{"type":"error","code":"malformed",*`}},
					{`4218["join",{"room":"blue","session":"stolen"}]`, []string{`4318[{"type":"error","code":"malformed","reason":"the same field twice","id":18}]`}},
					{`4219["join","a","b"]`, []string{`4319[{"type":"error","code":"malformed",*`}},
					{`4220["join",["blue"]]`, []string{`4320[{"type":"error","code":"malformed",*`}},
				} {
					c.says(test.says)
					c.hears(test.hears...)
				}
			})
		})
	}
}

// TestTogether: a member who speaks Socket.IO is in the same room as one who does not.
func TestTogether(t *testing.T) {
	for name, begin := range ways {
		t.Run(name, func(t *testing.T) {
			h := fixed()
			inWorld(t, &wsdemo.BroadcastServer{Hub: h}, func(w *world) {
				eve := w.person(h)
				defer eve.stop()
				eve.says(`{"type":"join","room":"blue","name":"eve"}`)
				eve.hears(`{"type":"joined",*`)
				c := begin(w).in("ada", "blue")
				eve.hears(`{"type":"event","room":"blue","offset":2,"from":"ada","event":"join","transport":"socketio"}`)

				eve.emits("blue", "hi", `"\`)
				c.hears(`42["message","hi",{"room":"blue","from":"eve","offset":3},"blue:3"]`, `42["message","\"\\",*`)
				eve.hears(`{"type":"ack",*`, `{"type":"event",*`, `{"type":"ack",*`, `{"type":"event",*`)
				c.says(`42["message", "hi" , {"room":"blue"}]`)
				eve.hears(`{"type":"event","room":"blue","offset":5,"from":"ada","event":"message","data":"hi"}`)
				c.hears(`42["message",*`)

				// Bytes are marked for eve, and are bytes again for whoever speaks Socket.IO.
				c.says(`451-["file",{"_placeholder":true,"num":0}]`, "bAQID")
				eve.hears(`{"type":"event","room":"blue","offset":6,"from":"ada","event":"file","data":{"_binary":"AQID"}}`)
				c.hears(`451-["file",{"_placeholder":true,"num":0},{"room":"blue","from":"ada","offset":6},"blue:6"]`, "bAQID")

				// What would be the server's own, or end the connection of an official client, has another name.
				for _, name := range []string{"connect", "disconnect", "newListener", "error", "gap"} {
					eve.says(fmt.Sprintf(`{"type":"emit","room":"blue","event":%q}`, name))
					c.hears(`42["event:` + name + `",null,*`)
				}
				eve.heard = nil
				c.says("41")
				eve.hears(`*"from":"ada","event":"leave"}`)
				eve.says(`{"type":"name","name":"ada"}`) // which is free at once
				eve.hears(`*"event":"name","data":"ada"}`)
			})
		})
	}
}

// TestRepeats: what a client sends again, with the same id in the same session, is said once.
func TestRepeats(t *testing.T) {
	h := fixed()
	inWorld(t, &wsdemo.BroadcastServer{Hub: h}, func(w *world) {
		for i, want := range []string{
			`431[{"type":"ack","id":7,"room":"blue","offset":2}]`,
			`431[{"type":"ack","id":7,"room":"blue","offset":2,"duplicate":true}]`,
			`431[{"type":"ack","id":7,"room":"blue","offset":2,"duplicate":true}]`, // after a leave and a join
		} {
			c := w.webSocket().connect(`{"name":"ada","session":"s1"}`)
			c.says(`420["join","blue"]`)
			c.hears(`430[*`)
			c.says(`421["message","once",{"room":"blue","id":7}]`)
			c.hears(want)
			if i == 0 {
				c.says(`421["message","once",{"room":"blue","id":7}]`)
				c.hears(`42["message",*`, `431[{*"duplicate":true}]`)
			}
			c.vanish()
		}
	})
}

// TestMistakes: the tenth in a row is the last, and the client does not come back to where it was.
func TestMistakes(t *testing.T) {
	for name, begin := range ways {
		t.Run(name, func(t *testing.T) {
			inWorld(t, &wsdemo.BroadcastServer{}, func(w *world) {
				c := begin(w).in("ada", "blue")
				for range 10 {
					c.says(`420["a:b"]`)
				}
				for range 10 {
					c.hears(`430[{"type":"error","code":"bad-event",*`)
				}
				c.hears("41")
				c.ends()
				synctest.Wait()
				if back := begin(w).connect(`{"pid":"` + c.pid + `"}`); back.pid == c.pid {
					t.Error("it came back")
				}
			})
		})
	}
}

// TestTooFast: the hub's limits reach the client, by the acknowledgement.
func TestTooFast(t *testing.T) {
	for name, begin := range ways {
		t.Run(name, func(t *testing.T) {
			inWorld(t, &wsdemo.BroadcastServer{Hub: &hub.Hub{Rate: 1}}, func(w *world) {
				c := begin(w).in("ada", "blue")
				for n := range 11 {
					c.says(fmt.Sprintf(`420["join","r%d"]`, n))
					got, err := c.next()
					if err != nil {
						w.Fatal(err)
					}
					if like(got, `430[{"type":"error","code":"too-fast","reason":"*","id":0,"wait":*}]`) {
						return
					}
				}
				t.Error("it was never too fast")
			})
		})
	}
}

// TestReplaced: a session that joins a room through another connection has it there, and the first one is told.
func TestReplaced(t *testing.T) {
	inWorld(t, &wsdemo.BroadcastServer{}, func(w *world) {
		first := w.webSocket().connect(`{"session":"s1"}`)
		first.says(`420["join","blue"]`)
		first.hears(`430[*`)
		second := w.webSocket().connect(`{"session":"s1"}`)
		second.says(`420["join","blue"]`)
		second.hears(`430[*`)
		first.hears(`42["error",{"type":"error","code":"replaced",*`)
		first.says(`421["message","x"]`)
		first.hears(`431[{"type":"error","code":"not-joined",*`)
		first.vanish()
		again := first.back((*world).webSocket, "") // to where it was: in no room
		again.says(`421["message","x"]`)
		again.hears(`431[{"type":"error","code":"not-joined",*`)
	})
}

// TestReplayTooFast: a join that is answered may yet be refused what it wants replayed. That is no answer to what was
// asked after it.
func TestReplayTooFast(t *testing.T) {
	h := fixed()
	h.Rate, h.Quiet = 1, true
	inWorld(t, &wsdemo.BroadcastServer{Hub: h}, func(w *world) {
		eve := w.person(h)
		defer eve.stop()
		eve.says(`{"type":"join","room":"blue","name":"eve"}`)
		for range 20 { // nobody else talks
			eve.emits("blue", strings.Repeat("x", 1000))
		}
		c := w.polling().connect("")
		// The first answers are not polled at once, so that the others come together.
		c.says(`428["rooms"]`, `429["rooms"]`, `420["join",{"room":"blue","epoch":"k3f9","offset":1}]`, `421["who","blue"]`)
		c.hears(
			`438[*]`, `439[*]`,
			`430[{"type":"joined",*}]`,
			`42["error",{"type":"error","code":"too-fast",*,"id":0,"wait":*}]`,
			`431[{"type":"who",*}]`,
		)
	})
}

// TestConsumer: a client takes work, says what is done, and gets what is not again. Nobody else can hand it any.
func TestConsumer(t *testing.T) {
	inWorld(t, &wsdemo.BroadcastServer{Hub: fixed()}, func(w *world) {
		ada, bob := w.webSocket().connect(`{"name":"ada"}`), w.polling().connect(`{"name":"bob"}`)
		ada.says(`420["join","blue"]`)
		ada.hears(`430[*]`)
		bob.says(`420["join","blue"]`, `421["subscribe",{"room":"blue","durable":"kitchen"}]`)
		bob.hears(`430[*]`, `431[{"type":"subscribed","id":1,"room":"blue","durable":"kitchen","waiting":0}]`)
		ada.says(`42["order","tea",{"room":"blue","self":false}]`)
		bob.hears(`42["delivery",{"type":"delivery","room":"blue","offset":3,"attempt":1,"from":"ada","event":"order","data":"tea"}]`)
		bob.says(`422["again",{"room":"blue","offset":3}]`)
		bob.hears(`432[{"type":"ack","id":2,"room":"blue","offset":3}]`, `42["delivery",{"type":"delivery","room":"blue","offset":3,"attempt":2,*}]`)
		bob.says(`423["done",{"room":"blue","offset":3}]`, `424["done",{"room":"blue","offset":3}]`, `42["done",{"room":"blue","offset":9}]`)
		bob.hears(`433[{"type":"ack","id":3,"room":"blue","offset":3}]`, `434[{"type":"error","code":"not-waiting",*}]`,
			`42["error",{"type":"error","code":"not-there",*}]`)
		bob.says(`42["delivery","false",{"room":"blue"}]`)
		ada.hears(`42["join",*`, `42["event:delivery","false",*`)
	})
}

func TestEcho(t *testing.T) {
	for name, begin := range ways {
		t.Run(name, func(t *testing.T) {
			inWorld(t, &wsdemo.EchoServer{}, func(w *world) {
				c := begin(w).connect("")
				for _, test := range []struct{ says, hears []string }{
					{[]string{`42["hello",1,{"a":[]},null]`}, []string{`42["hello",1,{"a":[]},null]`}},
					{[]string{`427["hello",1,2]`}, []string{`437[1,2]`}},
					{[]string{`428["hello"]`}, []string{`438[]`}},
					{[]string{`42["join","blue"]`}, []string{`42["join","blue"]`}},
					{[]string{`451-["f",{"_placeholder":true,"num":0}]`, "bAQID"}, []string{`451-["f",{"_placeholder":true,"num":0}]`, "bAQID"}},
					{[]string{`451-9["f",{"_placeholder":true,"num":0}]`, "bAQID"}, []string{`461-9[{"_placeholder":true,"num":0}]`, "bAQID"}},
					// Both ways: the server asks, and passes on what the client answers.
					{[]string{`425["ask","x"]`}, []string{`420["ask","x"]`}},
					{[]string{`426["ask","y"]`}, []string{`421["ask","y"]`}},
					{[]string{`431["to y"]`}, []string{`436["to y"]`}},
					{[]string{`430["to x"]`}, []string{`435["to x"]`}},
					{[]string{`430["again"]`, `42["end"]`}, []string{`42["end"]`}},
				} {
					c.says(test.says...)
					c.hears(test.hears...)
				}
			})
		})
	}
}

// TestEchoOnData: the server is told of the first argument of each event before it goes back.
func TestEchoOnData(t *testing.T) {
	var told []string // by one session, in order
	inWorld(t, &wsdemo.EchoServer{OnData: func(_ net.Addr, b []byte) { told = append(told, string(b)) }}, func(w *world) {
		c := w.webSocket().connect("")
		for _, test := range []struct{ says, hears []string }{
			{[]string{`42["hello",1,{"a":[]}]`}, []string{`42["hello",1,{"a":[]}]`}},
			{[]string{`427["hello"]`}, []string{`437[]`}},
			{[]string{`428["ask",2]`}, []string{`420["ask",2]`}},
			{[]string{`451-["f",{"_placeholder":true,"num":0}]`, "bAQID"}, []string{`451-["f",{"_placeholder":true,"num":0}]`, "bAQID"}},
		} {
			c.says(test.says...)
			c.hears(test.hears...)
		}
	})
	want := []string{"1", "2", "\x01\x02\x03"}
	if !slices.Equal(told, want) {
		t.Errorf("told %q, want %q", told, want)
	}
}

// TestEchoAsksOfMany: questions that nobody answers are not remembered without end.
func TestEchoAsksOfMany(t *testing.T) {
	inWorld(t, &wsdemo.EchoServer{}, func(w *world) {
		c := w.webSocket().connect("")
		for n := range 70 {
			c.says(fmt.Sprintf(`42%d["ask"]`, n))
			c.hears(fmt.Sprintf(`42%d["ask"]`, n))
		}
		c.says(`430["forgotten"]`, `4369["kept"]`)
		c.hears(`4369["kept"]`)
	})
}
