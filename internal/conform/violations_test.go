package conform

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync/atomic"
	"time"

	"wirelab/internal/network/netx"
	"wirelab/internal/room/event"
	"wirelab/internal/transport"
)

// noFrames is why a behaviour means nothing but over WebSocket.
const noFrames = Skip("only WebSocket has frames, which can be wrong or never end")

// A frame of a client's that is masked with the key 0, so that its payload can be read as it is. These
// are the first bytes of some (RFC 6455 section 5.2).
const (
	noKey     = "\x00\x00\x00\x00"
	finText   = "\x81"
	text      = "\x01"
	following = "\x00"
	ping      = "\x89\x80" + noKey
	pong      = "\x8a\x00"
)

// wrongFrames break the protocol, each in another way.
var wrongFrames = map[string]string{
	"a length of 2^63":         finText + "\xff\x80\x00\x00\x00\x00\x00\x00\x00" + noKey,
	"a length in too many":     finText + "\xfe\x00\x05" + noKey + "hello",
	"a Close with half a code": "\x88\x81" + noKey + "x",
	"a reserved opcode":        "\x83\x80" + noKey,
	"a reserved bit":           "\xa1\x80" + noKey,
	"no mask":                  finText + "\x05hello",
	"a fragment of nothing":    following + "\x80" + noKey,
	"a ping in fragments":      "\x09\x80" + noKey,
}

func brokenProtocol(ctx context.Context, w World) error {
	if w.Transport.Name != "ws" {
		return noFrames
	}
	return w.serveRooms(ctx, transport.Options{}, func(ctx context.Context, s *session) error {
		all, err := s.enter(ctx, "blue", "ada")
		if err != nil {
			return err
		}
		ada := all[0]
		for what, frame := range wrongFrames {
			bob, err := s.connect(ctx, "bob")
			if err != nil {
				return err
			}
			if err := bob.join(event.Request{Room: "blue"}); err != nil {
				return err
			}
			if err := ada.hears(did(bob, event.EventJoin)); err != nil {
				return err
			}
			begin := time.Now()
			if err := bob.tap.write(frame); err != nil {
				return err
			}
			if r, err := bob.reply(); err == nil || !strings.Contains(err.Error(), "1002") {
				return fmt.Errorf("%s: bob heard %v, %v, want the code 1002", what, r, err)
			}
			left := did(bob, event.EventLeave)
			left.Offset++
			if err := ada.hears(left); err != nil {
				return fmt.Errorf("%s: %w", what, err)
			}
			// It is a second at most; a machine with other things to do may take a while.
			if took := time.Since(begin); took > 20*time.Second {
				return fmt.Errorf("%s: bob was in the room for another %v", what, took)
			}
		}
		return nil
	})
}

func unfinishedMessage(ctx context.Context, w World) error {
	if w.Transport.Name != "ws" {
		return noFrames
	}
	o := transport.Options{MessageTimeout: 500 * time.Millisecond}
	check := func(hello string) func(ctx context.Context, s *session) error {
		return func(ctx context.Context, s *session) error {
			for _, begun := range []string{finText, finText + "\x85" + noKey + "hell", text + "\x85" + noKey + "hello"} {
				tap := &tapped{Network: s.Client}
				c, err := s.dialOver(ctx, tap)
				if err != nil {
					return err
				}
				if err := c.Send([]byte(hello)); err != nil {
					return err
				}
				if _, err := c.Recv(make([]byte, 1000)); err != nil {
					return err
				}
				if err := tap.write(begun); err != nil {
					return err
				}
				if n, err := c.Recv(make([]byte, 1000)); err == nil || !strings.Contains(err.Error(), "1008") {
					return fmt.Errorf("after %q: got %d, %v from Recv, want the code 1008", begun, n, err)
				}
			}
			return nil
		}
	}
	if err := w.serve(ctx, o, check("hello")); err != nil {
		return fmt.Errorf("echo: %w", err)
	}
	return w.serveRooms(ctx, o, check(`{"type":"rooms"}`))
}

