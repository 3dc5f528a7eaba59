package wsdemo

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"
)

// A request that waits costs 25 KB in the HTTP server: goroutines with deep stacks, buffers, and all that is known of
// it. Where thousands wait, as polls of Socket.IO do, their connections are parked: taken away from the HTTP server until
// the answer is written, and given back when the next request comes.

// A returned is a listener for connections that have been parked.
type returned struct {
	addr   net.Addr
	conns  chan net.Conn
	closed chan struct{}
	close  func()
}

func newReturned(addr net.Addr) *returned {
	r := &returned{addr: addr, conns: make(chan net.Conn), closed: make(chan struct{})}
	r.close = sync.OnceFunc(func() { close(r.closed) })
	return r
}

func (r *returned) Accept() (net.Conn, error) {
	select {
	case conn := <-r.conns:
		return conn, nil
	case <-r.closed:
		return nil, net.ErrClosed
	}
}

func (r *returned) Close() error   { r.close(); return nil }
func (r *returned) Addr() net.Addr { return r.addr }

// give gives a connection back to the HTTP server.
func (r *returned) give(conn net.Conn) {
	select {
	case r.conns <- conn:
	case <-r.closed:
		conn.Close()
	}
}

// park parks a request's connection, and writes what answer returns; answer waits for that, or until gone is closed
// because the client is not there any more. Two small goroutines are counted in peers meanwhile, the second of them until
// the next request comes or ctx ends. It is false where the request cannot be parked.
func (s server) park(
	ctx context.Context, peers *sync.WaitGroup, back *returned,
	w http.ResponseWriter, r *http.Request, answer func(gone <-chan struct{}) *http.Response,
) bool {
	if r.Close || !r.ProtoAtLeast(1, 1) || r.ContentLength != 0 { // package http knows what is to be done then
		return false
	}
	peers.Add(2)
	hijacked, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		peers.Add(-2)
		return false
	}
	conn := hijacked.(*slotConn)
	early, _ := buffered.Peek(buffered.Reader.Buffered())
	conn.unread(early)
	gone, answered := make(chan struct{}), make(chan func() bool, 1)
	go func() {
		defer peers.Done()
		s.writeAnswer(conn, answer(gone))
		answered <- context.AfterFunc(ctx, func() { conn.Close() }) // wakes Read
	}()
	go func() {
		defer peers.Done()
		first := make([]byte, 1)
		_, err := conn.Read(first) // of the next request
		if err != nil {
			close(gone)
		}
		keep := <-answered
		if !keep() || err != nil {
			conn.Close()
			return
		}
		conn.unread(first)
		back.give(conn)
	}()
	return true
}

// writeAnswer writes an answer, after which the next request may take as long as on any other connection.
func (s server) writeAnswer(conn net.Conn, answer *http.Response) {
	var all bytes.Buffer
	answer.Write(&all) // which has no errors
	conn.SetWriteDeadline(time.Now().Add(s.write))
	if _, err := conn.Write(all.Bytes()); err != nil {
		conn.Close() // wakes Read
	}
	conn.SetReadDeadline(time.Now().Add(s.idle))
}

// unread has bytes read again, before all others. Nobody reads meanwhile.
func (c *slotConn) unread(b []byte) { c.ahead = slices.Concat(b, c.ahead) }

// Read reads what has been unread first.
func (c *slotConn) Read(b []byte) (int, error) {
	if len(c.ahead) == 0 {
		return c.Conn.Read(b)
	}
	n := copy(b, c.ahead)
	if c.ahead = c.ahead[n:]; len(c.ahead) == 0 {
		c.ahead = nil
	}
	return n, nil
}
