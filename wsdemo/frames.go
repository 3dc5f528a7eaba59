package wsdemo

import (
	"encoding/binary"
	"math"
	"net"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"

	"wirelab/internal/room/hub"

	"wirelab/internal/network/netx"
)

// frameOf returns a message of the hub as a WebSocket frame (RFC 6455 section 5.2): a byte with the FIN
// bit and the opcode, the length, the text. What a server sends is not masked, so that the frame is
// the same for all receivers. It is written once, by whoever needs it first.
func frameOf(m *hub.Message) []byte { return m.Form(hub.Frame, writeFrame) }

func writeFrame(m *hub.Message) []byte {
	text := m.JSON()
	return appendFrame(make([]byte, 0, maxHead+len(text)), websocket.TextMessage, text)
}

// appendFrame appends a message as one frame.
func appendFrame(b []byte, kind byte, payload []byte) []byte {
	b = append(b, finBit|kind)
	switch n := len(payload); {
	case n <= 125:
		b = append(b, byte(n))
	case n <= math.MaxUint16:
		b = binary.BigEndian.AppendUint16(append(b, 126), uint16(n))
	default:
		b = binary.BigEndian.AppendUint64(append(b, 127), uint64(n))
	}
	return append(b, payload...)
}

const (
	finBit  = 1 << 7 // this frame is the last of its message
	maxHead = 10     // bytes before the payload of a frame that is not masked
)

// frameConn is the broadcast server's connection under a WebSocket. Two write to it: the server, with
// frames that are ready, and gorilla/websocket, with a control frame in each Write. Whole frames go
// out, one Write after the other, and none after a Close frame (RFC 6455 section 5.5.1).
type frameConn struct {
	net.Conn
	idle, patience time.Duration // IdleTimeout and WriteTimeout

	closing atomic.Bool // a Close frame has been written
	writing lock        // held while somebody writes; guards the rest
	failed  error       // of an earlier Write, which may have sent half a frame
}

// send writes the messages, as many as fit a buffer in one Write. 16 events in one Write took 11 us, and
// in one for each 119 us (BenchmarkSend on a busy machine with two processors, medians of five runs each).
func (c *frameConn) send(batch []*hub.Message) error {
	c.writing.lock()
	defer c.writing.unlock()
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

// write writes whole frames. What comes after a Close frame is dropped, and is no error.
func (c *frameConn) write(frames []byte) error {
	if c.failed != nil || c.closing.Load() {
		return c.failed
	}
	c.Conn.SetWriteDeadline(time.Now().Add(c.patience))
	_, c.failed = c.Conn.Write(frames)
	return c.failed
}

// Write is gorilla/websocket's: a pong, a Close frame, and before these the answer to the handshake.
func (c *frameConn) Write(b []byte) (int, error) {
	c.writing.lock()
	defer c.writing.unlock()
	err := c.write(b)
	if b[0] == finBit|websocket.CloseMessage {
		c.closing.Store(true)
	}
	return len(b), err
}

// CloseWrite sends FIN, after what is being written. Reading goes on, and the peer is not asked any more
// whether it is there.
func (c *frameConn) CloseWrite() error {
	c.writing.lock()
	defer c.writing.unlock()
	c.closing.Store(true)
	return netx.CloseWrite(c.Conn)
}

// SetWriteDeadline does nothing: each write has a deadline of its own, and gorilla/websocket's for a
// pong must not be that of the event that is on its way.
func (c *frameConn) SetWriteDeadline(time.Time) error { return nil }

// Read waits for what the peer sends. A peer that is silent for a third of the idle time is asked with
// a ping whether it is still there, and after two thirds again. Any answer counts; a browser gives it
// by itself. What stands between the two, a NAT for example, sees that the connection is in use.
func (c *frameConn) Read(b []byte) (int, error) {
	if c.closing.Load() { // whoever waits for the peer's Close frame has set a deadline
		return c.Conn.Read(b)
	}
	for asked := 0; ; asked++ {
		c.SetReadDeadline(time.Now().Add(c.idle / 3))
		n, err := c.Conn.Read(b)
		if n > 0 || asked == 2 || !netx.IsTimeout(err) {
			return n, err
		}
		if c.writing.tryLock() { // whoever holds it is sending something
			c.write(ping)
			c.writing.unlock()
		}
	}
}

var ping = []byte{finBit | websocket.PingMessage, 0}
