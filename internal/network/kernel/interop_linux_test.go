package kernel

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/netip"
	"os"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"wirelab/internal/network/link"
	"wirelab/internal/network/tcp/socket"
)

// A pairing is a host of this kernel and one of package tcp, on a link.
type pairing struct {
	kernel *Host
	own    *socket.Host
}

var (
	ownAddr    = netip.MustParseAddr("10.0.0.1")
	kernelAddr = netip.MustParseAddr("10.0.0.2")
)

// pairUp makes a pairing. Time is real.
func pairUp(t *testing.T, l link.Config, seed uint64) *pairing {
	t.Helper()
	h, err := newHost(kernelAddr)
	skipIfMissing(t, err)
	if err != nil {
		t.Fatal(err)
	}
	fd, err := unix.Dup(h.tun)
	if err != nil {
		t.Fatal(err)
	}
	tun := os.NewFile(uintptr(fd), "tun") // not blocking, so Close ends Read
	begun := time.Now()
	var entering sync.Mutex
	ways := [2]*link.Link{link.New(l, seed, link.Up), link.New(l, seed, link.Down)}
	flows := [2]link.Flow{{From: kernelAddr, To: ownAddr}, {From: ownAddr, To: kernelAddr}}
	var p *pairing
	enter := func(way int, packet []byte, arrive func([]byte)) {
		entering.Lock()
		now := time.Since(begun)
		v := ways[way].Admit(now, flows[way], len(packet))
		entering.Unlock()
		if v.Fate.Arrives() {
			time.AfterFunc(v.At-now, func() { arrive(packet) })
		}
		if v.Duplicate {
			time.AfterFunc(v.DuplicateAt-now, func() { arrive(packet) })
		}
	}
	toKernel := func(packet []byte) { tun.Write(packet) }
	p = &pairing{kernel: h, own: socket.NewHost(socket.Config{
		Addr: ownAddr, Random: rand.NewChaCha8([32]byte{byte(seed)}),
		Output: func(packet []byte) { enter(1, packet, toKernel) },
	})}
	var reading sync.WaitGroup
	reading.Go(func() {
		b := make([]byte, maxPacket)
		for {
			n, err := tun.Read(b)
			if err != nil {
				return
			}
			if b[0]>>4 == 4 {
				enter(0, slices.Clone(b[:n]), p.own.Input)
			}
		}
	})
	t.Cleanup(func() {
		p.own.Close()
		tun.Close()
		reading.Wait()
		if err := h.close(); err != nil {
			t.Error(err)
		}
	})
	return p
}

// connection makes a connection whose first end is on the kernel, which dials or is dialled.
func (p *pairing) connection(t *testing.T, kernelDials bool) (kernel, own net.Conn) {
	t.Helper()
	var err error
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	if kernelDials {
		var l *socket.Listener
		if l, err = p.own.Listen(0); err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		if kernel, err = p.kernel.DialContext(ctx, "tcp", l.Addr().String()); err == nil {
			own, err = l.Accept()
		}
	} else {
		var l net.Listener
		if l, err = p.kernel.Listen(ctx, "tcp", ":0"); err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		var c *socket.Conn
		if c, err = p.own.Dial(ctx, 0, netip.MustParseAddrPort(l.Addr().String())); err == nil {
			own = c
			kernel, err = l.Accept()
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []net.Conn{kernel, own} {
		c.SetDeadline(time.Now().Add(time.Minute))
		t.Cleanup(func() { c.Close() })
	}
	return kernel, own
}

// random is n bytes that are the same for the same seed.
func random(n int, seed byte) []byte {
	b := make([]byte, n)
	rand.NewChaCha8([32]byte{seed}).Read(b)
	return b
}

// exchange sends so many bytes each way at once, and checks that they arrive, and the end of the stream.
func exchange(t *testing.T, a, b net.Conn, sizeA, sizeB int) {
	t.Helper()
	var running sync.WaitGroup
	for _, end := range []struct {
		conn        net.Conn
		write, want []byte
	}{{a, random(sizeA, 1), random(sizeB, 2)}, {b, random(sizeB, 2), random(sizeA, 1)}} {
		running.Go(func() {
			if _, err := end.conn.Write(end.write); err != nil {
				t.Error(err)
			}
			if err := end.conn.(interface{ CloseWrite() error }).CloseWrite(); err != nil {
				t.Error(err)
			}
		})
		running.Go(func() {
			got, err := io.ReadAll(end.conn)
			if err != nil || !bytes.Equal(got, end.want) {
				t.Errorf("%d bytes of %d, %v", len(got), len(end.want), err)
			}
		})
	}
	running.Wait()
}

// TestOwnTalksToLinux: package tcp and Linux's TCP understand each other: over six links, whoever dials, what is written
// in both directions at once arrives as it was, and both see the end.
func TestOwnTalksToLinux(t *testing.T) {
	for name, l := range map[string]link.Config{
		"perfect":  {Delay: 2 * time.Millisecond},
		"lossy":    {Delay: 5 * time.Millisecond, Loss: 0.02},
		"shuffled": {Delay: 5 * time.Millisecond, Reorder: 0.05, ReorderBy: 5 * time.Millisecond},
		"doubled":  {Delay: 5 * time.Millisecond, Duplicate: 0.1, Jitter: 2 * time.Millisecond},
		"narrow":   {Delay: 5 * time.Millisecond, Bandwidth: 20_000_000, Queue: 30_000},
		"all":      {Delay: 10 * time.Millisecond, Jitter: 5 * time.Millisecond, Loss: 0.03, Reorder: 0.02, ReorderBy: 10 * time.Millisecond, Duplicate: 0.02},
	} {
		for _, kernelDials := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s/kernel dials %v", name, kernelDials), func(t *testing.T) {
				t.Parallel()
				p := pairUp(t, l, 3)
				k, o := p.connection(t, kernelDials)
				exchange(t, k, o, 400_000, 500_000)
			})
		}
	}
}