func muchUnfinished(ctx context.Context, w World) error {
	if w.Transport.Name != "ws" {
		return noFrames
	}
	// Each of these needs a buffer of 16 KiB, of which 4 do not count.
	const size = 10_000
	o := transport.Options{MaxUnfinished: 2 * 12 << 10}
	fragment := text + "\xfe" + string([]byte{size >> 8, size & 0xff}) + noKey + strings.Repeat("x", size)
	return w.serve(ctx, o, func(ctx context.Context, s *session) error {
		for range 2 {
			tap := &tapped{Network: s.Client}
			if _, err := s.dialOver(ctx, tap); err != nil {
				return err
			}
			// The pong shows that the server has read what came before the ping.
			if err := tap.write(fragment + ping); err != nil {
				return err
			}
			if err := tap.expect(pong); err != nil {
				return err
			}
		}
		c, err := s.dial(ctx)
		if err != nil {
			return err
		}
		if err := exchange(c, []byte("a small message gets through")); err != nil {
			return err
		}
		return s.together(ctx, 2, func(ctx context.Context, i int) error {
			if i == 0 {
				c.Send(make([]byte, size)) // as far as the server takes it
				return nil
			}
			if n, err := c.Recv(make([]byte, size)); err == nil || !strings.Contains(err.Error(), "1013") {
				return fmt.Errorf("got %d, %v from Recv, want the code 1013", n, err)
			}
			return nil
		})
	})
}

// endlessAnswer is of a server that is not ours and never stops talking.
func endlessAnswer(ctx context.Context, w World) error {
	if !w.Transport.Reliable {
		return Skip("a datagram ends")
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for _, letter := range []string{"x", "\xff"} {
		for _, dial := range []dial{w.Transport.Dial, w.Transport.DialText} {
			most := int64(w.Transport.MaxMessage + 64<<10)
			if n, err := w.listenTo(ctx, dial, strings.Repeat(letter, 1000)); err != nil || n > most {
				return fmt.Errorf("%q without end: %d bytes were read, %w", letter, n, err)
			}
		}
	}
	return nil
}

// listenTo has a client connect to a server that sends what without end, and returns how much it read
// before it gave up.
func (w World) listenTo(ctx context.Context, dial dial, what string) (read int64, err error) {
	ln, err := w.Server.Listen(ctx, "tcp", w.Addr)
	if err != nil {
		return 0, err
	}
	talking := make(chan struct{})
	go func() {
		defer close(talking)
		conn, err := ln.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		if w.Transport.Name == "ws" { // first it wants to know what it answers
			if _, err := conn.Read(make([]byte, 1000)); err != nil {
				return
			}
			io.WriteString(conn, "HTTP/1.1 101 ")
		}
		for err == nil {
			_, err = io.WriteString(conn, what)
		}
	}()
	defer func() {
		ln.Close()
		<-talking
	}()
	counted := &counting{Network: w.Client}
	defer counted.hangUp()
	stop := context.AfterFunc(ctx, counted.hangUp)
	defer stop()
	c, err := dial(ctx, counted, ln.Addr().String())
	if err == nil {
		defer c.Close()
		_, err = c.Recv(make([]byte, w.Transport.MaxMessage))
	}
	switch {
	case ctx.Err() != nil:
		return counted.read.Load(), ctx.Err()
	case err == nil:
		return counted.read.Load(), errors.New("and were taken for a message")
	}
	return counted.read.Load(), nil
}

// counting is a Network that counts what is read from the connection that was made through it.
type counting struct {
	netx.Network
	read atomic.Int64
	conn atomic.Pointer[countedConn]
}

func (n *counting) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := n.Network.DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	counted := &countedConn{conn, &n.read}
	n.conn.Store(counted)
	return counted, nil
}

func (n *counting) hangUp() {
	if conn := n.conn.Load(); conn != nil {
		conn.Close()
	}
}

type countedConn struct {
	net.Conn
	read *atomic.Int64
}

func (c *countedConn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	c.read.Add(int64(n))
	return n, err
}

// write sends bytes behind the owner's back.
func (t *tapped) write(bytes string) error {
	_, err := io.WriteString(t.conn(), bytes)
	return err
}

// expect receives bytes that the owner then does not see.
func (t *tapped) expect(bytes string) error {
	buf := make([]byte, len(bytes))
	if n, err := io.ReadFull(t.conn(), buf); string(buf) != bytes {
		return fmt.Errorf("got %q, %w, want %q", buf[:n], err, bytes)
	}
	return nil
}

func (t *tapped) conn() net.Conn {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.all[0].(net.Conn)
}
