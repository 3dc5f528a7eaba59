package kernel

import (
	"errors"
	"io"
	"net"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"wirelab/internal/network/link"
	"wirelab/internal/network/packet"
)

const ms = time.Millisecond

// newNet makes a Net of that configuration, which must close without complaint.
func newNet(t *testing.T, c Config) *Net {
	t.Helper()
	n, err := New(c)
	skipIfMissing(t, err)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := n.Close(); err != nil {
			t.Error(err)
		}
	})
	return n
}

func skipIfMissing(t *testing.T, err error) {
	t.Helper()
	if missing := (*MissingError)(nil); errors.As(err, &missing) {
		t.Skip(missing)
	}
}

// echoUDP serves UDP echo at port 7 of the server, until the test ends.
func echoUDP(t *testing.T, n *Net) {
	t.Helper()
	conn, err := n.Server.ListenPacket(t.Context(), "udp", ":7")
	if err != nil {
		t.Fatal(err)
	}
	var serving sync.WaitGroup
	t.Cleanup(func() { conn.Close(); serving.Wait() })
	serving.Go(func() {
		b := make([]byte, 2000)
		for {
			k, from, err := conn.ReadFrom(b)
			if err != nil {
				return
			}
			conn.WriteTo(b[:k], from)
		}
	})
}

// waiting is how long a test waits for what is to come.
const waiting = 20 * time.Second

// dial connects the first client to port 7 of the server, until the test ends.
func dial(t *testing.T, n *Net, network string) net.Conn {
	t.Helper()
	conn, err := n.Clients[0].DialContext(t.Context(), network, n.Server.Addr.String()+":7")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(2 * waiting))
	return conn
}

// TestDelay: a round trip takes the delays of both ways, and the best of some, when nothing else keeps the
// processors busy, not much more.
func TestDelay(t *testing.T) {
	n := newNet(t, Config{Up: link.Config{Delay: 20 * ms}, Down: link.Config{Delay: 10 * ms}})
	echoUDP(t, n)
	conn := dial(t, n, "udp")
	const enough = 35 * ms
	best := time.Hour
	for first := time.Now(); best > enough && time.Since(first) < waiting; {
		began := time.Now()
		conn.Write([]byte("hello"))
		if _, err := conn.Read(make([]byte, 10)); err != nil {
			t.Fatal(err)
		}
		took := time.Since(began)
		if took < 30*ms {
			t.Errorf("a round trip took %v, and the link's is 30ms", took)
		}
		best = min(best, took)
	}
	if best > enough {
		t.Errorf("the fastest round trip took %v, and the link's is 30ms", best)
	}
}

// TestFates: the n-th packet of a flow meets the fate that a link of that seed has for it, as it does in
// the lab; what arrives is what the link let through, copies included.
func TestFates(t *testing.T) {
	const packets = 150 // a socket keeps that many
	c := link.Config{Delay: ms, Loss: 0.2, Duplicate: 0.1, Reorder: 0.05, ReorderBy: 5 * ms}
	var seen []packet.Record
	n, err := New(Config{Up: c, Seed: 7, Tap: func(r packet.Record) { seen = append(seen, r) }})
	skipIfMissing(t, err)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if n != nil {
			n.Close()
		}
	}()
	server, err := n.Server.ListenPacket(t.Context(), "udp", ":7")
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	conn := dial(t, n, "udp")

	want, arriving := link.New(c, 7, link.Up), 0
	flow := link.Flow{From: n.Clients[0].Addr, To: n.Server.Addr}
	var fates []link.Fate
	for range packets {
		v := want.Admit(0, flow, 28+5)
		fates = append(fates, v.Fate)
		if v.Fate.Arrives() {
			arriving++
		}
		if v.Duplicate {
			fates = append(fates, v.Fate)
			arriving++
		}
		if _, err := conn.Write([]byte("hello")); err != nil {
			t.Fatal(err)
		}
	}
	server.SetReadDeadline(time.Now().Add(waiting))
	for i := range arriving {
		if _, _, err := server.ReadFrom(make([]byte, 10)); err != nil {
			t.Fatalf("%d of %d packets: %v", i, arriving, err)
		}
	}
	err = n.Close()
	n = nil
	if err != nil {
		t.Fatal(err)
	}
	if len(seen) != len(fates) {
		t.Fatalf("%d records, want %d", len(seen), len(fates))
	}
	for i, r := range seen {
		if r.Fate != fates[i] || !r.Up || len(r.Data) != 33 {
			t.Fatalf("record %d: %v, up %v, %d bytes, want %v", i, r.Fate, r.Up, len(r.Data), fates[i])
		}
	}
}