// TestOwnEndsWithLinux: refusals, resets, half-closed connections and closed windows are understood, too.
func TestOwnEndsWithLinux(t *testing.T) {
	p := pairUp(t, link.Config{Delay: time.Millisecond}, 1)
	if _, err := p.own.Dial(t.Context(), 0, netip.AddrPortFrom(kernelAddr, 9)); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("Linux refuses: %v", err)
	}
	if _, err := p.kernel.DialContext(t.Context(), "tcp", "10.0.0.1:9"); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("package tcp refuses: %v", err)
	}
	for _, kernelCloses := range []bool{true, false} {
		k, o := p.connection(t, true)
		closes, other := o, k
		if kernelCloses {
			closes, other = k, o
		}
		other.Write([]byte("never read"))
		one := make([]byte, 1)
		if _, err := closes.Read(one); err != nil { // the rest has come, too
			t.Fatal(err)
		}
		closes.Close()
		if _, err := other.Read(one); !errors.Is(err, syscall.ECONNRESET) {
			t.Errorf("kernel closes %v: %v", kernelCloses, err)
		}
	}
	for _, kernelWrites := range []bool{true, false} { // more than the window of one that reads later
		k, o := p.connection(t, !kernelWrites)
		writes, reads := o, k
		if kernelWrites {
			writes, reads = k, o
		}
		data := random(12_000_000, 3)
		writing := make(chan error, 1)
		go func() {
			_, err := writes.Write(data)
			writes.Close()
			writing <- err
		}()
		select {
		case err := <-writing:
			t.Errorf("kernel writes %v: all was written before anything was read: %v", kernelWrites, err)
			continue
		case <-time.After(300 * time.Millisecond): // by then the window is closed
		}
		got, err := io.ReadAll(reads)
		if err != nil || !bytes.Equal(got, data) {
			t.Errorf("kernel writes %v: %d bytes of %d, %v", kernelWrites, len(got), len(data), err)
		}
		if err := <-writing; err != nil {
			t.Error(err)
		}
	}
}

// TestOwnTalksToLinuxOften: many short connections over a bad link, with sizes that are drawn.
func TestOwnTalksToLinuxOften(t *testing.T) {
	l := link.Config{Delay: time.Millisecond, Jitter: time.Millisecond, Loss: 0.01, Reorder: 0.02, ReorderBy: 2 * time.Millisecond, Duplicate: 0.01}
	p := pairUp(t, l, 9)
	rng := rand.New(rand.NewPCG(4, 4))
	var running sync.WaitGroup
	for range 200 {
		kernelDials, sizeA, sizeB := rng.IntN(2) == 0, rng.IntN(20_000), rng.IntN(20_000)
		running.Go(func() {
			k, o := p.connection(t, kernelDials)
			exchange(t, k, o, sizeA, sizeB)
		})
	}
	running.Wait()
}
