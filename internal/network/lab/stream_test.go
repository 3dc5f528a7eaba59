package lab

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"net"
	"runtime"
	"sync"
	"testing"
	"time"

	"wirelab/internal/network/link"
)

// TestTransfer: over six links that do different things to packets, what is written in both directions at once arrives as
// it was, and both ends come to an end.
func TestTransfer(t *testing.T) {
	for _, l := range []string{"ideal", "wifi", "lossy", "shuffled", "cafe", "satellite"} {
		t.Run(l, func(t *testing.T) {
			profile, err := link.Named(l)
			if err != nil {
				t.Fatal(err)
			}
			inBubble(t, Config{Up: profile.Up, Down: profile.Down, Seed: 5}, func(t *testing.T, n *Net) { transfer(t, n, 300_000) })
		})
	}
}

// transfer sends so many bytes each way, and reads what comes to the end.
func transfer(t *testing.T, n *Net, size int) {
	t.Helper()
	up, down := make([]byte, size), make([]byte, size)
	for i := range up {
		up[i], down[i] = byte(i^i>>8), byte(i^i>>8^7)
	}
	end := func(conn net.Conn, write, want []byte) {
		defer conn.Close()
		conn.SetDeadline(time.Now().Add(10 * time.Minute))
		var writing sync.WaitGroup
		writing.Go(func() {
			if _, err := conn.Write(write); err != nil {
				t.Error(err)
			}
			if err := conn.(interface{ CloseWrite() error }).CloseWrite(); err != nil {
				t.Error(err)
			}
		})
		got, err := io.ReadAll(conn)
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%d bytes came, of %d, %v", len(got), size, err)
		}
		writing.Wait()
	}
	ln, err := n.Server.Listen(t.Context(), "tcp", ":7")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	var serving sync.WaitGroup
	serving.Go(func() {
		conn, err := ln.Accept()
		if err != nil {
			t.Error(err)
			return
		}
		end(conn, down, up)
	})
	end(dial(t, n, "tcp"), up, down)
	serving.Wait()
}

// TestSamePackets: each packet is the same each time, to the nanosecond and the last byte, on 1, 2 and 4
// processors, where twelve clients share a server and a narrow link.
func TestSamePackets(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	cafe, err := link.Named("cafe")
	if err != nil {
		t.Fatal(err)
	}
	course := func() string {
		seen := sha256.New()
		const clients = 12
		c := Config{Up: cafe.Up, Down: cafe.Down, Seed: 1, Clients: clients, Tap: func(p Packet) {
			fmt.Fprintln(seen, p.Time, p.Direction, p.Data, p.Verdict)
		}}
		inBubble(t, c, func(t *testing.T, n *Net) {
			echoTCP(t, n.Server)
			var running sync.WaitGroup
			for i, h := range n.Clients {
				running.Go(func() {
					time.Sleep(time.Duration(i) * 37 * time.Microsecond)
					conn, err := h.DialContext(t.Context(), "tcp", n.Server.Addr.String()+":7")
					if err != nil {
						t.Error(err)
						return
					}
					defer conn.Close()
					echoes(t, conn, 60, 100*ms)
				})
			}
			running.Wait()
		})
		return fmt.Sprintf("%x", seen.Sum(nil))
	}
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

// TestReorderingDoesNotStall: on a link that reorders, 500 messages of 1,400 B a second come as on Linux (60, 82 and 96 ms for p50, p90 and p99).
func TestReorderingDoesNotStall(t *testing.T) {
	shuffled, err := link.Named("shuffled")
	if err != nil {
		t.Fatal(err)
	}
	inBubble(t, Config{Up: shuffled.Up, Down: shuffled.Down, Seed: 2}, func(t *testing.T, n *Net) {
		echoTCP(t, n.Server)
		conn := dial(t, n, "tcp")
		defer conn.Close()
		late := 0
		for _, took := range echoes(t, conn, 2500, 2*ms) {
			if took > 110*ms {
				late++
			}
		}
		if late > 25 {
			t.Errorf("%d of 2500 messages took more than 110 ms", late)
		}
	})
}
