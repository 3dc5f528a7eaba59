package frames

import (
	"bytes"
	"net"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/gorilla/websocket"

	"wirelab/internal/network/netx"
	"wirelab/internal/room/hub"
)

// A SharedConn is a connection under a WebSocket of the broadcast server's. Two write to it: the server, with
// frames that are ready, and gorilla/websocket, with a control frame in each Write. Whole frames go
// out, one Write after the other, and none after a Close frame (RFC 6455 section 5.5.1).
type SharedConn struct {
	net.Conn
	idle, patience time.Duration // IdleTimeout and WriteTimeout

	closing atomic.Bool // a Close frame has been written
	writing Lock        // held while somebody writes; guards the rest
	failed  error       // of an earlier Write, which may have sent half a frame

	socket syscall.RawConn // for TrySendMessages; nil: there is none
}

// NewSharedConn returns a SharedConn on conn. It ends when nothing has come for idle, or the peer has not taken
// what is written for patience.
func NewSharedConn(conn net.Conn, idle, patience time.Duration) *SharedConn {
	return &SharedConn{Conn: conn, idle: idle, patience: patience, writing: NewLock(), socket: netx.Socket(conn)}
}

// Send writes the messages, as many as fit a buffer in one Write. 16 events in one Write took 11 us, and
// in one for each 119 us (BenchmarkSend on a busy machine with two processors, medians of five runs each).
func (c *SharedConn) Send(batch []*hub.Message) error {
	c.writing.Lock()
	defer c.writing.Unlock()
	if len(batch) == 1 {
		return c.write(frameOf(batch[0]))
	}
	pooled := buffers.Get().(*[]byte)
	defer buffers.Put(pooled)
	buf := (*pooled)[:0]
	for _, m := range batch {
		frame := frameOf(m)
		if len(buf) > 0 && len(buf)+len(frame) > maxPending {
			if err := c.write(buf); err != nil {
				return err
			}
			buf = (*pooled)[:0]
		}
		buf = append(buf, frame...)
	}
	return c.write(buf)
}

// SendMessages writes n messages, each as one frame, as many as fit a buffer in one Write.
func (c *SharedConn) SendMessages(n int, message func(i int) (kind int, payload []byte)) error {
	c.writing.Lock()
	defer c.writing.Unlock()
	pooled := buffers.Get().(*[]byte)
	defer buffers.Put(pooled)
	buf := (*pooled)[:0]
	for i := range n {
		kind, payload := message(i)
		if len(buf) > 0 && len(buf)+maxHead+len(payload) > maxPending {
			if err := c.write(buf); err != nil {
				return err
			}
			buf = (*pooled)[:0]
		}
		buf = appendFrame(buf, byte(kind), payload)
	}
	return c.write(buf)
}

// TrySendMessages is SendMessages without waiting. It returns false, and has sent nothing, if somebody else is writing, or
// if that much is not written at once in any case. What of a Write would have to wait is in rest, which waits; nil
// means that all is sent.
func (c *SharedConn) TrySendMessages(n int, message func(i int) (kind int, payload []byte)) (rest func() error, tried bool) {
	if c.socket == nil || !c.writing.TryLock() {
		return nil, false
	}
	pooled := buffers.Get().(*[]byte)
	defer buffers.Put(pooled)
	buf := (*pooled)[:0]
	for i := range n {
		kind, payload := message(i)
		if len(buf)+maxHead+len(payload) > maxPending {
			c.writing.Unlock()
			return nil, false
		}
		buf = appendFrame(buf, byte(kind), payload)
	}
	return c.tryWrite(buf), true
}

// tryWrite is write without waiting. The lock is held until all is written: what is left, rest writes.
func (c *SharedConn) tryWrite(frames []byte) (rest func() error) {
	n := 0
	if c.failed == nil && !c.closing.Load() {
		n, c.failed = netx.WriteNow(c.socket, frames)
	}
	if n == len(frames) {
		c.writing.Unlock()
		return nil
	}
	left := bytes.Clone(frames[n:])
	return func() error {
		defer c.writing.Unlock()
		return c.write(left)
	}
}

// write writes whole frames. What comes after a Close frame is dropped, and is no error.
func (c *SharedConn) write(frames []byte) error {
	if c.failed != nil || c.closing.Load() {
		return c.failed
	}
	c.Conn.SetWriteDeadline(time.Now().Add(c.patience))
	_, c.failed = c.Conn.Write(frames)
	if c.socket != nil {
		c.Conn.SetWriteDeadline(time.Time{}) // or it would pass, and TrySendMessages could not write any more
	}
	return c.failed
}

// Write is gorilla/websocket's: a pong, a Close frame, and before these the answer to the handshake.
func (c *SharedConn) Write(b []byte) (int, error) {
	c.writing.Lock()
	defer c.writing.Unlock()
	err := c.write(b)
	if b[0] == finBit|websocket.CloseMessage {
		c.closing.Store(true)
	}
	return len(b), err
}

// CloseWrite sends FIN, after what is being written. Reading goes on, and the peer is not asked any more
// whether it is there.
func (c *SharedConn) CloseWrite() error {
	c.writing.Lock()
	defer c.writing.Unlock()
	c.closing.Store(true)
	return netx.CloseWrite(c.Conn)
}

// SetWriteDeadline does nothing: each write has a deadline of its own, and gorilla/websocket's for a
// pong must not be that of the event that is on its way.
func (c *SharedConn) SetWriteDeadline(time.Time) error { return nil }

// Read waits for what the peer sends. A peer that is silent for a third of the idle time is asked with
// a ping whether it is still there, and after two thirds again. Any answer counts; a browser gives it
// by itself. What stands between the two, a NAT for example, sees that the connection is in use.
func (c *SharedConn) Read(b []byte) (int, error) {
	if c.closing.Load() { // whoever waits for the peer's Close frame has set a deadline
		return c.Conn.Read(b)
	}
	for asked := 0; ; asked++ {
		c.SetReadDeadline(time.Now().Add(c.idle / 3))
		n, err := c.Conn.Read(b)
		if n > 0 || asked == 2 || !netx.IsTimeout(err) {
			return n, err
		}
		if c.writing.TryLock() { // whoever holds it is sending something
			c.write(ping)
			c.writing.Unlock()
		}
	}
}

var ping = []byte{finBit | websocket.PingMessage, 0}
