package socketio

import (
	"bytes"
	"fmt"
	"testing"
)

func TestDecode(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{`0`, `0 "/" - ""`},
		{`0{"token":"x"}`, `0 "/" - "{\"token\":\"x\"}"`},
		{`0/admin,{"a":1}`, `0 "/admin" - "{\"a\":1}"`},
		{`0/admin`, `0 "/admin" - ""`},
		{`1/admin,`, `1 "/admin" - ""`},
		{`2["hello",1]`, `2 "/" - "[\"hello\",1]"`},
		{`2/admin,456["hello"]`, `2 "/admin" 456 "[\"hello\"]"`},
		{`30[]`, `3 "/" 0 "[]"`},
		{`51-["f",{"_placeholder":true,"num":0}]`, `5-1 "/" - "[\"f\",{\"_placeholder\":true,\"num\":0}]"`},
		{`62-/admin,7[1,2]`, `6-2 "/admin" 7 "[1,2]"`},

		{``, errType.Error()},
		{`7`, errType.Error()},
		{`{}`, errType.Error()},
		{`29007199254740993["a"]`, errType.Error()}, // 2^53+1
		{`5["a"]`, errAttachments.Error()},
		{`50-["a"]`, errAttachments.Error()},
		{`5+1-["a"]`, errAttachments.Error()},
		{`511-["a"]`, errAttachments.Error()}, // 11
		{`0[]`, errData.Error()},
		{`0{`, errData.Error()},
		{`1{}`, errData.Error()},
		{`2`, errData.Error()},
		{`2{}`, errData.Error()},
		{`2[]`, errData.Error()},
		{`2[1]`, errData.Error()},
		{`2[null]`, errData.Error()},
		{`2["a"`, errData.Error()},
		{`2["a"]x`, errData.Error()},
		{`2["disconnect"]`, errData.Error()},
		{`2["d\u0069sconnect"]`, errData.Error()},
		{`3[]`, errData.Error()},
		{`31{}`, errData.Error()},
		{`4`, errData.Error()},
	} {
		p, err := decode([]byte(test.text))
		got := fmt.Sprint(err)
		if err == nil {
			got = describe(p)
		}
		if got != test.want {
			t.Errorf("%s is %s, want %s", test.text, got, test.want)
		}
	}
}

func describe(p packet) string {
	kind, id := string(p.kind), "-"
	if p.attachments > 0 {
		kind += fmt.Sprintf("-%d", p.attachments)
	}
	if p.id != nil {
		id = fmt.Sprint(*p.id)
	}
	return fmt.Sprintf("%s %q %s %q", kind, p.namespace, id, p.data)
}

// FuzzDecode: whatever comes is refused, or means the same when it is encoded again.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{`0`, `0/a,{"a":1}`, `2/a,456["hello"]`, `51-["f",{"_placeholder":true,"num":0}]`, `3007[]`, `2["a" , 1]`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := decode(text)
		if err != nil {
			return
		}
		again, err := decode(p.encode().body())
		if err != nil || describe(again) != describe(p) {
			t.Errorf("%q is %s, and encoded again %s, %v", text, describe(p), describe(again), err)
		}
	})
}

func TestJoin(t *testing.T) {
	for _, test := range []struct{ data, want string }{
		{`["f",{"_placeholder":true,"num":0}]`, `["f",{"_binary":"AQID"}]`},
		{`["f", { "num" : 1, "_placeholder" : true } ]`, `["f",{"_binary":""}]`},
		{`["f",[{"a":{"_placeholder":true,"num":1}},{"_placeholder":true,"num":0}]]`, `["f",[{"a":{"_binary":""}},{"_binary":"AQID"}]]`},
		{`["{\"_placeholder\":true,\"num\":0}"]`, `["{\"_placeholder\":true,\"num\":0}"]`}, // a string
		{`["f",{"_placeholder":true,"num":2}]`, ""},
		{`["f",{"_placeholder":true,"num":999}]`, ""},
	} {
		p := packet{kind: typeBinaryEvent, attachments: 2, data: []byte(test.data)}
		err := p.join([][]byte{{1, 2, 3}, {}})
		switch {
		case test.want == "" && err != errAttachments:
			t.Errorf("%s: %v, want %v", test.data, err, errAttachments)
		case test.want != "" && (err != nil || string(p.data) != test.want || p.kind != typeEvent):
			t.Errorf("%s became %c %s, %v; want %s", test.data, p.kind, p.data, err, test.want)
		}
	}
}

func TestSplit(t *testing.T) {
	eleven := bytes.Repeat([]byte(`,{"_binary":""}`), 11)
	for _, test := range []struct{ data, want string }{
		{`["f",{"_binary":"AQID"},{"_binary":""}]`, `452-["f",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}] 010203 `},
		{`["f","plain"]`, `42["f","plain"]`},
		{`["f","{\"_binary\":\"AQID\"}"]`, `42["f","{\"_binary\":\"AQID\"}"]`},
		{`["f",{"_binary":"AQI"}]`, `42["f",{"_binary":"AQI"}]`}, // half of base64
		{`["f"` + string(eleven) + `]`, `42["f"` + string(eleven) + `]`},
		// The second would be a placeholder without attachment, and end the connection of whoever gets it.
		{
			`["f",{"_binary":""},{"_placeholder":true,"num":7}]`,
			`42["f",{"_binary":""},{"_placeholder":true,"num":7}]`,
		},
		{
			`["f",{"_binary":""},{"\u005fplaceholder":true,"num":7}]`,
			`42["f",{"_binary":""},{"\u005fplaceholder":true,"num":7}]`,
		},
	} {
		packets := packet{kind: typeEvent, data: []byte(test.data)}.split()
		got := string(packets[0].Data)
		for _, p := range packets[1:] {
			got += fmt.Sprintf(" %x", p.Data)
		}
		if got != test.want {
			t.Errorf("%s became %s, want %s", test.data, got, test.want)
		}
	}
}

// FuzzSplit: an event from the rooms is never one that the official client takes for broken.
func FuzzSplit(f *testing.F) {
	f.Add([]byte(`{"_binary":"AQID"}`))
	f.Add([]byte(`[{"_binary":""},{"_placeholder":true,"num":7}]`))
	f.Add([]byte(`{"_binary":"","x":"\"}"}`))
	f.Fuzz(func(t *testing.T, value []byte) {
		data := array([]byte(`"f"`), value)
		p := packet{kind: typeEvent, data: data}
		if p.check() != nil {
			return
		}
		packets := p.split()
		sent, err := decode(packets[0].body())
		if err != nil || sent.attachments != len(packets)-1 {
			t.Fatalf("%s became %s with %d attachments: %v", data, packets[0].Data, len(packets)-1, err)
		}
		if sent.attachments == 0 {
			return
		}
		var attachments [][]byte
		for _, p := range packets[1:] {
			attachments = append(attachments, p.Data)
		}
		if err := sent.join(attachments); err != nil || saysPlaceholder(sent.data) {
			t.Errorf("%s became %s: %v", data, packets[0].Data, err)
		}
	})
}
