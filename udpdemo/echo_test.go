package udpdemo

import (
	"bytes"
	"context"
	"errors"
	"net"
	"net/netip"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"wirelab/internal/network/netx"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// modes are the ways to serve, which must not differ in what they do.
var modes = []struct {
	name  string
	batch int
}{
	{"one at a time", 0},
	{"batches", 8},
}

// The server needs no client of ours: each datagram comes back as it was.
func TestEchoRaw(t *testing.T) {
	addresses := []struct{ listen, dial string }{
		{"127.0.0.1:0", "127.0.0.1"},
		{"[::1]:0", "::1"},
		{":0", "127.0.0.1"}, // on most systems one socket for IPv4 and IPv6
	}
	for _, mode := range modes {
		for _, a := range addresses {
			t.Run(mode.name+"/"+a.listen, func(t *testing.T) {
				pc := listen(t, a.listen)
				start(t, &EchoServer{Batch: mode.batch}, pc)
				_, port, err := net.SplitHostPort(pc.LocalAddr().String())
				if err != nil {
					t.Fatal(err)
				}
				conn := dial(t, net.JoinHostPort(a.dial, port))
				for _, want := range [][]byte{[]byte("hi"), {}, make([]byte, 1472), make([]byte, 9000)} {
					roundTrip(t, conn, want)
				}
			})
		}
	}
}

func TestEchoCap(t *testing.T) {
	for _, mode := range modes {
		t.Run(mode.name, func(t *testing.T) {
			dropped := make(chan error, 10)
			s := &EchoServer{
				Batch: mode.batch, MaxReplies: 3,
				OnError: func(_ net.Addr, err error) { dropped <- err },
			}
			pc := listen(t, "127.0.0.1:0")
			start(t, s, pc)
			conn := dial(t, pc.LocalAddr().String())
			for _, msg := range []string{"1", "2", "3", "4", "5"} {
				if _, err := conn.Write([]byte(msg)); err != nil {
					t.Fatal(err)
				}
			}
			for range 2 {
				if err := wait(t, dropped); err != ErrCapped {
					t.Errorf("OnError was told %v, want %v", err, ErrCapped)
				}
			}
			for _, want := range []string{"1", "2", "3"} {
				if got := read(t, conn); string(got) != want {
					t.Errorf("got %q, want %q", got, want)
				}
			}
		})
	}
}

// What a network has to say about one datagram does not end Serve.
func TestEchoErrors(t *testing.T) {
	reset := &net.OpError{Op: "read", Net: "udp", Err: syscall.ECONNRESET}
	var told []error
	s := &EchoServer{OnError: func(_ net.Addr, err error) { told = append(told, err) }}
	pc := &script{events: []happening{
		{from: "10.0.0.1:5000", data: "one"},
		{err: reset},
		{from: "10.0.0.1:5000", data: "two", writeErr: syscall.EHOSTUNREACH},
		{from: "10.0.0.2:5000", data: "three"},
		{err: net.ErrClosed},
	}}
	if err := s.Serve(t.Context(), pc); !errors.Is(err, net.ErrClosed) {
		t.Errorf("Serve returned %v, want %v", err, net.ErrClosed)
	}
	if got, want := pc.sent.String(), "one to 10.0.0.1:5000\nthree to 10.0.0.2:5000\n"; got != want {
		t.Errorf("sent:\n%swant:\n%s", got, want)
	}
	if len(told) != 2 || !errors.Is(told[0], syscall.ECONNRESET) || !errors.Is(told[1], syscall.EHOSTUNREACH) {
		t.Errorf("OnError was told %v, want %v and %v", told, reset, syscall.EHOSTUNREACH)
	}
	if !pc.closed {
		t.Error("Serve has not closed the socket")
	}
}

// A socket that does nothing but fail is given up.
func TestEchoBrokenSocket(t *testing.T) {
	broken := errors.New("broken")
	events := make([]happening, 1000)
	for i := range events {
		events[i].err = broken
	}
	if err := new(EchoServer).Serve(t.Context(), &script{events: events}); !errors.Is(err, broken) {
		t.Errorf("Serve returned %v, want %v", err, broken)
	}
}

// script is a socket on which a given sequence of events happens.
type script struct {
	net.PacketConn // nil: its other methods are not called
	events         []happening
	sent           bytes.Buffer // a line for each datagram
	writeErr       error        // what WriteTo is to return now
	closed         bool
}

// A happening is a datagram that comes in, and how its answer fares; or a failure to read.
type happening struct {
	from     string
	data     string
	writeErr error
	err      error
}

func (s *script) LocalAddr() net.Addr { return udpAddr("10.0.0.9:7") }

func (s *script) Close() error { s.closed = true; return nil }

func (s *script) ReadFrom(b []byte) (int, net.Addr, error) {
	e := s.events[0]
	s.events = s.events[1:]
	if e.err != nil {
		return 0, nil, e.err
	}
	s.writeErr = e.writeErr
	return copy(b, e.data), udpAddr(e.from), nil
}

func (s *script) WriteTo(b []byte, to net.Addr) (int, error) {
	if s.writeErr != nil {
		return 0, s.writeErr
	}
	s.sent.WriteString(string(b) + " to " + to.String() + "\n")
	return len(b), nil
}

func udpAddr(s string) net.Addr { return net.UDPAddrFromAddrPort(netip.MustParseAddrPort(s)) }

// patience bounds waiting, so that a fault is a failed test and not a hang.
const patience = 10 * time.Second

func wait(t *testing.T, errs <-chan error) error {
	t.Helper()
	select {
	case err := <-errs:
		return err
	case <-time.After(patience):
		t.Fatal("OnError was told nothing")
		return nil
	}
}

func listen(t *testing.T, address string) net.PacketConn {
	t.Helper()
	pc, err := new(netx.Host).ListenPacket(t.Context(), "udp", address)
	if errors.Is(err, syscall.EADDRNOTAVAIL) || errors.Is(err, syscall.EAFNOSUPPORT) {
		t.Skip(err) // no IPv6 here
	}
	if err != nil {
		t.Fatal(err)
	}
	return pc
}

// start starts a server. It ends when the test does, and must do so without error.
func start(t *testing.T, s *EchoServer, pc net.PacketConn) {
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- s.Serve(ctx, pc) }()
	t.Cleanup(func() {
		stop()
		if err := <-served; err != nil {
			t.Errorf("Serve: %v", err)
		}
	})
}

// dial returns a bare socket that is connected to addr.
func dial(t *testing.T, addr string) net.Conn {
	t.Helper()
	conn, err := new(netx.Host).DialContext(t.Context(), "udp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(patience))
	return conn
}

// roundTrip sends what and waits for it to come back.
func roundTrip(t *testing.T, conn net.Conn, what []byte) {
	t.Helper()
	if _, err := conn.Write(what); err != nil {
		t.Fatal(err)
	}
	if got := read(t, conn); !bytes.Equal(got, what) {
		t.Fatalf("got %d bytes, %.20q, want %d, %.20q", len(got), got, len(what), what)
	}
}

func read(t *testing.T, conn net.Conn) []byte {
	t.Helper()
	buf := make([]byte, maxDatagram)
	n, err := conn.Read(buf)
	if err != nil {
		t.Fatal(err)
	}
	return buf[:n]
}
