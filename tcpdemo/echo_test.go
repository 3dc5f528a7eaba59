package tcpdemo

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"wirelab/internal/network/netx"
	"wirelab/internal/network/netx/netxtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// The server needs no client of ours: what goes in comes out, as with nc.
func TestEchoRaw(t *testing.T) {
	conn := dial(t, &EchoServer{}, &netx.Host{})
	for _, want := range []string{"h", "i\n", "\x00\xff"} {
		if _, err := conn.Write([]byte(want)); err != nil {
			t.Fatal(err)
		}
		got := make([]byte, len(want))
		if _, err := io.ReadFull(conn, got); err != nil || string(got) != want {
			t.Errorf("got %q, %v, want %q", got, err, want)
		}
	}
}

// A client that has said all it has to say (FIN) still gets the rest of its echo, and then the end.
func TestEchoHalfClose(t *testing.T) {
	conn := dial(t, &EchoServer{}, &netx.Host{}).(*net.TCPConn)
	want := bytes.Repeat([]byte("0123456789abcdef"), 64<<10)
	go func() {
		conn.Write(want)
		conn.CloseWrite()
	}()
	got, err := io.ReadAll(conn)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("%d of %d bytes came back, %v", len(got), len(want), err)
	}
}

func TestEchoReset(t *testing.T) {
	failed := make(chan net.Addr, 1)
	s := &EchoServer{OnError: func(peer net.Addr, err error) { failed <- peer }}
	conn := dial(t, s, &netx.Host{}).(*net.TCPConn)
	roundTrip(t, conn, "here")
	conn.SetLinger(0) // Close is then an abort (RST) and not an end (FIN)
	conn.Close()
	select {
	case peer := <-failed:
		if peer.String() != conn.LocalAddr().String() {
			t.Errorf("OnError was told of %v, want %v", peer, conn.LocalAddr())
		}
	case <-time.After(patience):
		t.Error("OnError was told nothing")
	}
}

func TestEchoIdleTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		conn := dial(t, &EchoServer{}, &netxtest.Pipes{})
		time.Sleep(4 * time.Minute)
		roundTrip(t, conn, "still here") // starts the time anew
		start := time.Now()
		if n, err := conn.Read(make([]byte, 1)); err != io.EOF {
			t.Errorf("got %d, %v, want %v", n, err, io.EOF)
		}
		if waited := time.Since(start); waited != 5*time.Minute {
			t.Errorf("the connection ended after %v idle, want 5m", waited)
		}
	})
}

func TestEchoWriteTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		failed := make(chan error, 1)
		s := &EchoServer{OnError: func(_ net.Addr, err error) { failed <- err }}
		conn := dial(t, s, &netxtest.Pipes{})
		start := time.Now()
		conn.Write([]byte("never read"))
		var timeout net.Error
		if err := <-failed; !errors.As(err, &timeout) || !timeout.Timeout() {
			t.Errorf("OnError was told %v, want a timeout", err)
		}
		if waited := time.Since(start); waited != 10*time.Second {
			t.Errorf("the connection ended after %v, want 10s", waited)
		}
	})
}

// Peers are answered for a while yet when the server has been told to stop.
func TestEchoDrain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		nw := &netxtest.Pipes{}
		addr, stop := start(t, &EchoServer{}, nw)
		conn := open(t, nw, addr)
		roundTrip(t, conn, "before")
		stopped := time.Now()
		stop()
		synctest.Wait()
		if _, err := nw.DialContext(t.Context(), "tcp", addr); err == nil {
			t.Error("the server still listens")
		}
		time.Sleep(90 * time.Millisecond)
		roundTrip(t, conn, "after")
		if n, err := conn.Read(make([]byte, 1)); err != io.EOF {
			t.Errorf("got %d, %v, want %v", n, err, io.EOF)
		}
		if drained := time.Since(stopped); drained != 100*time.Millisecond {
			t.Errorf("the connection ended after %v, want 100ms", drained)
		}
	})
}

