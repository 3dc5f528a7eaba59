package main

import (
	"errors"
	"io"
	"syscall"

	"github.com/gorilla/websocket"

	"wirelab/bench"
)

// What goes wrong on a network has numbers of its own on Windows (winsock2.h).
const (
	wsaAddrInUse   = syscall.Errno(10048)
	wsaConnAborted = syscall.Errno(10053)
	wsaConnReset   = syscall.Errno(10054)
	wsaConnRefused = syscall.Errno(10061)
)

// inUse says that a port is taken.
func inUse(err error) bool { return isOneOf(err, syscall.EADDRINUSE, wsaAddrInUse) }

// refused says that nobody is at a port.
func refused(err error) bool { return isOneOf(err, syscall.ECONNREFUSED, wsaConnRefused) }

// gone says that the other side is not there any more.
func gone(err error) bool {
	return refused(err) || isOneOf(err, io.EOF, io.ErrUnexpectedEOF, websocket.ErrCloseSent,
		syscall.EPIPE, syscall.ECONNRESET, syscall.ECONNABORTED, wsaConnReset, wsaConnAborted)
}

func isOneOf(err error, kinds ...error) bool {
	for _, kind := range kinds {
		if errors.Is(err, kind) {
			return true
		}
	}
	return false
}

// cause is what all the wrapping is about, such as "connection refused".
func cause(err error) error {
	for inner := err; inner != nil; inner = errors.Unwrap(inner) {
		err = inner
	}
	return err
}

// noServer makes of an error that says that no server of that kind (echo, broadcast) is there what it is:
// wrong use.
func noServer(kind string, err error) error {
	var missing *bench.NoServerError
	if errors.As(err, &missing) {
		return wrongf("%w (wirelab serve %s starts servers)", err, kind)
	}
	return err
}
