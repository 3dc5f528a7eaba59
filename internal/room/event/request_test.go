package event_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"wirelab/internal/room/event"
)

// The same words on the wire and in Go, both ways.
func TestRequest(t *testing.T) {
	tests := []struct {
		line string
		want event.Request
	}{
		{`{"type":"hello"}`, event.Request{Type: event.TypeHello}},
		{
			`{"type":"join","room":"blue","name":"ada","session":"f3"}`,
			event.Request{Type: event.TypeJoin, Room: "blue", Name: "ada", Session: "f3"},
		},
		{
			`{"type":"join","room":"blue","epoch":"k3f9","offset":811,"cookie":"c-_1"}`,
			event.Request{Type: event.TypeJoin, Room: "blue", Epoch: "k3f9", Offset: 811, Cookie: "c-_1"},
		},
		{
			`{"type":"emit","id":0,"room":"blue","event":"message","data":"hi"}`,
			event.Request{Type: event.TypeEmit, ID: new(uint64(0)), Room: "blue", Event: "message", Data: []byte(`"hi"`)},
		},
		{
			`{"type":"emit","room":"blue","event":"message","data":{"a":[1,null,"<&>"]},"self":false}`,
			event.Request{
				Type: event.TypeEmit, Room: "blue", Event: "message",
				Data: []byte(`{"a":[1,null,"<&>"]}`), Self: new(false),
			},
		},
		{
			`{"type":"resume","room":"blue","epoch":"k3f9","offset":0}`,
			event.Request{Type: event.TypeResume, Room: "blue", Epoch: "k3f9"},
		},
		{`{"type":"leave","room":"blue"}`, event.Request{Type: event.TypeLeave, Room: "blue"}},
		{`{"type":"name","name":"eve"}`, event.Request{Type: event.TypeName, Name: "eve"}},
		{`{"type":"who","room":"blue"}`, event.Request{Type: event.TypeWho, Room: "blue"}},
		{
			`{"type":"subscribe","room":"blue","durable":"kitchen","share":true,"prefetch":4,"attempts":3,"wait":500}`,
			event.Request{Type: event.TypeSubscribe, Room: "blue", Durable: "kitchen", Share: true, Prefetch: 4, Attempts: 3, Wait: 500},
		},
		{`{"type":"done","id":1,"room":"blue","offset":812}`, event.Request{Type: event.TypeDone, ID: new(uint64(1)), Room: "blue", Offset: 812}},
		{`{"type":"again","room":"blue","offset":812,"wait":5}`, event.Request{Type: event.TypeAgain, Room: "blue", Offset: 812, Wait: 5}},
		{`{"type":"queue","room":"blue"}`, event.Request{Type: event.TypeQueue, Room: "blue"}},
		{`{"type":"watch","room":"blue"}`, event.Request{Type: event.TypeWatch, Room: "blue"}},
		{`{"type":"rooms"}`, event.Request{Type: event.TypeRooms}},
		{`{"type":"ping"}`, event.Request{Type: event.TypePing}},
	}
	for _, test := range tests {
		got, err := event.DecodeRequest([]byte(test.line))
		if err != nil || !reflect.DeepEqual(got, test.want) {
			t.Errorf("DecodeRequest(%s) = %+v, %v, want %+v", test.line, got, err, test.want)
		}
		if line := string(test.want.Line()); line != test.line+"\n" {
			t.Errorf("Line = %q, want %q", line, test.line+"\n")
		}
	}
}

// What is read need not look as it does when written.
func TestDecodeRequestLenient(t *testing.T) {
	in := " {\t\"data\" : [ 1 , \" \\\" }\" ] ,\r\n\"self\":true, \"new\":{\"type\":1}," +
		`"\u0074ype":"emit","room":"bl\u0075e","name":"","event":"message","id":9007199254740991} `
	want := event.Request{
		Type: event.TypeEmit, ID: new(uint64(1<<53 - 1)), Room: "blue", Event: "message",
		Data: []byte(`[1," \" }"]`), Self: new(true),
	}
	b := []byte(in)
	got, err := event.DecodeRequest(b)
	clear(b) // must not be shared
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
}

