//go:build !unix

package netx

import (
	"net"
	"syscall"
)

// Socket returns nil: here no socket can be written to without waiting.
func Socket(net.Conn) syscall.RawConn { return nil }

// WriteNow writes nothing.
func WriteNow(syscall.RawConn, []byte) (n int, err error) { return 0, nil }
