package event

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"
)

// What a message may be at most. The servers allow less where their transport does.
const (
	MaxMessage = 64 << 10 // bytes
	maxFields  = 32       // of the object
	maxDepth   = 32       // arrays and objects within each other, the message itself included
)

// fields are the fields of one JSON object, with what was wrong first with any of them.
type fields struct {
	all    [maxFields]field // the first n count; an array, to be had without an allocation
	n      int
	code   string // empty: nothing was wrong
	reason string
}

type field struct {
	key   string
	value []byte // without spaces
}

func (f *fields) fail(code, reason string) {
	if f.code == "" {
		f.code, f.reason = code, reason
	}
}

// parse splits a JSON object into its fields. It keeps nothing of b.
func (f *fields) parse(b []byte) {
	if len(b) > MaxMessage {
		f.fail(TooLarge, "a message has at most 65536 bytes")
		return
	}
	if !utf8.Valid(b) { // encoding/json would replace what is not UTF-8
		f.fail(Malformed, "not UTF-8")
		return
	}
	var buf bytes.Buffer
	buf.Grow(len(b))
	if err := json.Compact(&buf, b); err != nil {
		f.fail(Malformed, "not JSON")
		return
	}
	b = buf.Bytes() // one JSON value, and no spaces outside of strings
	if b[0] != '{' {
		f.fail(Malformed, "not a JSON object")
		return
	}
	for b = b[1:]; b[0] == '"'; {
		n := valueLen(b)
		key := unquote(b[:n])
		b = b[n+1:] // after the colon
		n = valueLen(b)
		f.add(key, b[:n:n])
		b = b[n+1:] // after a comma or the closing brace
		if len(b) == 0 {
			break
		}
	}
}

func (f *fields) add(key string, value []byte) {
	switch {
	case f.n == maxFields:
		f.fail(Malformed, "more than 32 fields")
		return
	case f.find(key) != nil:
		f.fail(Malformed, "the same field twice")
		return
	case depth(value) >= maxDepth:
		f.fail(Malformed, "nested too deep")
	}
	f.all[f.n] = field{key, value}
	f.n++
}

func (f *fields) find(key string) []byte {
	for i := range f.n {
		if f.all[i].key == key {
			return f.all[i].value
		}
	}
	return nil
}
