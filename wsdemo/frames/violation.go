package frames

import (
	"compress/flate"
	"errors"
	"io"

	"github.com/gorilla/websocket"

	"wirelab/internal/network/netx"
)

// A Violation is what a peer does that ends its connection, and the code that tells it so (RFC 6455
// section 7.4.1 and its registry).
type Violation struct {
	Code   int
	Reason string // in a Close frame there is room for 123 bytes
}

func (v *Violation) Error() string { return v.Reason }

// broken is the Violation of a peer that breaks the protocol.
func broken(reason string) error { return &Violation{websocket.CloseProtocolError, reason} }

// ErrTooLarge is the error for a message of more bytes than an Inbox or a CheckConn accepts.
var ErrTooLarge error = &Violation{websocket.CloseMessageTooBig, "message too large"}

// ErrNotUTF8 is the error for a text message that is none.
var ErrNotUTF8 error = &Violation{websocket.CloseInvalidFramePayloadData, "text message is not UTF-8"}

var (
	errNotDeflate = &Violation{websocket.CloseInvalidFramePayloadData, "compressed message is not DEFLATE"}
	errUnfinished = &Violation{websocket.ClosePolicyViolation, "message begun and not finished in time"}
	errNoSpace    = &Violation{websocket.CloseTryAgainLater, "too many large messages at once"}
	errIdle       = &Violation{websocket.CloseGoingAway, "idle"}
)

// Blame says what the peer is to be told of an error of reading: nil if it knows, as of a protocol error
// that gorilla/websocket has found, or if there is nobody to tell.
func Blame(err error) *Violation {
	if v, ok := errors.AsType[*Violation](err); ok {
		return v
	}
	_, corrupt := errors.AsType[flate.CorruptInputError](err)
	switch {
	case corrupt, errors.Is(err, io.ErrUnexpectedEOF): // of a connection it would be code 1006
		return errNotDeflate
	case netx.IsTimeout(err):
		return errIdle
	}
	return nil
}
