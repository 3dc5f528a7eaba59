package wsdemo

import (
	"bytes"
	"io"
	"net"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"

	"wirelab/internal/network/netx"
	"wirelab/internal/network/netx/netxtest"
)

// Many messages that come in together go back together. A pipe shows it: one Read brings what one
// Write wrote.
func TestEchoesLeaveTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := dial(t, &EchoServer{}, &netxtest.Pipes{})
		p.send(t, strings.Repeat(frame(fin|opText, "hi"), 100))
		buf := make([]byte, maxPending)
		n, err := p.Read(buf)
		if want := strings.Repeat("\x81\x02hi", 100); string(buf[:n]) != want || err != nil {
			t.Errorf("the first Write brought %q, %v, want all hundred echoes", buf[:n], err)
		}
	})
}

// Nothing is held back while the server waits for more.
func TestFlushBeforeRead(t *testing.T) {
	inBubble(t, func(t *testing.T, c *flushConn, peer net.Conn) {
		write(t, c, "one")
		write(t, c, "two")
		go c.Read(make([]byte, 1))
		expectRead(t, peer, "onetwo")
	})
}

func TestWriteThroughWhileReading(t *testing.T) {
	inBubble(t, func(t *testing.T, c *flushConn, peer net.Conn) {
		go c.Read(make([]byte, 1))
		synctest.Wait() // until it waits
		go write(t, c, "one")
		expectRead(t, peer, "one")
	})
}

func TestWriteKeepsOrder(t *testing.T) {
	inBubble(t, func(t *testing.T, c *flushConn, peer net.Conn) {
		var want bytes.Buffer
		go func() {
			for _, n := range []int{10, maxPending, 1, maxPending - 1, 1, maxPending + 1, 5} {
				b := bytes.Repeat([]byte{byte('a' + want.Len()%26)}, n)
				want.Write(b)
				c.Write(b)
			}
			c.Close()
		}()
		if got, err := io.ReadAll(peer); err != nil || !bytes.Equal(got, want.Bytes()) {
			t.Errorf("%d bytes arrived, %v, want %d in order", len(got), err, want.Len())
		}
	})
}

func TestCloseFlushes(t *testing.T) {
	inBubble(t, func(t *testing.T, c *flushConn, peer net.Conn) {
		write(t, c, "last words")
		go c.Close()
		expectRead(t, peer, "last words")
		if n, err := peer.Read(make([]byte, 1)); err != io.EOF {
			t.Errorf("then %d, %v, want %v", n, err, io.EOF)
		}
	})
}

// Closing is what wakes a Write that the peer does not take, so it must not wait for it.
func TestCloseWakesWrite(t *testing.T) {
	inBubble(t, func(t *testing.T, c *flushConn, peer net.Conn) {
		failed := make(chan error)
		go func() {
			_, err := c.Write(make([]byte, maxPending+1))
			failed <- err
		}()
		synctest.Wait() // until it waits
		c.Close()
		if err := <-failed; err == nil {
			t.Error("the Write succeeded, and nobody has read it")
		}
	})
}

func TestFailedFlushSticks(t *testing.T) {
	inBubble(t, func(t *testing.T, c *flushConn, peer net.Conn) {
		write(t, c, "for nobody")
		peer.Close()
		if _, err := c.Read(make([]byte, 1)); err != io.ErrClosedPipe {
			t.Errorf("Read: %v, want the flush's %v", err, io.ErrClosedPipe)
		}
		if _, err := c.Write([]byte("x")); err != io.ErrClosedPipe {
			t.Errorf("Write: %v, want still %v", err, io.ErrClosedPipe)
		}
	})
}

func TestCloseGivesSlotBack(t *testing.T) {
	end, peer := net.Pipe()
	defer peer.Close()
	here := netip.MustParseAddr("127.0.0.1")
	c := &slotConn{Conn: end, slots: &netx.Shares{Places: 1}, from: here}
	c.slots.Take(here)
	c.Close()
	if !c.slots.Take(here) { // for another connection
		t.Error("the slot is still taken")
	}
	c.Close()
	if c.slots.Take(here) {
		t.Error("closing twice gave two slots back")
	}
}

func TestCloseWrite(t *testing.T) {
	nw := &netx.Host{}
	ln, err := nw.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	peer := open(t, nw, ln.Addr().String())
	accepted, err := ln.Accept()
	if err != nil {
		t.Fatal(err)
	}
	slot := &slotConn{Conn: accepted, slots: &netx.Shares{Places: 1}}
	slot.slots.Take(slot.from)
	c := newFlushConn(slot).(*flushConn)
	defer c.Close()

	write(t, c, "last words")
	if err := c.CloseWrite(); err != nil {
		t.Error(err)
	}
	if got, err := io.ReadAll(peer); string(got) != "last words" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
	if _, err := peer.Write([]byte("yes?")); err != nil {
		t.Error(err)
	}
	expectRead(t, c, "yes?")
}

// inBubble runs a test of a flushConn on one end of a pipe, in virtual time.
func inBubble(t *testing.T, test func(t *testing.T, c *flushConn, peer net.Conn)) {
	synctest.Test(t, func(t *testing.T) {
		end, peer := net.Pipe()
		c := &flushConn{Conn: end, mu: newLock()}
		t.Cleanup(func() {
			peer.Close()
			end.Close()
		})
		test(t, c, peer)
	})
}

func write(t *testing.T, conn net.Conn, what string) {
	t.Helper()
	if n, err := conn.Write([]byte(what)); n != len(what) || err != nil {
		t.Errorf("Write: %d, %v", n, err)
	}
}

func expectRead(t *testing.T, conn net.Conn, want string) {
	t.Helper()
	buf := make([]byte, 100)
	if n, err := conn.Read(buf); string(buf[:n]) != want || err != nil {
		t.Errorf("Read: %q, %v, want %q", buf[:n], err, want)
	}
}
