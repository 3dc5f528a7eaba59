package event

import (
	"encoding/json"
	"strconv"
)

// The functions below return a field as what it must be. What it is otherwise is an error, null
// included; where there is no such field, they return zero.

func (f *fields) text(key string) string {
	value := f.find(key)
	switch {
	case value == nil:
		return ""
	case value[0] != '"':
		f.fail(Malformed, key+" is not a string")
		return ""
	}
	return unquote(value)
}

// optional returns a whole number, which can be at most 2^53-1: that is as far as JavaScript can
// count (RFC 8259 section 6).
func (f *fields) optional(key string) *uint64 {
	value := f.find(key)
	if value == nil {
		return nil
	}
	n, err := strconv.ParseUint(string(value), 10, 53)
	if err != nil {
		f.fail(Malformed, key+" is not a whole number from 0 to 9007199254740991")
		return nil
	}
	return &n
}

func (f *fields) number(key string) uint64 {
	if n := f.optional(key); n != nil {
		return *n
	}
	return 0
}

func (f *fields) flag(key string) *bool {
	switch string(f.find(key)) {
	case "true":
		return new(true)
	case "false":
		return new(false)
	case "":
	default:
		f.fail(Malformed, key+" is neither true nor false")
	}
	return nil
}

func (f *fields) isTrue(key string) bool {
	flag := f.flag(key)
	return flag != nil && *flag
}

func (f *fields) list(key string) []string {
	value := f.find(key)
	if value == nil {
		return nil
	}
	var list []*string // a pointer, because null would pass as a string
	if json.Unmarshal(value, &list) != nil || value[0] != '[' {
		f.fail(Malformed, key+" is not a list of strings")
		return nil
	}
	texts := make([]string, len(list))
	for i, text := range list {
		if text == nil {
			f.fail(Malformed, key+" is not a list of strings")
			return nil
		}
		texts[i] = *text
	}
	return texts
}
