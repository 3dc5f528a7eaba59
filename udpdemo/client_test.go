package udpdemo

import (
	"context"
	"errors"
	"net"
	"testing"
	"time"

	"wirelab/internal/network/netx"
)

// A datagram over IPv6 may be longer than any over IPv4. It is not cut short.
func TestRecvLongest(t *testing.T) {
	pc := listen(t, "[::1]:0")
	defer pc.Close()
	c := connect(t, pc)
	if err := c.Send([]byte("where are you?")); err != nil {
		t.Fatal(err)
	}
	_, from, err := pc.ReadFrom(make([]byte, 100))
	if err != nil {
		t.Fatal(err)
	}
	const longest = 65_535 - 8
	if _, err := pc.WriteTo(make([]byte, longest), from); err != nil {
		t.Skip(err) // not every system sends so large a one
	}
	if n, err := c.Recv(make([]byte, 1<<20)); n != longest || err != nil {
		t.Errorf("got %d bytes, %v, want %d", n, err, longest)
	}
}

// A Conn hears its server only.
func TestRecvFromStranger(t *testing.T) {
	server, stranger := listen(t, "127.0.0.1:0"), listen(t, "127.0.0.1:0")
	defer server.Close()
	defer stranger.Close()
	c := connect(t, server)
	if _, err := stranger.WriteTo([]byte("forged"), c.conn.LocalAddr()); err != nil {
		t.Fatal(err)
	}
	if _, err := server.WriteTo([]byte("true"), c.conn.LocalAddr()); err != nil {
		t.Fatal(err)
	}
	buf := make([]byte, 100)
	if n, err := c.Recv(buf); string(buf[:n]) != "true" || err != nil {
		t.Errorf("got %q, %v", buf[:n], err)
	}
}

func TestRecvAfterClose(t *testing.T) {
	pc := listen(t, "127.0.0.1:0")
	defer pc.Close()
	c := connect(t, pc)
	c.Close()
	if _, err := c.Recv(nil); !errors.Is(err, net.ErrClosed) {
		t.Errorf("Recv: %v, want %v", err, net.ErrClosed)
	}
	if err := c.Send(nil); !errors.Is(err, net.ErrClosed) {
		t.Errorf("Send: %v, want %v", err, net.ErrClosed)
	}
}

func TestDialCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if c, err := Dial(ctx, &netx.Host{}, "127.0.0.1:1"); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, %v, want %v", c, err, context.Canceled)
	}
}

// A client whose port happens to be the server's is not answered. It takes another one.
func TestDialPort(t *testing.T) {
	pc := listen(t, "127.0.0.1:0")
	defer pc.Close()
	nw := &sameAtFirst{}
	c, err := Dial(t.Context(), nw, pc.LocalAddr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if got, not := addrPort(c.conn.LocalAddr()).Port(), addrPort(pc.LocalAddr()).Port(); got == not {
		t.Errorf("port %d is the server's", got)
	}
	if err := nw.first.SetDeadline(time.Now()); !errors.Is(err, net.ErrClosed) {
		t.Errorf("the first socket is still open: %v", err)
	}
}

// sameAtFirst is the machine's network, but what is dialled first says that it has the server's port.
type sameAtFirst struct {
	netx.Host
	first net.Conn
}

func (nw *sameAtFirst) DialContext(ctx context.Context, network, addr string) (net.Conn, error) {
	conn, err := nw.Host.DialContext(ctx, network, addr)
	if nw.first == nil && err == nil {
		nw.first = conn
		return atServersPort{conn}, nil
	}
	return conn, err
}

type atServersPort struct{ net.Conn }

func (c atServersPort) LocalAddr() net.Addr { return c.RemoteAddr() }

// connect returns a Conn to the socket pc.
func connect(t *testing.T, pc net.PacketConn) *Conn {
	t.Helper()
	c, err := Dial(t.Context(), &netx.Host{}, pc.LocalAddr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}