func TestEchoMaxConns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		refused := make(chan error, 1)
		s := &EchoServer{MaxConns: 1, OnError: func(_ net.Addr, err error) { refused <- err }}
		nw := &netxtest.Pipes{}
		addr, _ := start(t, s, nw)
		roundTrip(t, open(t, nw, addr), "first")
		if n, err := open(t, nw, addr).Read(make([]byte, 1)); err != io.EOF {
			t.Errorf("the second connection got %d, %v, want %v", n, err, io.EOF)
		}
		if err := <-refused; err != ErrTooManyConns {
			t.Errorf("OnError was told %v, want %v", err, ErrTooManyConns)
		}
	})
}

// Accept may fail for a while, as when the process has no file descriptors left.
func TestEchoAcceptError(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		noFiles := errors.New("too many open files")
		var told []error
		s := &EchoServer{OnError: func(_ net.Addr, err error) { told = append(told, err) }}
		nw := &failing{err: noFiles, times: 3}
		roundTrip(t, dial(t, s, nw), "at last")
		if len(told) != 3 || told[0] != noFiles {
			t.Errorf("OnError was told %v, want 3 times %v", told, noFiles)
		}
	})
}

// failing is a network whose listeners' Accept fails some times before it works.
type failing struct {
	netxtest.Pipes
	err   error
	times int
}

func (f *failing) Listen(ctx context.Context, network, address string) (net.Listener, error) {
	ln, err := f.Pipes.Listen(ctx, network, address)
	return &failingListener{ln, f}, err
}

type failingListener struct {
	net.Listener
	*failing
}

func (l *failingListener) Accept() (net.Conn, error) {
	if l.times > 0 {
		l.times--
		return nil, l.err
	}
	return l.Listener.Accept()
}

// start starts a server. It ends when stop is called or the test ends, and must do so without error.
func start(t *testing.T, s interface {
	Serve(ctx context.Context, ln net.Listener) error
}, nw netx.Network,
) (addr string, stop func()) {
	t.Helper()
	ln, err := nw.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- s.Serve(ctx, ln) }()
	t.Cleanup(func() {
		stop()
		if err := <-served; err != nil {
			t.Errorf("Serve: %v", err)
		}
	})
	return ln.Addr().String(), stop
}

// patience bounds waiting in real time, so that a fault is a failed test and not a hang. In virtual
// time synctest itself sees when nothing can come any more.
const patience = 10 * time.Second

// open makes a bare connection.
func open(t *testing.T, nw netx.Network, addr string) net.Conn {
	t.Helper()
	conn, err := nw.DialContext(t.Context(), "tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if _, real := nw.(*netx.Host); real {
		conn.SetDeadline(time.Now().Add(patience))
	}
	return conn
}

// dial is start and open.
func dial(t *testing.T, s *EchoServer, nw netx.Network) net.Conn {
	t.Helper()
	addr, _ := start(t, s, nw)
	return open(t, nw, addr)
}

// roundTrip sends what and waits for it to come back.
func roundTrip(t *testing.T, conn net.Conn, what string) {
	t.Helper()
	if _, err := conn.Write([]byte(what)); err != nil {
		t.Fatal(err)
	}
	got := make([]byte, len(what))
	if _, err := io.ReadFull(conn, got); err != nil || string(got) != what {
		t.Fatalf("got %q, %v, want %q", got, err, what)
	}
}

// TestEchoBuffers: what the buffers of all connections grow by is bounded, and given back.
func TestEchoBuffers(t *testing.T) {
	server, client := net.Pipe()
	large, most := netx.NewBudget(1000), 0
	s := &EchoServer{OnData: func(_ net.Addr, b []byte) { most = max(most, len(b)) }}
	ended := make(chan error, 1)
	go func() { ended <- s.echo(t.Context(), server, large) }()
	go client.Write(make([]byte, 10_000))
	if _, err := io.ReadFull(client, make([]byte, 10_000)); err != nil {
		t.Fatal(err)
	}
	client.Close()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if most != 1024 { // 512 more than at first; 1024 more are not left
		t.Errorf("it read up to %d bytes at once, want 1024", most)
	}
	if !large.Take(1000) {
		t.Error("not all was given back")
	}
}
