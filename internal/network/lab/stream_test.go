package lab

import (
	"bytes"
	"io"
	"net"
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
