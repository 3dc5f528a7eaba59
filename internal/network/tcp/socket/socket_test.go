package socket

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"net/netip"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"
	"golang.org/x/net/nettest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// wired are two Hosts whose packets reach each other, in order and at once.
func wired(t testing.TB) (a, b *Host) {
	var hosts [2]*Host
	var wires [2]chan []byte
	var running sync.WaitGroup
	for i := range hosts {
		wires[i] = make(chan []byte, 100_000)
	}
	for i := range hosts {
		hosts[i] = NewHost(Config{
			Addr: netip.AddrFrom4([4]byte{10, 0, 0, byte(i + 1)}), Random: rand.NewChaCha8([32]byte{byte(i)}),
			Output: func(packet []byte) { wires[1-i] <- packet },
		})
	}
	for i := range hosts {
		running.Go(func() {
			for packet := range wires[i] {
				hosts[i].Input(packet)
			}
		})
	}
	t.Cleanup(func() {
		hosts[0].Close()
		hosts[1].Close()
		close(wires[0])
		close(wires[1])
		running.Wait()
	})
	return hosts[0], hosts[1]
}

// joined are the two ends of a connection between wired hosts.
func joined(t testing.TB) (client, server *Conn) {
	t.Helper()
	a, b := wired(t)
	l, err := a.Listen(7)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	client, err = b.Dial(t.Context(), 0, l.local)
	if err != nil {
		t.Fatal(err)
	}
	c, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	return client, c.(*Conn)
}

// TestConn: a Conn is what package net calls one.
func TestConn(t *testing.T) {
	nettest.TestConn(t, func() (c1, c2 net.Conn, stop func(), err error) {
		a, b := wired(t)
		l, err := a.Listen(0)
		if err != nil {
			return nil, nil, nil, err
		}
		if c1, err = b.Dial(t.Context(), 0, l.local); err != nil {
			return nil, nil, nil, err
		}
		if c2, err = l.Accept(); err != nil {
			return nil, nil, nil, err
		}
		return c1, c2, func() {
			c1.Close()
			c2.Close()
			l.Close()
		}, nil
	})
}

// open is how many connections a Host has.
func open(h *Host) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.conns)
}

// inBubble runs f in virtual time.
func inBubble(t *testing.T, f func(t *testing.T)) { synctest.Test(t, f) }

// is checks that an error is a *net.OpError of an operation around another error, and reads as package net's.
func is(t *testing.T, err error, op string, want error, text string) {
	t.Helper()
	var o *net.OpError
	if !errors.As(err, &o) || o.Op != op || !errors.Is(err, want) || !strings.HasSuffix(err.Error(), text) {
		t.Errorf("%s: %v, want %v", op, err, want)
	}
}

// TestErrors: what goes wrong has the errno that a kernel gives.
func TestErrors(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		a, b := wired(t)
		_, err := b.Dial(t.Context(), 0, netip.MustParseAddrPort("10.0.0.1:9"))
		is(t, err, "dial", syscall.ECONNREFUSED, "dial tcp 10.0.0.1:9: connect: connection refused")

		l, err := a.Listen(7)
		if err != nil {
			t.Fatal(err)
		}
		_, err = a.Listen(7)
		is(t, err, "listen", syscall.EADDRINUSE, "address already in use")

		c, err := b.Dial(t.Context(), 4000, l.local)
		if err != nil {
			t.Fatal(err)
		}
		_, err = b.Dial(t.Context(), 4000, l.local)
		is(t, err, "dial", syscall.EADDRINUSE, "address already in use")

		s, err := l.Accept()
		if err != nil {
			t.Fatal(err)
		}
		c.Write([]byte("unread"))
		synctest.Wait()
		s.Close() // with something unread: RST
		synctest.Wait()
		_, err = c.Write([]byte("x"))
		is(t, err, "write", syscall.ECONNRESET, "connection reset by peer")
		_, err = c.Read(make([]byte, 1))
		is(t, err, "read", syscall.ECONNRESET, "connection reset by peer")
		c.Close()
		_, err = c.Read(make([]byte, 1))
		is(t, err, "read", net.ErrClosed, "use of closed network connection")
		is(t, c.Close(), "close", net.ErrClosed, "use of closed network connection")
		is(t, c.SetDeadline(time.Now()), "set", net.ErrClosed, "use of closed network connection")

		l.Close()
		_, err = l.Accept()
		is(t, err, "accept", net.ErrClosed, "use of closed network connection")
	})
}

