package reconnect

import (
	"errors"
	"testing"

	"wirelab/internal/room/event"
)

// TestForeign: an echo and an answer in another language end a connection; something new in ours does not.
func TestForeign(t *testing.T) {
	hello := event.Request{Type: event.TypeHello}
	for msg, want := range map[string]error{
		string(hello.JSON()):                  ErrEcho,
		`{"type":"join","room":"blue"}`:       ErrEcho,
		`{"type":"welcome","version":2}`:      nil,
		"HTTP/1.1 400 Bad Request\r":          ErrForeign,
		"":                                    ErrForeign,
		"null":                                ErrForeign,
		`["type","join"]`:                     ErrForeign,
		"\x16\x03\x01 is how TLS would begin": ErrForeign,
	} {
		if err := foreign([]byte(msg)); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", msg, err, want)
		}
	}
}
