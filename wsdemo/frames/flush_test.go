package frames

import (
	"bytes"
	"io"
	"net"
	"testing"
	"testing/synctest"
)

// Nothing is held back while the server waits for more.
func TestFlushBeforeRead(t *testing.T) {
	inBubble(t, func(t *testing.T, c *FlushConn, peer net.Conn) {
		write(t, c, "one")
		write(t, c, "two")
		go c.Read(make([]byte, 1))
		expectRead(t, peer, "onetwo")
	})
}

func TestWriteThroughWhileReading(t *testing.T) {
	inBubble(t, func(t *testing.T, c *FlushConn, peer net.Conn) {
		go c.Read(make([]byte, 1))
		synctest.Wait() // until it waits
		go write(t, c, "one")
		expectRead(t, peer, "one")
	})
}

func TestWriteKeepsOrder(t *testing.T) {
	inBubble(t, func(t *testing.T, c *FlushConn, peer net.Conn) {
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
	inBubble(t, func(t *testing.T, c *FlushConn, peer net.Conn) {
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
	inBubble(t, func(t *testing.T, c *FlushConn, peer net.Conn) {
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
	inBubble(t, func(t *testing.T, c *FlushConn, peer net.Conn) {
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

// inBubble runs a test of a FlushConn on one end of a pipe, in virtual time.
func inBubble(t *testing.T, test func(t *testing.T, c *FlushConn, peer net.Conn)) {
	synctest.Test(t, func(t *testing.T) {
		end, peer := net.Pipe()
		c := NewFlushConn(end)
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
