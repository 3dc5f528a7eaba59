package wsdemo

import (
	"net"
	"net/netip"
	"sync"

	"wirelab/internal/network/netx"
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
		conn.Close()
	}
}

// slotConn is a connection that gives its slot back when it is closed.
type slotConn struct {
	net.Conn
	slots  *netx.Shares
	from   netip.Addr
	closed sync.Once
}

func (c *slotConn) Close() error {
	err := c.Conn.Close()
	c.closed.Do(func() { c.slots.Give(c.from) })
	return err
}

// CloseWrite sends FIN; reading goes on. Package http calls it when it ends a connection on which the
// client may still be sending.
func (c *slotConn) CloseWrite() error { return netx.CloseWrite(c.Conn) }
