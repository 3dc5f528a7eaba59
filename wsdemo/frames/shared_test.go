package frames

import (
	"bytes"
	"io"
	"net"
	"syscall"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"wirelab/internal/network/netx"
)

// A peer that does not read has its messages waiting in what TrySendMessages returns. Nothing gets between the halves
// of a frame, and when the peer reads, all of it comes, in order.
func TestTrySend(t *testing.T) {
	conn, peer := pair(t)
	c := NewSharedConn(conn, time.Minute, time.Minute)
	if c.socket == nil {
		t.Skip("here nothing is written without waiting")
	}
	payload := bytes.Repeat([]byte("x"), 10_000)
	message := func(int) (int, []byte) { return websocket.TextMessage, payload }
	var want []byte
	var rest func() error
	for rest == nil {
		var tried bool
		if rest, tried = c.TrySendMessages(1, message); !tried {
			t.Fatal("nobody else is writing")
		}
		want = appendFrame(want, websocket.TextMessage, payload)
	}
	if _, tried := c.TrySendMessages(1, message); tried {
		t.Error("sent into a frame that is half sent")
	}
	pong := make(chan error)
	go func() {
		_, err := c.Write([]byte{finBit | websocket.PongMessage, 0})
		pong <- err
	}()
	sent := make(chan error)
	go func() { sent <- rest() }()
	want = append(want, finBit|websocket.PongMessage, 0)
	got := make([]byte, len(want))
	if _, err := io.ReadFull(peer, got); err != nil || !bytes.Equal(got, want) {
		t.Errorf("not the frames that were sent, in order (%v)", err)
	}
	if err := <-sent; err != nil {
		t.Error(err)
	}
	if err := <-pong; err != nil {
		t.Error(err)
	}
	if rest, tried := c.TrySendMessages(1, message); rest != nil || !tried {
		t.Error("the peer has read all, and a message was not sent at once")
	}
}

// What does not fit a buffer is not tried, and a Write leaves no deadline behind: once that had passed, nothing could be
// written without waiting any more.
func TestTrySendLater(t *testing.T) {
	conn, peer := pair(t)
	d := &deadlineConn{Conn: conn}
	c := NewSharedConn(d, time.Minute, time.Minute)
	if c.socket == nil {
		t.Skip("here nothing is written without waiting")
	}
	go io.Copy(io.Discard, peer)
	large := func(int) (int, []byte) { return websocket.TextMessage, make([]byte, maxPending) }
	if _, tried := c.TrySendMessages(1, large); tried {
		t.Error("more than a buffer was tried")
	}
	if err := c.SendMessages(1, large); err != nil {
		t.Fatal(err)
	}
	if d.set == 0 || !d.last.IsZero() {
		t.Errorf("%d deadlines, the last of them %v", d.set, d.last)
	}
}

// deadlineConn notes the deadlines of writing.
type deadlineConn struct {
	net.Conn
	set  int
	last time.Time
}

func (c *deadlineConn) SetWriteDeadline(t time.Time) error {
	c.set, c.last = c.set+1, t
	return c.Conn.SetWriteDeadline(t)
}

func (c *deadlineConn) SyscallConn() (syscall.RawConn, error) { return netx.SyscallConn(c.Conn) }

// pair returns the two ends of a TCP connection on this machine.
func pair(t *testing.T) (net.Conn, net.Conn) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	a, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	b, err := ln.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close(); b.Close() })
	return a, b
}
