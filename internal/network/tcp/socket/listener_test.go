package socket

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net/netip"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"wirelab/internal/network/tcp"
)

// TestListenerCloses: connections that nobody has accepted are reset when the listener closes, and a server that is
// started again at the same port finds it free.
func TestListenerCloses(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		a, b := wired(t)
		for range 3 {
			l, err := a.Listen(7)
			if err != nil {
				t.Fatal(err)
			}
			c, err := b.Dial(t.Context(), 0, l.local)
			if err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
			l.Close()
			_, err = c.Read(make([]byte, 1))
			is(t, err, "read", syscall.ECONNRESET, "")
		}
	})
}

// TestReuseOfPorts: a client may dial from the port that it had before, while the server still waits in TIME-WAIT.
func TestReuseOfPorts(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		a, b := wired(t)
		l, err := a.Listen(7)
		if err != nil {
			t.Fatal(err)
		}
		for range 3 {
			time.Sleep(10 * time.Millisecond)
			c, err := b.Dial(t.Context(), 4000, l.local)
			if err != nil {
				t.Fatal(err)
			}
			s, err := l.Accept()
			if err != nil {
				t.Fatal(err)
			}
			s.Close() // first, so the server waits
			io.ReadAll(c)
			c.Close()
			synctest.Wait()
			if open(a) != 1 || open(b) != 0 {
				t.Fatalf("%d connections at the server, %d at the client", open(a), open(b))
			}
		}
		l.Close()
	})
}

// TestBacklog: a SYN that finds no room is not answered.
func TestBacklog(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		a, b := wired(t)
		l, err := a.Listen(7)
		if err != nil {
			t.Fatal(err)
		}
		a.mu.Lock()
		l.waiting = backlog
		a.mu.Unlock()
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		_, err = b.Dial(ctx, 0, l.local)
		is(t, err, "dial", context.DeadlineExceeded, "")
		a.mu.Lock()
		l.waiting = 0
		a.mu.Unlock()
		if _, err = b.Dial(t.Context(), 0, l.local); err != nil {
			t.Error(err)
		}
	})
}

// TestDialIsCancelled: a dial ends with its context, and so does one to where nobody is, after 131 s.
func TestDialIsCancelled(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		a, b := wired(t)
		nobody := netip.MustParseAddrPort("10.9.9.9:7")
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		began := time.Now()
		_, err := b.Dial(ctx, 0, nobody)
		is(t, err, "dial", context.DeadlineExceeded, "context deadline exceeded")
		if took := time.Since(began); took != time.Second {
			t.Errorf("it took %v", took)
		}
		if open(b) > 0 {
			t.Error("the connection is still there")
		}
		_, err = b.Dial(ctx, 0, nobody)
		is(t, err, "dial", context.DeadlineExceeded, "")
		began = time.Now()
		_, err = b.Dial(t.Context(), 0, nobody)
		is(t, err, "dial", syscall.ETIMEDOUT, "connection timed out")
		if took := time.Since(began); took < 131*time.Second || took > 150*time.Second {
			t.Errorf("it took %v", took)
		}
		a.Close()
		b.Close()
		_, err = b.Dial(t.Context(), 0, nobody)
		is(t, err, "dial", syscall.ENETDOWN, "")
	})
}

// TestConnectsAgain: a client that connects again from the same port, where the server has the old connection in TIME-WAIT, need not
// wait: the timestamps of its SYN are later (RFC 6191).
func TestConnectsAgain(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		server, client := wired(t)
		l, err := server.Listen(7)
		if err != nil {
			t.Fatal(err)
		}
		for again := range 20 {
			begun := time.Now()
			c, err := client.Dial(t.Context(), 5000, l.local)
			if err != nil || time.Since(begun) > time.Millisecond {
				t.Fatalf("connection %d: after %v, %v", again, time.Since(begun), err)
			}
			s, err := l.Accept()
			if err != nil {
				t.Fatal(err)
			}
			s.Close()
			io.Copy(io.Discard, c)
			c.Close()
			time.Sleep(2 * time.Millisecond)
			if n := open(server); n != 1 {
				t.Errorf("%d connections, want one in TIME-WAIT", n)
			}
		}
		l.Close()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second/2)
		defer cancel()
		if _, err := client.Dial(ctx, 5000, l.local); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("nobody listens, and TIME-WAIT has not ended: %v", err)
		}
	})
}

// TestNeitherSYN: a listener answers a segment with ACK, which is of no connection, and drops one with neither SYN nor ACK (RFC 9293
// section 3.10.7.2).
func TestNeitherSYN(t *testing.T) {
	var sent int
	h := NewHost(Config{Addr: netip.MustParseAddr("10.0.0.1"), Random: rand.NewChaCha8([32]byte{}), Output: func([]byte) { sent++ }})
	defer h.Close()
	if _, err := h.Listen(7); err != nil {
		t.Fatal(err)
	}
	for flags, want := range map[tcp.Flags]int{tcp.PSH: 0, tcp.FIN: 0, tcp.ACK: 1} {
		sent = 0
		h.Input(tcp.Append(nil, netip.MustParseAddrPort("10.0.0.2:5000"), netip.MustParseAddrPort("10.0.0.1:7"), 0, &tcp.Segment{Flags: flags}))
		if sent != want {
			t.Errorf("%v: %d answers, want %d", flags, sent, want)
		}
	}
}
