package event_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"wirelab/internal/room/event"
)

func TestParsePlain(t *testing.T) {
	say := func(data string) event.Request {
		return event.Request{Type: event.TypeEmit, Event: event.EventMessage, Data: []byte(data)}
	}
	tests := []struct {
		line string
		want event.Request
	}{
		{"hi", say(`"hi"`)},
		{"it's \"<b>\"\t\x1b\r\n", say(`"it's \"<b>\"\t\u001b"`)},
		{"", say(`""`)},
		{"//join is a command", say(`"/join is a command"`)},
		{" /join blue", say(`" /join blue"`)},
		{"/join blue", event.Request{Type: event.TypeJoin, Room: "blue"}},
		{"/join  blue ada \r\n", event.Request{Type: event.TypeJoin, Room: "blue", Name: "ada"}},
		{"/join blue ada c0-_", event.Request{Type: event.TypeJoin, Room: "blue", Name: "ada", Cookie: "c0-_"}},
		{"/leave", event.Request{Type: event.TypeLeave}},
		{"/leave blue", event.Request{Type: event.TypeLeave, Room: "blue"}},
		{"/name eve", event.Request{Type: event.TypeName, Name: "eve"}},
		{"/who", event.Request{Type: event.TypeWho}},
		{"/who blue", event.Request{Type: event.TypeWho, Room: "blue"}},
		{"/subscribe kitchen", event.Request{Type: event.TypeSubscribe, Durable: "kitchen"}},
		{"/subscribe kitchen share", event.Request{Type: event.TypeSubscribe, Durable: "kitchen", Share: true}},
		{"/done 812", event.Request{Type: event.TypeDone, Offset: 812}},
		{"/again 812", event.Request{Type: event.TypeAgain, Offset: 812}},
		{"/queue", event.Request{Type: event.TypeQueue}},
		{"/queue blue", event.Request{Type: event.TypeQueue, Room: "blue"}},
		{"/watch", event.Request{Type: event.TypeWatch}},
		{"/rooms", event.Request{Type: event.TypeRooms}},
		{"/hello", event.Request{Type: event.TypeHello}},
	}
	for _, test := range tests {
		got, err := event.ParsePlain(test.line)
		if err != nil || !reflect.DeepEqual(got, test.want) {
			t.Errorf("ParsePlain(%q) = %+v, %v, want %+v", test.line, got, err, test.want)
		}
	}
}

func TestParsePlainErrors(t *testing.T) {
	tests := []struct{ line, code string }{
		{"/", event.UnknownType},
		{"/dance", event.UnknownType},
		{"/emit blue", event.UnknownType},
		{"/join", event.UnknownType},
		{"/join a b c d", event.UnknownType},
		{"/name", event.UnknownType},
		{"/rooms blue", event.UnknownType},
		{"/watch blue", event.UnknownType},
		{"/queue a b", event.UnknownType},
		{"/subscribe kitchen alone", event.UnknownType},
		{"/done tea", event.UnknownType},
		{"/done 0", event.Malformed},
		{"/join bl\u00fce", event.BadRoom},
		{"/join blue a:b", event.BadName},
		{"/name \x1b[2J", event.BadName},
		{"\xff", event.Malformed},
		{strings.Repeat("a", event.MaxMessage+1), event.TooLarge},
	}
	for _, test := range tests {
		_, err := event.ParsePlain(test.line)
		if refusal, ok := errors.AsType[*event.Error](err); !ok || refusal.Code != test.code {
			t.Errorf("ParsePlain(%.20q): %v, want %s", test.line, err, test.code)
		}
	}
}

func TestPlain(t *testing.T) {
	did := func(kind, data string) event.Event {
		return event.Event{Room: "blue", Offset: 9, From: "ada", Event: kind, Data: []byte(data)}
	}
	step := func(what string, attempt uint64, who string) event.Step {
		return event.Step{Room: "blue", Number: 1, Durable: "kitchen", Offset: 9, What: what, Attempt: attempt, Who: who}
	}
	tests := []struct {
		reply event.Reply
		want  string
	}{
		{did("message", `"hi"`), "ada: hi"},
		{did("message", `"\u001b[2J\n\u202e"`), `ada: \u001b[2J\n\u202e`},
		{did("message", `{"a":1}`), `ada: {"a":1}`},
		{did("message", `"`+strings.Repeat(" ", 75)+`ada:  hi  "`), "ada: ada: hi "},
		{did("message", `"\u00a0\u3000\t  \t"`), `ada: \u00a0\u3000\t \t`},
		{did("chat message", `"hi"`), "ada: hi"},
		{did("is now", `"eve"`), "ada is now: eve"},
		{did("draw", `{"a":"x   y"}`), `ada draw: {"a":"x y"}`},
		{did("join", ""), "* ada joined blue"},
		{did("leave", ""), "* ada left blue"},
		{did("name", `"eve"`), "* ada is now eve"},
		{did("wave", ""), "ada wave"},
		{did("draw", "[1,2]"), "ada draw: [1,2]"},
		{event.Joined{Room: "blue", Member: "ada-2"}, "* you are ada-2 in blue"},
		{event.Gap{Room: "blue", From: 1, To: 840}, "* missed events 1 to 840 in blue"},
		{event.Gap{Room: "blue", From: 1}, "* The server restarted. Earlier messages in blue are gone."},
		{event.Head{Room: "blue", Offset: 812}, "* the last event in blue was number 812"},
		{event.Who{Room: "blue", Members: []string{"ada", "eve"}}, "* in blue: ada, eve"},
		{event.Who{Room: "blue", Members: []string{"ada"}, More: 99}, "* in blue: ada and 99 more"},
		{event.Rooms{Rooms: []string{"blue", "green"}}, "* rooms: blue, green"},
		{event.Queues{Room: "blue"}, "* blue has no queues"},
		{event.Queues{Room: "blue", Queues: []event.Queue{
			{Durable: "kitchen", Consumers: 1, Waiting: 3, Delivered: 2, Done: 808, Dead: 1},
			{Durable: "till", Done: 812},
		}, More: 4}, "* in blue: kitchen has 3 waiting, 2 with 1 consumer, done up to 808, 1 dead letter; " +
			"till has 0 waiting, 0 with 0 consumers, done up to 812, 0 dead letters; and 4 more"},
		{step(event.StepDelivered, 1, "bob"), "#9 kitchen: delivered to bob"},
		{step(event.StepDelivered, 2, "bob"), "#9 kitchen: delivered to bob, attempt 2"},
		{step(event.StepDone, 2, "bob"), "#9 kitchen: done by bob"},
		{step(event.StepDone, 2, ""), "#9 kitchen: done"},
		{step(event.StepAgain, 2, "bob"), "#9 kitchen: bob asks for it again"},
		{step(event.StepLate, 2, "bob"), "#9 kitchen: bob has not answered in time"},
		{step(event.StepLeft, 2, "bob"), "#9 kitchen: bob has left it"},
		{step(event.StepDead, 5, ""), "#9 kitchen: dead after 5 attempts"},
		{step("put off", 5, "\x1b"), `#9 kitchen: put off \u001b`},
		{event.Cookie{Cookie: "abc"}, "abc"},
		{&event.Error{Code: event.NotJoined, Reason: "you are not in that room"}, "! you are not in that room"},
		{event.Ack{Room: "blue", Offset: 812}, ""},
	}
	for _, test := range tests {
		if got := event.Plain(test.reply); got != test.want {
			t.Errorf("Plain(%+v) = %q, want %q", test.reply, got, test.want)
		}
	}
}
