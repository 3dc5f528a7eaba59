package netx

import (
	"errors"
	"io"
	"net"
	"syscall"
)

// Network errors have numbers of their own on Windows (winsock2.h).
const (
	wsaAddrInUse   = syscall.Errno(10048)
	wsaConnAborted = syscall.Errno(10053)
	wsaConnReset   = syscall.Errno(10054)
	wsaConnRefused = syscall.Errno(10061)
)

// InUse says whether err means that a port is taken.
func InUse(err error) bool { return isOneOf(err, syscall.EADDRINUSE, wsaAddrInUse) }

// PortInUse is how a command says that a port is taken. Who runs a command finds it in what it has said.
const PortInUse = "that port is in use"

// Refused says whether err means that nobody listens at a port.
func Refused(err error) bool { return isOneOf(err, syscall.ECONNREFUSED, wsaConnRefused) }

// Gone says whether err means that the other side is no longer there.
func Gone(err error) bool {
	return Refused(err) || isOneOf(err, io.EOF, io.ErrUnexpectedEOF,
		syscall.EPIPE, syscall.ECONNRESET, syscall.ECONNABORTED, wsaConnReset, wsaConnAborted)
}

// IsTimeout says whether err means that a deadline has passed. Not every network's error is
// os.ErrDeadlineExceeded, and gorilla/websocket hides it.
func IsTimeout(err error) bool {
	timeout, ok := errors.AsType[net.Error](err)
	return ok && timeout.Timeout()
}

func isOneOf(err error, kinds ...error) bool {
	for _, kind := range kinds {
		if errors.Is(err, kind) {
			return true
		}
	}
	return false
}
