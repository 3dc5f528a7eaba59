package wsdemo

import (
	"compress/flate"
	"errors"
	"io"

	"github.com/gorilla/websocket"

	"wirelab/internal/network/netx"
)

// A violation is what a peer does that ends its connection, and the code that tells it so (RFC 6455
// section 7.4.1 and its registry).
type violation struct {
	code   int
	reason string // in a Close frame there is room for 123 bytes
}

func (v *violation) Error() string { return v.reason }

// broken is the violation of a peer that breaks the protocol.
func broken(reason string) error { return &violation{websocket.CloseProtocolError, reason} }

var (
	errNotUTF8    = &violation{websocket.CloseInvalidFramePayloadData, "text message is not UTF-8"}
	errNotDeflate = &violation{websocket.CloseInvalidFramePayloadData, "compressed message is not DEFLATE"}
	errUnfinished = &violation{websocket.ClosePolicyViolation, "message begun and not finished in time"}
	errNoSpace    = &violation{websocket.CloseTryAgainLater, "too many large messages at once"}
	errIdle       = &violation{websocket.CloseGoingAway, "idle"}
)

// blame says what the peer is to be told of an error of reading: nil if it knows, as of a protocol error
// that gorilla/websocket has found, or if there is nobody to tell.
func blame(err error) *violation {
	if v, ok := errors.AsType[*violation](err); ok {
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
