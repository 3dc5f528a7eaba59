package event

import (
	"bytes"
	"encoding/json"
	"strconv"
)

// object is a JSON object that is being written, field by field in the order of the calls. It takes
// a fraction of the time that encoding/json needs, and a server encodes all day.
type object struct{ b []byte }

// newObject begins an object of the given type. extra is how many bytes of data it will hold.
func newObject(kind string, extra int) *object {
	o := &object{make([]byte, 0, 128+extra)}
	o.b = append(o.b, `{"type":`...)
	o.quote(kind)
	return o
}

// line ends the object.
func (o *object) line() []byte { return append(o.b, '}', '\n') }

func (o *object) key(key string) {
	o.b = append(o.b, ',', '"')
	o.b = append(o.b, key...)
	o.b = append(o.b, '"', ':')
}

// text adds a string, unless it is empty.
func (o *object) text(key, value string) {
	if value != "" {
		o.key(key)
		o.quote(value)
	}
}

func (o *object) number(key string, value uint64) {
	o.key(key)
	o.b = strconv.AppendUint(o.b, value, 10)
}

// positive adds a number, unless it is zero.
func (o *object) positive(key string, value uint64) {
	if value > 0 {
		o.number(key, value)
	}
}

// optional adds a number, unless value is nil.
func (o *object) optional(key string, value *uint64) {
	if value != nil {
		o.number(key, *value)
	}
}

// raw adds a value that is JSON already, unless it is nil.
func (o *object) raw(key string, value []byte) {
	if value != nil {
		o.key(key)
		o.b = append(o.b, value...)
	}
}

func (o *object) list(key string, values []string) {
	o.key(key)
	o.b = append(o.b, '[')
	for i, value := range values {
		if i > 0 {
			o.b = append(o.b, ',')
		}
		o.quote(value)
	}
	o.b = append(o.b, ']')
}

func (o *object) quote(s string) {
	if needsEscape(s) {
		o.b = append(o.b, Quote(s)...)
		return
	}
	o.b = append(o.b, '"')
	o.b = append(o.b, s...)
	o.b = append(o.b, '"')
}

func needsEscape(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			return true
		}
	}
	return false
}

// Quote returns s as a JSON string, without the escapes for HTML that json.Marshal adds: a terminal
// does not need them, and they would count against an event's size.
func Quote(s string) json.RawMessage {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.Encode(s) // cannot fail for a string and a Buffer
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}
