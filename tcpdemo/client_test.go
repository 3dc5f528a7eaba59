package tcpdemo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"testing"

	"wirelab/internal/network/netx"
	"wirelab/internal/network/netx/netxtest"
)

func TestRecv(t *testing.T) {
	tests := []struct {
		name   string
		stream string // from the peer, which then ends it
		want   string // the messages, quoted
		err    error  // after them
	}{
		{"the end comes between messages", "\x00\x00\x00\x02hi", `"hi"`, io.EOF},
		{"the end comes in a length", "\x00\x00", "", io.ErrUnexpectedEOF},
		{"the end comes in a message", "\x00\x00\x00\x02h", "", io.ErrUnexpectedEOF},
		{"a length too large", "\x7f\xff\xff\xff", "", ErrTooLarge},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c, peer := connect(t, LengthPrefix{})
			go func() {
				for _, b := range []byte(test.stream) { // a byte at a time, as a network may
					peer.Write([]byte{b})
				}
				peer.Close()
			}()
			got, err := recvAll(c)
			if got != test.want || !errors.Is(err, test.err) {
				t.Errorf("got %s, %v, want %s, %v", got, err, test.want, test.err)
			}
			if _, again := c.Recv(nil); !errors.Is(again, test.err) {
				t.Errorf("Recv again: %v, want still %v", again, test.err)
			}
		})
	}
}

func TestRecvAfterClose(t *testing.T) {
	nw := &netx.Host{}
	ln, err := nw.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	c, err := Dial(t.Context(), nw, ln.Addr().String(), LengthPrefix{})
	if err != nil {
		t.Fatal(err)
	}
	c.Close()
	if _, err := c.Recv(nil); !errors.Is(err, net.ErrClosed) {
		t.Errorf("Recv: %v, want %v", err, net.ErrClosed)
	}
	if err := c.Send(nil); !errors.Is(err, net.ErrClosed) {
		t.Errorf("Send: %v, want %v", err, net.ErrClosed)
	}
}

// A message is one Write, and so on most networks one segment.
func TestSendWritesOnce(t *testing.T) {
	c, peer := connect(t, LengthPrefix{})
	go c.Send([]byte("hi"))
	buf := make([]byte, 100)
	n, err := peer.Read(buf) // of a pipe: what one Write wrote
	if string(buf[:n]) != "\x00\x00\x00\x02hi" || err != nil {
		t.Errorf("got %q, %v", buf[:n], err)
	}
}

func TestDialCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if c, err := Dial(ctx, &netx.Host{}, "127.0.0.1:1", Lines{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, %v, want %v", c, err, context.Canceled)
	}
}

// connect returns a Conn and the other end of its connection.
func connect(t *testing.T, framing Framing) (*Conn, net.Conn) {
	t.Helper()
	nw := &netxtest.Pipes{}
	ln, err := nw.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	accepted := make(chan net.Conn, 1)
	go func() {
		peer, _ := ln.Accept()
		accepted <- peer
	}()
	c, err := Dial(t.Context(), nw, ln.Addr().String(), framing)
	if err != nil {
		t.Fatal(err)
	}
	peer := <-accepted
	t.Cleanup(func() { c.Close(); peer.Close() })
	return c, peer
}

// recvAll receives until there is an error, and returns what came, quoted, and the error.
func recvAll(c *Conn) (msgs string, err error) {
	buf := make([]byte, 100)
	for {
		n, err := c.Recv(buf)
		if err != nil {
			return msgs, err
		}
		msgs += fmt.Sprintf("%q", buf[:n])
	}
}
