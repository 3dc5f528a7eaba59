package lab

import (
	"crypto/sha256"
	"fmt"
	"net"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/nettest"

	"wirelab/internal/network/link"
)

// sameEachTime checks that an experiment takes the same course each time, on 1, 2 and 4 processors.
func sameEachTime(t *testing.T, course func() string) {
	t.Helper()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	want := course()
	for _, processors := range []int{1, 2, 4} {
		runtime.GOMAXPROCS(processors)
		for range 3 {
			if course() != want {
				t.Fatalf("on %d processors it took another course", processors)
			}
		}
	}
}

// TestTwelveClientsAtOnce: with twelve clients on one server and one narrow, lossy link, every packet is the same each
// time, to the last byte, and every round trip, to the nanosecond.
func TestTwelveClientsAtOnce(t *testing.T) {
	cafe, err := link.Named("cafe")
	if err != nil {
		t.Fatal(err)
	}
	sameEachTime(t, func() string {
		const clients = 12
		var all [clients]string
		packets := sha256.New()
		c := Config{Up: cafe.Up, Down: cafe.Down, Seed: 1, Clients: clients, Tap: func(p Packet) {
			fmt.Fprintln(packets, p.Time, p.Direction, p.Data, p.Verdict)
		}}
		inBubble(t, c, func(t *testing.T, n *Net) {
			echoTCP(t, n.Server)
			var running sync.WaitGroup
			for i, h := range n.Clients {
				running.Go(func() {
					time.Sleep(time.Duration(i) * 37 * time.Microsecond) // no two act at the same instant
					conn, err := h.DialContext(t.Context(), "tcp", n.Server.Addr.String()+":7")
					if err != nil {
						t.Error(err)
						return
					}
					defer conn.Close()
					all[i] = fmt.Sprint(echoes(t, conn, 100, 100*ms))
				})
			}
			running.Wait()
		})
		return fmt.Sprintf("%s\n%x", strings.Join(all[:], "\n"), packets.Sum(nil))
	})
}

// TestPairing: what befalls UDP's n-th packet befalls it whatever else the plan is, so that
// transports are compared under the same fates.
func TestPairing(t *testing.T) {
	fates := func(size int, period time.Duration) string {
		var met []string
		c := Config{Up: link.Config{Delay: 20 * ms, Loss: 0.2}, Seed: 5, Tap: func(p Packet) {
			met = append(met, p.Verdict.Fate.String())
		}}
		inBubble(t, c, func(t *testing.T, n *Net) {
			pc, err := n.Server.ListenPacket(t.Context(), "udp", ":7") // reads nothing
			if err != nil {
				t.Fatal(err)
			}
			defer pc.Close()
			conn := dial(t, n, "udp")
			defer conn.Close()
			for range 100 {
				if _, err := conn.Write(make([]byte, size)); err != nil {
					t.Fatal(err)
				}
				time.Sleep(period)
			}
		})
		return strings.Join(met, " ")
	}
	want := fates(10, ms)
	if !strings.Contains(want, "lost") {
		t.Fatal("nothing was lost")
	}
	if got := fates(1000, 70*ms); got != want {
		t.Errorf("other sizes and times, other fates:\n%s\n%s", want, got)
	}
}

// TestConn: in real time the lab's connections do what package net's do.
func TestConn(t *testing.T) {
	n, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(n.Close)
	nettest.TestConn(t, func() (c1, c2 net.Conn, stop func(), err error) {
		ln, err := n.Server.Listen(t.Context(), "tcp", ":0")
		if err != nil {
			return nil, nil, nil, err
		}
		defer ln.Close()
		if c1, err = n.Clients[0].DialContext(t.Context(), "tcp", ln.Addr().String()); err != nil {
			return nil, nil, nil, err
		}
		if c2, err = ln.Accept(); err != nil {
			return nil, nil, nil, err
		}
		return c1, c2, func() { c1.Close(); c2.Close() }, nil
	})
}
