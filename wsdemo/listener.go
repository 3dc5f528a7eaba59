package wsdemo

import (
	"fmt"
	"io"
	"net"
	"net/netip"
	"sync"
	"syscall"
	"time"

	"wirelab/internal/network/netx"
	"wirelab/internal/room/event"
)

// listener is what the HTTP server accepts from. It caps the connections.
type listener struct {
	net.Listener
	slots   *netx.Shares // of the connections that are open
	refused func(peer net.Addr)
}

func (l *listener) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		from := netx.AddrOf(conn.RemoteAddr())
		if l.slots.Take(from) {
			return &slotConn{Conn: conn, slots: l.slots, from: from}, nil
		}
		l.refused(conn.RemoteAddr())
		conn.SetWriteDeadline(time.Now().Add(time.Millisecond)) // a new connection takes so little at once
		io.WriteString(conn, full)
		conn.Close()
	}
}

// full is the answer to a connection for which there is no place, whatever it was about to ask (RFC 9110
// section 15.6.4).
var full = fmt.Sprintf("HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n"+
	"Content-Type: text/plain; charset=utf-8\r\nContent-Length: %d\r\n\r\n%s\n",
	len(event.FullForAddress)+len("\n"), event.FullForAddress)

// slotConn is a connection that gives its slot back when it is closed.
type slotConn struct {
	net.Conn
	slots  *netx.Shares
	from   netip.Addr
	closed sync.Once
	ahead  []byte // has been read and is to be read again (park.go)
}

func (c *slotConn) Close() error {
	err := c.Conn.Close()
	c.closed.Do(func() { c.slots.Give(c.from) })
	return err
}

// CloseWrite sends FIN; reading goes on. Package http calls it when it ends a connection on which the
// client may still be sending.
func (c *slotConn) CloseWrite() error { return netx.CloseWrite(c.Conn) }

// SyscallConn returns the socket, if there is one.
func (c *slotConn) SyscallConn() (syscall.RawConn, error) { return netx.SyscallConn(c.Conn) }
