package event_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"testing"
	"unicode/utf8"

	"wirelab/internal/room/event"
	"wirelab/internal/term/visible"
)

// A request that is accepted says what encoding/json finds in it, is one that Check accepts, and
// comes out of Line and back the same.
func FuzzDecodeRequest(f *testing.F) {
	f.Add([]byte(`{"type":"emit","id":7,"room":"blue","event":"message","data":{"a":[1," "]},"self":false}`))
	f.Add([]byte(` {"\u0074ype" : "join","room":"blue","session":"f3","epoch":"k","offset":0 , "x":[{}]}`))
	f.Add([]byte(`{"type":"ping","type":"ping"}`))
	f.Add([]byte(`{"type":"subscribe","room":"orders","durable":"kitchen","share":true,"prefetch":4,"attempts":3,"wait":500}`))
	f.Add([]byte(`{"type":"done","id":1,"room":"orders","offset":812}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := event.DecodeRequest(b)
		if err != nil {
			checkError(t, err)
			return
		}
		if err := r.Check(); err != nil {
			t.Fatalf("%+v was decoded, but %v", r, err)
		}
		var all map[string]json.RawMessage
		if err := json.Unmarshal(b, &all); err != nil {
			t.Fatalf("encoding/json does not take it: %v", err)
		}
		for key, text := range map[string]string{
			"type": r.Type, "room": r.Room, "name": r.Name, "session": r.Session, "epoch": r.Epoch,
			"event": r.Event, "cookie": r.Cookie, "durable": r.Durable,
		} {
			var want string
			if all[key] != nil && json.Unmarshal(all[key], &want) != nil || text != want {
				t.Errorf("%s is %q, want %s", key, text, all[key])
			}
		}
		var data bytes.Buffer
		if json.Compact(&data, all["data"]); !bytes.Equal(data.Bytes(), r.Data) {
			t.Errorf("data is %s, want %s", r.Data, all["data"])
		}
		line := r.Line()
		checkLine(t, line)
		again, err := event.DecodeRequest(line)
		if err != nil || !bytes.Equal(again.Line(), line) {
			t.Errorf("%s became %+v, %v", line, again, err)
		}
	})
}

func FuzzDecodeReply(f *testing.F) {
	f.Add([]byte(`{"type":"event","room":"blue","offset":812,"from":"ada","event":"message","data":"hi"}`))
	f.Add([]byte(`{"type":"gap","room":"blue","from":1,"to":840,"epoch":"k"}`))
	f.Add([]byte(`{"type":"who","members":["ada","\ud800"],"more":1}`))
	f.Add([]byte(`{"type":"ack","id":7,"duplicate":true}`))
	f.Add([]byte(`{"type":"subscribed","room":"orders","durable":"kitchen","waiting":3}`))
	f.Add([]byte(`{"type":"delivery","room":"orders","offset":812,"attempt":2,"from":"ada","event":"order","data":[1]}`))
	f.Add([]byte(`{"type":"queues","room":"orders","offset":9,"queues":[{"durable":"kitchen","waiting":3}],"more":1}`))
	f.Add([]byte(`{"type":"step","room":"orders","number":1,"durable":"kitchen","offset":9,"what":"done","attempt":1,"who":"bob"}`))
	f.Add([]byte(`{"type":"error","code":"malformed","reason":"\u001b","id":7}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := event.DecodeReply(b)
		if err != nil {
			checkError(t, err)
			return
		}
		line := r.Line()
		checkLine(t, line)
		again, err := event.DecodeReply(line)
		if err != nil || !bytes.Equal(again.Line(), line) {
			t.Errorf("%s became %+v, %v", line, again, err)
		}
		if text := event.Plain(r); visible.Text(text) != text {
			t.Errorf("Plain(%+v) = %q is not safe to print", r, text)
		}
	})
}

func FuzzParsePlain(f *testing.F) {
	f.Add("/join blue ada cookie")
	f.Add("//hi\r\n")
	f.Add("/who\x1b")
	f.Add("/subscribe kitchen share")
	f.Add("/done 812")
	f.Add("/queue blue")
	f.Fuzz(func(t *testing.T, line string) {
		r, err := event.ParsePlain(line)
		if err != nil {
			checkError(t, err)
			return
		}
		if r.Room == "" {
			r.Room = "blue"
		}
		if err := r.Check(); err != nil {
			t.Errorf("%q became %+v, but %v", line, r, err)
		}
		if again, err := event.DecodeRequest(r.Line()); err != nil || !bytes.Equal(again.Line(), r.Line()) {
			t.Errorf("%q became %+v and then %+v, %v", line, r, again, err)
		}
	})
}

// checkError checks that err can be sent back.
func checkError(t *testing.T, err error) {
	t.Helper()
	refusal, ok := errors.AsType[*event.Error](err)
	if !ok || refusal.Code == "" || refusal.Reason == "" {
		t.Fatalf("the error is %v", err)
	}
	checkLine(t, refusal.Line())
}

// checkLine checks that a line is one JSON object with one newline, at its end.
func checkLine(t *testing.T, line []byte) {
	t.Helper()
	if bytes.IndexByte(line, '\n') != len(line)-1 || !json.Valid(line) || !utf8.Valid(line) {
		t.Fatalf("%q is not one line of JSON", line)
	}
}
