package lab

import (
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"wirelab/internal/network/link"
)

// TestFanOut: a server that writes to twelve clients at one instant, in twelve goroutines, has each
// message arrive at the same nanosecond each time, on 1, 2 and 4 processors.
func TestFanOut(t *testing.T) {
	cafe, err := link.Named("cafe")
	if err != nil {
		t.Fatal(err)
	}
	const clients, messages = 12, 100
	sameEachTime(t, func() string {
		var all [clients]strings.Builder
		inBubble(t, Config{Up: cafe.Up, Down: cafe.Down, Seed: 1, Clients: clients}, func(t *testing.T, n *Net) {
			ln, err := n.Server.Listen(t.Context(), "tcp", ":7")
			if err != nil {
				t.Fatal(err)
			}
			defer ln.Close()
			var running sync.WaitGroup
			var members [clients]net.Conn // the server's ends
			for i, h := range n.Clients {
				conn, err := h.DialContext(t.Context(), "tcp", n.Server.Addr.String()+":7")
				if err != nil {
					t.Fatal(err)
				}
				defer conn.Close()
				if members[i], err = ln.Accept(); err != nil {
					t.Fatal(err)
				}
				defer members[i].Close()
				running.Go(func() {
					buf := make([]byte, 200)
					for range messages {
						if _, err := io.ReadFull(conn, buf); err != nil {
							t.Error(err)
							return
						}
						fmt.Fprintln(&all[i], n.Now())
					}
				})
			}
			for range messages {
				for _, member := range members {
					go member.Write(make([]byte, 200))
				}
				time.Sleep(20 * ms)
			}
			running.Wait()
		})
		var b strings.Builder
		for i := range all {
			b.WriteString(all[i].String())
		}
		return b.String()
	})
}

// TestOneConnection: two goroutines that write to one connection at one instant write in the same order each time.
func TestOneConnection(t *testing.T) {
	course := func() (got string) {
		inBubble(t, Config{Seed: 1}, func(t *testing.T, n *Net) {
			server, err := n.Server.ListenPacket(t.Context(), "udp", ":7")
			if err != nil {
				t.Fatal(err)
			}
			defer server.Close()
			client, err := n.Clients[0].DialContext(t.Context(), "udp", n.Server.Addr.String()+":7")
			if err != nil {
				t.Fatal(err)
			}
			defer client.Close()
			buf := make([]byte, 10)
			for range 50 {
				go client.Write([]byte("emit"))
				go client.Write([]byte("ping"))
				go client.Write([]byte("hi"))
				for range 3 {
					k, _, err := server.ReadFrom(buf)
					if err != nil {
						t.Fatal(err)
					}
					got += string(buf[:k]) + " "
				}
			}
		})
		return got
	}
	if got, want := course(), strings.Repeat("hi emit ping ", 50); got != want {
		t.Errorf("they were written as\n%s", got)
	}
}
