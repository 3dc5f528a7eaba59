package fault

import (
	"errors"
	"fmt"
	"io"
	"syscall"
	"time"

	"wirelab/internal/network/netx"
	"wirelab/internal/term/visible"
	"wirelab/internal/term/words"
)

// ErrNoAnswer says that a server did not answer a client that wanted to enter a room.
var ErrNoAnswer = errors.New("the server did not answer when a member wanted to enter the room")

// A NoServerError says that no server could be reached at Addr.
type NoServerError struct {
	Addr   string
	Err    error
	Within time.Duration // how long we waited, if the wait ended without an answer
}

func (e *NoServerError) Error() string {
	switch {
	case hungUp(e.Err):
		return fmt.Sprintf("the server at %s ended the connection before it answered", e.Addr)
	case errors.Is(e.Err, syscall.ENETUNREACH), errors.Is(e.Err, syscall.EHOSTUNREACH):
		return fmt.Sprintf("%s cannot be reached: %v", e.Addr, CauseOf(e.Err))
	case netx.IsTimeout(e.Err):
		return fmt.Sprintf("no server answers at %s: nothing came back within %v", e.Addr, e.Within)
	}
	// Of package net's error the cause is enough: the address is there already.
	return fmt.Sprintf("no server answers at %s: %v", e.Addr, CauseOf(e.Err))
}

// hungUp says whether err is that the other side has ended the connection.
func hungUp(err error) bool {
	for _, end := range []error{
		io.EOF, io.ErrUnexpectedEOF, syscall.EPIPE, syscall.ECONNRESET, syscall.ECONNABORTED, wsaConnReset, wsaConnAborted,
	} {
		if errors.Is(err, end) {
			return true
		}
	}
	return false
}

func (e *NoServerError) Unwrap() error { return e.Err }

// A WrongServerError says that something answers at Addr, but not what was asked for.
type WrongServerError struct {
	Addr string
	Want string // what kind of server: "echo", "broadcast"
	Said string // what it sent, with control characters made visible
}

func (e *WrongServerError) Error() string {
	return fmt.Sprintf("something answers at %s, but it is no %s server: it sent \"%s\"", e.Addr, e.Want, e.Said)
}

// WrongServer makes a WrongServerError of what was received from a server that was to be of a kind.
func WrongServer(addr, kind string, said []byte) error {
	return &WrongServerError{addr, kind, excerpt(said)}
}

// excerpt is the beginning of what somebody sent, safe to print.
func excerpt(said []byte) string {
	const most = 60
	if len(said) <= most {
		return visible.Text(string(said))
	}
	return visible.Text(string(said[:most])) + "..."
}

// A LinkError says that an emulated link kept a transport from connecting.
type LinkError struct {
	Sent, Arrived int // packets
	Err           *NoServerError
}

func (e *LinkError) Error() string {
	cause := fmt.Sprintf("no connection within %v", e.Err.Within)
	if errors.Is(e.Err, ErrNoAnswer) {
		cause = fmt.Sprintf("no answer within %v", e.Err.Within)
	}
	switch {
	case e.Arrived == 0:
		return fmt.Sprintf("%s: the link let nothing through (%s sent, none arrived)", cause, words.Count(e.Sent, "packet"))
	case e.Arrived < e.Sent:
		return fmt.Sprintf("%s: the link lost %d of %s", cause, e.Sent-e.Arrived, words.Count(e.Sent, "packet"))
	}
	return fmt.Sprintf("%s: %v", cause, CauseOf(e.Err.Err))
}

func (e *LinkError) Unwrap() error { return e.Err }