// TestHalfClose: after CloseWrite the other side reads to the end and goes on writing; who has said that it will
// write no more cannot.
func TestHalfClose(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		c, s := joined(t)
		c.Write([]byte("question"))
		if err := c.CloseWrite(); err != nil {
			t.Fatal(err)
		}
		_, err := c.Write([]byte("more"))
		is(t, err, "write", syscall.EPIPE, "broken pipe")
		b, err := io.ReadAll(s)
		if string(b) != "question" || err != nil {
			t.Errorf("%q, %v", b, err)
		}
		s.Write([]byte("answer"))
		s.Close()
		b, err = io.ReadAll(c)
		if string(b) != "answer" || err != nil {
			t.Errorf("%q, %v", b, err)
		}
		c.Close()
		time.Sleep(2 * time.Minute) // TIME-WAIT
		for _, h := range []*Host{c.host, s.host} {
			if n := open(h); n > 0 {
				t.Errorf("%v still has %d connections", h.config.Addr, n)
			}
		}
	})
}

// TestDeadlines: reading and writing end at their deadline, and go on when it is moved.
func TestDeadlines(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		c, s := joined(t)
		c.SetReadDeadline(time.Now().Add(time.Second))
		_, err := c.Read(make([]byte, 1))
		is(t, err, "read", os.ErrDeadlineExceeded, "i/o timeout")
		c.SetReadDeadline(time.Time{})
		s.Write([]byte("x"))
		if n, err := c.Read(make([]byte, 1)); n != 1 || err != nil {
			t.Errorf("%d, %v", n, err)
		}
		c.SetWriteDeadline(time.Now().Add(time.Second))
		n, err := c.Write(make([]byte, 50<<20)) // nobody reads it
		is(t, err, "write", os.ErrDeadlineExceeded, "i/o timeout")
		if n == 0 || n == 50<<20 {
			t.Errorf("%d bytes written", n)
		}
	})
}

// TestWritesAreWhole: what several goroutines write at once is not mixed.
func TestWritesAreWhole(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		c, s := joined(t)
		c.host.config.Waking = 100 * time.Microsecond // in which another may begin to write
		const size, writers, times = 300_000, 4, 3
		var writing sync.WaitGroup
		for i := range writers {
			writing.Go(func() {
				for range times {
					if _, err := c.Write(bytes.Repeat([]byte{byte(i)}, size)); err != nil {
						t.Error(err)
					}
				}
			})
		}
		go func() {
			writing.Wait()
			c.Close()
		}()
		var b []byte
		piece := make([]byte, 50_000)
		for { // slowly, so that writers wait
			n, err := s.Read(piece)
			b = append(b, piece[:n]...)
			if err == io.EOF {
				break
			} else if err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Millisecond)
		}
		if len(b) != writers*times*size {
			t.Fatalf("%d bytes", len(b))
		}
		for i := 0; i < len(b); i += size {
			if n := bytes.Count(b[i:i+size], b[i:i+1]); n != size {
				t.Errorf("of the %d bytes after %d, %d are another's", size, i, size-n)
			}
		}
	})
}

// TestHostCloses: whoever reads or writes when the host closes gets an error.
func TestHostCloses(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		c, _ := joined(t)
		failed := make(chan error)
		go func() {
			_, err := c.Read(make([]byte, 1))
			failed <- err
		}()
		synctest.Wait()
		c.host.Close()
		is(t, <-failed, "read", syscall.ECONNABORTED, "")
		_, err := c.Write([]byte("x"))
		is(t, err, "write", syscall.ECONNABORTED, "")
	})
}
