package reconnect

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"wirelab/internal/room/event"
	"wirelab/internal/term/visible"
)

// ErrEcho ends a connection to an echo server, which is known by its sending our requests back.
var ErrEcho = errors.New("it sent back what it received")

// ErrForeign ends one to a server that answers with something else than JSON objects.
var ErrForeign = errors.New("it answered")

// ErrSilent ends one to a server that has answered nothing for long.
var ErrSilent = errors.New("the server is silent")

// ErrForgotten ends one over UDP to a server that answers a hello, and nothing else: it was started again.
var ErrForgotten = errors.New("the server does not know us any more")

// foreign says what is wrong with the first message of a server that is no reply. Of a JSON object nothing
// is, unless it is a request: a newer server may say something that we do not know.
func foreign(msg []byte) error {
	if _, err := event.DecodeRequest(msg); err == nil {
		return ErrEcho
	}
	var object map[string]json.RawMessage
	if json.Unmarshal(msg, &object) == nil && object != nil {
		return nil
	}
	msg = bytes.TrimSpace(msg)
	return fmt.Errorf(`%w "%s"`, ErrForeign, visible.Text(string(msg[:min(len(msg), maxQuoted)])))
}

// maxQuoted is how much of a foreign answer is shown, in bytes.
const maxQuoted = 60
