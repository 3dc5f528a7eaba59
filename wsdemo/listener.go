package wsdemo

import (
	"errors"
	"net"
	"sync"
)

// listener is what the HTTP server accepts from. It caps the connections.
type listener struct {
	net.Listener
	slots   chan struct{} // one for each connection that is open
	refused func(peer net.Addr)
}

func (l *listener) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		select {
		case l.slots <- struct{}{}:
			return &slotConn{Conn: conn, slots: l.slots}, nil
		default:
			l.refused(conn.RemoteAddr())
			conn.Close()
		}
	}
}

// slotConn is a connection that gives its slot back when it is closed.
type slotConn struct {
	net.Conn
	slots  chan struct{}
	closed sync.Once
}

func (c *slotConn) Close() error {
	err := c.Conn.Close()
	c.closed.Do(func() { <-c.slots })
	return err
}

// CloseWrite sends FIN; reading goes on. Package http calls it when it ends a connection on which the
// client may still be sending.
func (c *slotConn) CloseWrite() error { return closeWrite(c.Conn) }

func closeWrite(conn net.Conn) error {
	if c, ok := conn.(interface{ CloseWrite() error }); ok {
		return c.CloseWrite()
	}
	return errors.ErrUnsupported
}
