//go:build unix

package netx

import (
	"net"
	"sync"
	"syscall"
)

// Socket returns the socket under conn; nil if there is none, as in the lab.
func Socket(conn net.Conn) syscall.RawConn {
	socket, err := SyscallConn(conn)
	if err != nil {
		return nil
	}
	return socket
}

// WriteNow writes what the socket takes without waiting, and returns how many bytes that are. There must be no deadline
// for writing: one that has passed is an error.
func WriteNow(socket syscall.RawConn, b []byte) (n int, err error) {
	w := writes.Get().(*write)
	defer writes.Put(w)
	w.b, w.n, w.err = b, 0, nil
	err = socket.Write(w.now)
	w.b = nil
	switch {
	case err != nil:
		return 0, err
	case w.err == syscall.EAGAIN:
		return 0, nil
	}
	return max(w.n, 0), w.err
}

// A write is one call of write(2), with now, which makes it. They are kept: a new function for each call would be most of
// its cost outside the kernel.
type write struct {
	b   []byte
	n   int
	err error
	now func(fd uintptr) bool
}

var writes = sync.Pool{New: func() any {
	w := &write{}
	w.now = func(fd uintptr) bool {
		for {
			w.n, w.err = syscall.Write(int(fd), w.b)
			if w.err != syscall.EINTR {
				return true // there is nothing to wait for, whatever came of it
			}
		}
	}
	return w
}}