// TestTCPIsLikeTheLab: connections have CUBIC at both ends, whatever the machine is set to, and neither
// has MPTCP.
func TestTCPIsLikeTheLab(t *testing.T) {
	n := newNet(t, Config{})
	ln, err := n.Server.Listen(t.Context(), "tcp", ":7")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	conn := dial(t, n, "tcp")
	accepted, err := ln.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer accepted.Close()
	for name, end := range map[string]any{"client": conn, "server": accepted} {
		raw, err := end.(syscall.Conn).SyscallConn()
		if err != nil {
			t.Fatal(err)
		}
		raw.Control(func(fd uintptr) {
			if cc := congestionOf(int(fd)); cc != "cubic" {
				t.Errorf("the %s's congestion control: %s", name, cc)
			}
			if protocol, err := unix.GetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_PROTOCOL); protocol != unix.IPPROTO_TCP || err != nil {
				t.Errorf("the %s's protocol: %d, %v", name, protocol, err)
			}
		})
	}
}

// TestClients: each client has an address of its own, and a way to the server.
func TestClients(t *testing.T) {
	n := newNet(t, Config{Clients: 3})
	echoUDP(t, n)
	for i, c := range n.Clients {
		conn, err := c.DialContext(t.Context(), "udp", "10.0.0.1:7")
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		conn.SetDeadline(time.Now().Add(waiting))
		conn.Write([]byte{byte(i)})
		b := make([]byte, 10)
		if k, err := conn.Read(b); err != nil || k != 1 || b[0] != byte(i) {
			t.Errorf("client %d: %v, %v", i, b[:k], err)
		}
		if ip := conn.LocalAddr().(*net.UDPAddr).IP.String(); ip != c.Addr.String() {
			t.Errorf("client %d speaks from %v, and is %v", i, ip, c.Addr)
		}
	}
}

// TestBulk: 20 MB over a link with room for less than a device sends, at which TCP loses packets, all of
// them by the link's doing.
func TestBulk(t *testing.T) {
	const size = 20 << 20
	slow := link.Config{Delay: 5 * ms, Bandwidth: 200_000_000}
	n := newNet(t, Config{Up: slow, Down: slow})
	ln, err := n.Server.Listen(t.Context(), "tcp", ":7")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	conn := dial(t, n, "tcp")
	accepted, err := ln.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer accepted.Close()
	began := time.Now()
	var sending sync.WaitGroup
	sending.Go(func() {
		conn.Write(make([]byte, size))
		conn.(*net.TCPConn).CloseWrite()
	})
	got, err := io.Copy(io.Discard, accepted)
	sending.Wait()
	took := time.Since(began)
	if got != size || err != nil {
		t.Fatalf("%d of %d bytes, %v", got, size, err)
	}
	if fastest := 8 * size * time.Second / 200_000_000; took < fastest {
		t.Errorf("%d bytes took %v, and the link takes %v at least", size, took, fastest)
	}
	t.Logf("%.0f Mbit/s of 200", 8*size/took.Seconds()/1e6)
}

// TestAddresses: what no host can listen at or dial is an error in the form of package net's.
func TestAddresses(t *testing.T) {
	n := newNet(t, Config{})
	var op *net.OpError
	for _, addr := range []string{"localhost:7", "[::1]:7", "10.0.0.1", "10.0.0.99:7"} {
		if _, err := n.Server.Listen(t.Context(), "tcp", addr); !errors.As(err, &op) {
			t.Errorf("listening at %s: %v", addr, err)
		}
	}
	if _, err := n.Server.DialContext(t.Context(), "udp", "localhost:7"); !errors.As(err, &op) {
		t.Errorf("a name: %v", err)
	}
	for _, network := range []string{"unix", "tcp6", "udp"} {
		if _, err := n.Server.Listen(t.Context(), network, ":7"); !errors.Is(err, errors.ErrUnsupported) {
			t.Errorf("listening on %s: %v", network, err)
		}
	}
	if _, err := n.Clients[0].DialContext(t.Context(), "tcp", "10.0.0.1:7"); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("where nobody listens: %v", err)
	}
}

// TestBadLink: a link that makes no sense is refused, before anything is made.
func TestBadLink(t *testing.T) {
	_, err := New(Config{Down: link.Config{Loss: 2}})
	if want := "--loss 200%: a loss must be between 0% and 100%"; err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}
