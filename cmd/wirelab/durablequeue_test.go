package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"wirelab/internal/network/netx"
	"wirelab/internal/room/event"
	"wirelab/internal/room/reconnect"
	"wirelab/internal/room/worker"
	"wirelab/internal/transport"
)

// TestDurableQueue kills a server while one client puts work in and two that share it take it out, several times. All that
// was acknowledged is done, and nothing that is known to be done is delivered again.
func TestDurableQueue(t *testing.T) {
	path := filepath.Join(t.TempDir(), "class.db")
	addr, kill := durableServer(t, path)
	var at atomic.Value
	at.Store(addr)
	workThrough(t, func(string) string { return at.Load().(string) }, func() {
		kill()
		addr, kill = durableServer(t, path)
		at.Store(addr)
	})
	kill()
}

// TestSharedWork does so with two servers that have the same queue, and kills one or the other.
func TestSharedWork(t *testing.T) {
	url := natsServer(t)
	start := func() (addr string, kill func()) { return broadcastServer(t, "--queue", url, "--lease", "1s") }
	var at [2]atomic.Value
	var kill [2]func()
	for i := range at {
		var addr string
		addr, kill[i] = start()
		at[i].Store(addr)
	}
	killed := 0
	workThrough(t, func(name string) string { return at[len(name)%2].Load().(string) }, func() {
		i := killed % 2
		killed++
		at[i].Store(at[1-i].Load()) // where its clients go
		kill[i]()
		var addr string
		addr, kill[i] = start()
		at[i].Store(addr)
	})
	kill[0]()
	kill[1]()
}

// workThrough has one client put work in and two take it out, at the servers where they are to connect, and calls kill in
// between.
func workThrough(t *testing.T, at func(name string) string, kill func()) {
	t.Helper()
	tcp, _ := transport.Named("tcp")
	link := func(name string) worker.Link {
		return worker.Link{
			Keeper: reconnect.Keeper{Dial: func(ctx context.Context) (reconnect.Conn, error) {
				return tcp.DialText(ctx, &netx.Host{}, at(name))
			}},
			Room: "orders", Name: name,
		}
	}
	const orders = 400
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	put := make(chan uint64, orders) // the offsets of what is acknowledged
	var working sync.WaitGroup
	working.Go(func() {
		p := &worker.Producer{Link: link("ada")}
		defer p.Close()
		for n := range orders {
			offset, err := p.Put(t.Context(), "order", event.Quote(fmt.Sprint(n)))
			if err != nil {
				t.Errorf("order %d: %v", n, err)
				break
			}
			put <- offset
		}
		close(put)
	})
	var mu sync.Mutex
	delivered := map[uint64]string{}
	for _, name := range []string{"bob", "anne"} {
		working.Go(func() {
			c := &worker.Consumer{Link: link(name), Subscribe: event.Request{Durable: "kitchen", Share: true, Attempts: 100}}
			defer c.Close()
			finished := map[uint64]bool{} // as the server has said
			last, done := uint64(0), uint64(0)
			err := c.Take(ctx, func(d event.Delivery) error {
				finished[last] = finished[last] || c.Done > done
				last, done = d.Offset, c.Done
				if finished[d.Offset] {
					t.Errorf("%s gets %d, which is done", name, d.Offset)
				}
				mu.Lock()
				defer mu.Unlock()
				delivered[d.Offset] = string(d.Data)
				if len(delivered) == orders {
					cancel()
				}
				return nil
			})
			if !errors.Is(err, context.Canceled) {
				t.Errorf("%s: %v", name, err)
			}
		})
	}
	var offsets []uint64
	for offset := range put {
		offsets = append(offsets, offset)
		if n := len(offsets); n%100 == 50 && n < 350 {
			kill()
		}
	}
	working.Wait()
	for n, offset := range offsets {
		if want := fmt.Sprintf("%q", fmt.Sprint(n)); delivered[offset] != want {
			t.Errorf("order %d is event %d, and %q was delivered", n, offset, delivered[offset])
		}
	}
}
