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
	"sync"
	"syscall"
	"testing"
	"time"

	"wirelab/internal/network/link"
	"wirelab/internal/network/tcp/socket"
)

// A pairing is a host of this kernel and one of package tcp, on a link.
type pairing struct {
	kernel *Host
	own    *socket.Host
}

var kernelAddr, ownAddr = addresses[0], addresses[1]

// pairUp makes a pairing. Time is real.
func pairUp(t *testing.T, l link.Config, seed uint64) *pairing {
	t.Helper()
	w := newWire(l, seed)
	k, h := newLinux(t, kernelAddr, func(packet []byte) { w.enter(0, packet) })
	w.plug(0, k)
	o, s := newOwn(t, ownAddr, func(packet []byte) { w.enter(1, packet) }, seed)
	w.plug(1, o)
	return &pairing{kernel: h, own: s}
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

// TestThreeStacks: package tcp, netstack and Linux understand each other, each with each, over six links: what is written in
// both directions at once arrives as it was, and both see the end.
func TestThreeStacks(t *testing.T) {
	for name, l := range map[string]link.Config{
		"perfect":  {Delay: 2 * time.Millisecond},
		"lossy":    {Delay: 5 * time.Millisecond, Loss: 0.02},
		"shuffled": {Delay: 5 * time.Millisecond, Reorder: 0.05, ReorderBy: 5 * time.Millisecond},
		"doubled":  {Delay: 5 * time.Millisecond, Duplicate: 0.1, Jitter: 2 * time.Millisecond},
		"narrow":   {Delay: 5 * time.Millisecond, Bandwidth: 20_000_000, Queue: 30_000},
		"all":      {Delay: 10 * time.Millisecond, Jitter: 5 * time.Millisecond, Loss: 0.03, Reorder: 0.02, ReorderBy: 10 * time.Millisecond, Duplicate: 0.02},
	} {
		if testing.Short() && name != "all" {
			continue
		}
		for dials, from := range makers {
			for answers, to := range makers {
				t.Run(fmt.Sprintf("%s/%s dials %s", name, dials, answers), func(t *testing.T) {
					t.Parallel()
					w := newWire(l, 3)
					a := from(t, addresses[0], func(packet []byte) { w.enter(0, packet) })
					w.plug(0, a)
					b := to(t, addresses[1], func(packet []byte) { w.enter(1, packet) })
					w.plug(1, b)
					meet(t, a, b)
				})
			}
		}
	}
}

// meet has a party dial another, and exchange some data with it.
func meet(t *testing.T, a, b party) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	ln, err := b.listen(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	at := netip.MustParseAddrPort(ln.Addr().String())
	dialled, err := a.dial(ctx, netip.AddrPortFrom(addresses[1], at.Port()))
	if err != nil {
		t.Fatal(err)
	}
	defer dialled.Close()
	answered, err := ln.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer answered.Close()
	for _, c := range []net.Conn{dialled, answered} {
		c.SetDeadline(time.Now().Add(time.Minute))
	}
	exchange(t, dialled, answered, 200_000, 300_000)
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
