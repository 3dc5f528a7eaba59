package lab

import (
	"context"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"wirelab/internal/network/link"
)

// TestOneInstant: what twelve goroutines, or twelve timers, do at one instant is done in the same order each
// time: all packets are the same, and arrive when they did.
func TestOneInstant(t *testing.T) {
	tests := map[string]func(ctx context.Context, n *Net, members [12]net.Conn, i int){
		"read": func(_ context.Context, _ *Net, members [12]net.Conn, i int) { // which opens a window that was closed
			io.ReadFull(members[i], make([]byte, 150_000))
		},
		"close": func(_ context.Context, _ *Net, members [12]net.Conn, i int) { members[i].Close() },
		"connect": func(ctx context.Context, n *Net, _ [12]net.Conn, i int) { // where nobody is
			n.Clients[i].DialContext(ctx, "tcp", n.Server.Addr.String()+":8")
		},
		"send again": func(_ context.Context, n *Net, members [12]net.Conn, i int) { // to one that is unplugged
			n.Clients[i].tcp.Close()
			members[i].Write([]byte("hello?"))
		},
	}
	for name, act := range tests {
		t.Run(name, func(t *testing.T) {
			course := func() string {
				var got strings.Builder
				var begun atomic.Bool
				c := Config{Seed: 1, Clients: 12, Down: link.Config{Delay: ms}, Tap: func(p Packet) {
					if begun.Load() {
						fmt.Fprintf(&got, "%v from %v to %v arrives %v\n", p.Time, p.Data[12:16], p.Data[16:20], p.Verdict.At)
					}
				}}
				inBubble(t, c, func(t *testing.T, n *Net) {
					members, leave := twelve(t, n)
					defer leave()
					time.Sleep(10 * time.Second)
					begun.Store(true)
					for i := range members {
						go func() {
							time.Sleep(time.Second)
							act(t.Context(), n, members, i)
						}()
					}
					time.Sleep(5 * time.Second)
					begun.Store(false)
				})
				return got.String()
			}
			want := course()
			if want == "" {
				t.Fatal("nothing was sent")
			}
			for range 4 {
				if got := course(); got != want {
					t.Fatalf("it was\n%sand then\n%s", want, got)
				}
			}
		})
	}
}

// twelve has twelve clients connect to the server and send more than it has room for, and returns the server's ends.
func twelve(t *testing.T, n *Net) (members [12]net.Conn, leave func()) {
	t.Helper()
	ln, err := n.Server.Listen(t.Context(), "tcp", ":7")
	if err != nil {
		t.Fatal(err)
	}
	conns := []io.Closer{ln}
	var running sync.WaitGroup
	for i, h := range n.Clients {
		conn, err := h.DialContext(t.Context(), "tcp", n.Server.Addr.String()+":7")
		if err != nil {
			t.Fatal(err)
		}
		if members[i], err = ln.Accept(); err != nil {
			t.Fatal(err)
		}
		conns = append(conns, conn, members[i])
		running.Go(func() { conn.Write(make([]byte, 200_000)) })
	}
	return members, func() {
		for _, c := range conns {
			c.Close()
		}
		running.Wait()
	}
}
