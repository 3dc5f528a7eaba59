package course

import (
	"reflect"
	"testing"
)

func TestProgress(t *testing.T) {
	p := Progress{
		"03-byte-stream": {Finished: true},
		"07-example":     {Next: 4, Steps: 11, Choices: []string{"a", ""}},
	}
	data, err := p.Encode()
	if err != nil {
		t.Fatal(err)
	}
	again, err := DecodeProgress(data)
	if err != nil || !reflect.DeepEqual(again, p) {
		t.Errorf("%s\nis %v, %v", data, again, err)
	}
	for lesson, want := range map[string]string{"03-byte-stream": "done", "07-example": "begun", "12": ""} {
		if got := p[lesson].Mark(); got != want {
			t.Errorf("%s is marked %q, want %q", lesson, got, want)
		}
	}
}

// TestRenumbered: a lesson keeps its record when its number changes.
func TestRenumbered(t *testing.T) {
	p := Progress{"08-websocket": {Finished: true, Next: 4}, "10-rooms": {Finished: true}, "11-rooms": {Next: 2}, "07-example": {Next: 1}}
	for folder, want := range map[string]Record{
		"09-websocket": {Finished: true, Next: 4},
		"11-rooms":     {Finished: true, Next: 2}, // the newer one says where to go on
		"08-example":   {Next: 1},
		"08-other":     {},
	} {
		if got := p.Of(folder); !reflect.DeepEqual(got, want) {
			t.Errorf("%s is %+v, want %+v", folder, got, want)
		}
	}
	p.Set("09-websocket", Record{Next: 5})
	if _, left := p["08-websocket"]; left || p["09-websocket"].Next != 5 || len(p) != 4 {
		t.Errorf("it is %+v", p)
	}
}

func TestDecodeProgressErrors(t *testing.T) {
	tests := []struct{ text, want string }{
		{"", "it is empty"},
		{"[]", "json: cannot unmarshal array into Go value of type course.progressFile"},
		{`{"version": 1, "lessons": {}} x`, "there is something after the progress"},
		{`{"version": 1, "friends": {}}`, `json: unknown field "friends"`},
		{`{"version": 2, "lessons": {}}`, "it has version 2, not 1"},
		{`{"version": 1, "lessons": {"a": {"next": -1}}}`, `"a": a step has no number below 0`},
	}
	for _, test := range tests {
		if _, err := DecodeProgress([]byte(test.text)); err == nil || err.Error() != test.want {
			t.Errorf("%q: %v, want %s", test.text, err, test.want)
		}
	}
}

// FuzzDecodeProgress: what can be read is written as it was.
func FuzzDecodeProgress(f *testing.F) {
	f.Add([]byte(`{"version": 1, "lessons": {"a": {"next": 3, "steps": 4, "choices": ["a", ""]}, "b": {"finished": true}}}`))
	f.Add([]byte(`{"version": 1}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := DecodeProgress(data)
		if err != nil {
			return
		}
		written, err := p.Encode()
		if err != nil {
			t.Fatal(err)
		}
		again, err := DecodeProgress(written)
		if err != nil || len(again) != len(p) {
			t.Fatalf("%s: %v", written, err)
		}
		for lesson, r := range p {
			if len(r.Choices) == 0 {
				r.Choices = nil // which are the same
			}
			if !reflect.DeepEqual(again[lesson], r) {
				t.Errorf("%q is %+v, and was %+v", lesson, again[lesson], r)
			}
		}
	})
}