func TestDecodeRequestErrors(t *testing.T) {
	deep := strings.Repeat("[", 32) + strings.Repeat("]", 32)
	many := strings.Repeat(`"x":1,`, 40)
	for i := range 40 {
		many = strings.Replace(many, `"x"`, `"y`+strings.Repeat("y", i)+`"`, 1)
	}
	tests := []struct{ name, in, code string }{
		{"nothing", ``, event.Malformed},
		{"no JSON", `{"type":"ping"`, event.Malformed},
		{"two values", `{"type":"ping"}{}`, event.Malformed},
		{"no object", `["ping"]`, event.Malformed},
		{"a bare word", `null`, event.Malformed},
		{"an empty object", `{}`, event.UnknownType},
		{"not UTF-8", "{\"type\":\"ping\",\"x\":\"\xff\"}", event.Malformed},
		{"a byte order mark", "\uFEFF{\"type\":\"ping\"}", event.Malformed},
		{"an unknown type", `{"type":"pong"}`, event.UnknownType},
		{"another case", `{"TYPE":"ping"}`, event.UnknownType},
		{"a field twice", `{"type":"ping","type":"rooms"}`, event.Malformed},
		{"a field twice, written differently", `{"type":"ping","\u0074ype":"rooms"}`, event.Malformed},
		{"a number for a string", `{"type":"join","room":5}`, event.Malformed},
		{"null for a string", `{"type":"join","room":null}`, event.Malformed},
		{"a string for a number", `{"type":"resume","room":"a","epoch":"e","offset":"5"}`, event.Malformed},
		{"a fraction", `{"type":"ping","id":1.0}`, event.Malformed},
		{"a negative number", `{"type":"ping","id":-1}`, event.Malformed},
		{"2^53", `{"type":"ping","id":9007199254740992}`, event.Malformed},
		{"a number for a flag", `{"type":"ping","self":0}`, event.Malformed},
		{"a field that does not count here", `{"type":"ping","offset":[]}`, event.Malformed},
		{"nested too deep", `{"type":"ping","x":` + deep + `}`, event.Malformed},
		{"too many fields", `{` + many + `"type":"ping"}`, event.Malformed},
		{"too large", `{"type":"ping"}` + strings.Repeat(" ", event.MaxMessage), event.TooLarge},
		{"no room", `{"type":"join"}`, event.BadRoom},
		{"an empty room", `{"type":"who","room":""}`, event.BadRoom},
		{"a room with a space", `{"type":"join","room":"a b"}`, event.BadRoom},
		{"a room of letters beyond ASCII", `{"type":"join","room":"blü"}`, event.BadRoom},
		{"a long room", `{"type":"join","room":"` + strings.Repeat("a", 65) + `"}`, event.BadRoom},
		{"a bad name", `{"type":"join","room":"a","name":"\u001b[2J"}`, event.BadName},
		{"no name", `{"type":"name"}`, event.BadName},
		{"no event", `{"type":"emit","room":"a"}`, event.BadEvent},
		{"an event with a space before it", `{"type":"emit","room":"a","event":" chat"}`, event.BadEvent},
		{"an event with two spaces in a row", `{"type":"emit","room":"a","event":"chat  message"}`, event.BadEvent},
		{"an event with a colon", `{"type":"emit","room":"a","event":"eve: hi"}`, event.BadEvent},
		{"a long event", `{"type":"emit","room":"a","event":"` + strings.Repeat("a ", 32) + `a"}`, event.BadEvent},
		{"a reserved event", `{"type":"emit","room":"a","event":"leave"}`, event.BadEvent},
		{"a bad session", `{"type":"join","room":"a","session":"="}`, event.Malformed},
		{"no epoch", `{"type":"resume","room":"a","offset":5}`, event.Malformed},
		{"a queue of no room", `{"type":"queue"}`, event.BadRoom},
		{"a watcher of no room", `{"type":"watch"}`, event.BadRoom},
		{"a subscribe without a name", `{"type":"subscribe","room":"a"}`, event.BadName},
		{"a done of nothing", `{"type":"done","room":"a"}`, event.Malformed},
		{"a wait that is too long", `{"type":"again","room":"a","offset":1,"wait":600001}`, event.Malformed},
		{"a bad cookie", `{"type":"ping","cookie":" "}`, event.Malformed},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := event.DecodeRequest([]byte(test.in))
			refusal, ok := errors.AsType[*event.Error](err)
			if !ok || refusal.Code != test.code || refusal.Reason == "" {
				t.Errorf("got %v, want %s", err, test.code)
			}
		})
	}
}

// The longest words and the deepest nesting that are allowed are.
func TestDecodeRequestLimits(t *testing.T) {
	word := strings.Repeat("a", event.MaxWord)
	deep := strings.Repeat("[", 31) + strings.Repeat("]", 31)
	in := `{"type":"emit","room":"` + word + `","event":"` + word + `","data":` + deep + `}`
	if _, err := event.DecodeRequest([]byte(in)); err != nil {
		t.Error(err)
	}
}

// A refusal names the request, wherever in it the ID stands.
func TestErrorID(t *testing.T) {
	for _, in := range []string{
		`{"id":7,"type":"emit","room":"blue"}`,
		`{"type":5,"room":[],"id":7}`,
		`{"type":"nonsense","id":7}`,
	} {
		_, err := event.DecodeRequest([]byte(in))
		refusal, ok := errors.AsType[*event.Error](err)
		if !ok || refusal.ID == nil || *refusal.ID != 7 {
			t.Errorf("%s: got %v, want an error with ID 7", in, err)
		}
	}
}

// What an event may be called has single spaces within; a name or a room has none.
func TestIsEvent(t *testing.T) {
	for name, want := range map[string]bool{
		"message": true, "chat message": true, "a b c": true, strings.Repeat("a", event.MaxWord): true,
		"": false, " ": false, "chat ": false, " chat": false, "a  b": false, "a\tb": false, "a: b": false, "a\u00a0b": false,
		strings.Repeat("ab ", event.MaxWord/3) + "ab": false,
	} {
		if event.IsEvent(name) != want {
			t.Errorf("IsEvent(%q) is %t", name, !want)
		}
	}
	if event.IsWord("chat message") {
		t.Error("a word has a space in it")
	}
}
