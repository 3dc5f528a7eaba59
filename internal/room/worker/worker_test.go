package worker_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"wirelab/internal/network/lab"
	"wirelab/internal/network/link"
	"wirelab/internal/room/event"
	"wirelab/internal/room/hub"
	"wirelab/internal/room/journal"
	"wirelab/internal/room/reconnect"
	"wirelab/internal/room/worker"
	"wirelab/internal/transport"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const ms = time.Millisecond

// A shop is a broadcast server on a lab whose rooms outlive it, and clients, each on a host of its own.
type shop struct {
	*testing.T
	tr   transport.Transport
	net  *lab.Net
	addr string
	kept journal.Memory
	hub  *hub.Hub
	stop func() // the server
}

// onEach runs f for each transport, in virtual time.
func onEach(t *testing.T, way link.Config, f func(s *shop)) {
	for _, tr := range transport.WithSocketIO() {
		t.Run(tr.Name, func(t *testing.T) { inShop(t, tr, way, f) })
	}
}

func inShop(t *testing.T, tr transport.Transport, way link.Config, f func(s *shop)) {
	synctest.Test(t, func(t *testing.T) {
		n, err := lab.New(lab.Config{Up: way, Down: way, Seed: 1, Clients: 3, Virtual: true})
		if err != nil {
			t.Fatal(err)
		}
		defer n.Close()
		s := &shop{T: t, tr: tr, net: n, addr: n.Server.Addr.String() + ":7100"}
		s.serve()
		defer func() { s.stop() }()
		f(s)
	})
}

// serve starts a server, which goes on where the last one ended.
func (s *shop) serve() {
	s.hub = &hub.Hub{Journal: &s.kept, Rate: -1}
	if err := s.hub.Restore(); err != nil {
		s.Fatal(err)
	}
	serving := s.tr
	if serving.Name == "socketio" { // it is on WebSocket's port
		serving, _ = transport.Named("ws")
	}
	server, err := serving.ListenBroadcast(s.Context(), s.net.Server, s.addr, transport.Options{Hub: s.hub, MaxReplies: -1})
	if err != nil {
		s.Fatal(err)
	}
	ctx, cancel := context.WithCancel(s.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		server.Serve(ctx)
	}()
	s.stop = func() {
		cancel()
		<-done
	}
}

// link is the way of a client to the room orders. cut closes its connection behind its back.
func (s *shop) link(host int) (k worker.Link, cut func()) {
	var mu sync.Mutex
	var last reconnect.Conn
	session := fmt.Sprint("s", host, "-", time.Now().UnixNano())
	k = worker.Link{Room: "orders", Name: fmt.Sprint("worker", host), Session: session}
	k.Keeper.Datagrams = !s.tr.Reliable
	k.Keeper.Dial = func(ctx context.Context) (reconnect.Conn, error) {
		conn, err := s.tr.DialRooms(ctx, s.net.Clients[host], s.addr, session)
		mu.Lock()
		defer mu.Unlock()
		last = conn
		return conn, err
	}
	return k, func() {
		mu.Lock()
		defer mu.Unlock()
		last.Close()
	}
}

// put puts numbers from 1 to n into the room, and returns their offsets.
func (s *shop) put(p *worker.Producer, n int) (offsets []uint64) {
	for i := 1; i <= n; i++ {
		offset, err := p.Put(s.Context(), event.EventMessage, fmt.Append(nil, i))
		if err != nil {
			s.Errorf("number %d: %v", i, err)
			return offsets
		}
		offsets = append(offsets, offset)
	}
	return offsets
}

func (s *shop) consumer(host int, subscribe event.Request) *worker.Consumer {
	k, _ := s.link(host)
	if subscribe.Durable == "" {
		subscribe.Durable = "kitchen"
	}
	return &worker.Consumer{Link: k, Subscribe: subscribe}
}

// did counts how often each event is done.
type did struct {
	mu    sync.Mutex
	times map[uint64]int
}

func (d *did) work(e event.Delivery) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.times == nil {
		d.times = map[uint64]int{}
	}
	d.times[e.Offset]++
	return nil
}

// are checks that these events are done, each so many times.
func (d *did) are(t *testing.T, offsets []uint64, least, most int) {
	t.Helper()
	for _, offset := range offsets {
		if n := d.times[offset]; n < least || n > most {
			t.Errorf("event %d is done %d times, want %d to %d", offset, n, least, most)
		}
	}
	for offset := range d.times {
		if !slices.Contains(offsets, offset) {
			t.Errorf("event %d is done, and was never put", offset)
		}
	}
}

// TestBadLink: where packets are lost, held up and doubled, what is put is in the room once and is done once, by one of two who
// share it: nobody was killed.
func TestBadLink(t *testing.T) {
	bad := link.Config{Delay: 20 * ms, Jitter: 5 * ms, Loss: 0.1, Reorder: 0.2, ReorderBy: 200 * ms, Duplicate: 0.2}
	onEach(t, bad, func(s *shop) {
		const n = 60
		var done did
		var working sync.WaitGroup
		consumers := []*worker.Consumer{s.consumer(1, event.Request{Share: true}), s.consumer(2, event.Request{Share: true})}
		ctx, end := context.WithCancel(s.Context())
		for _, c := range consumers {
			working.Go(func() {
				defer c.Close()
				if err := c.Take(ctx, done.work); !errors.Is(err, context.Canceled) {
					s.Error(err)
				}
			})
		}
		k, _ := s.link(0)
		p := &worker.Producer{Link: k}
		offsets := s.put(p, n)
		time.Sleep(5 * time.Minute) // for what has got lost
		end()
		working.Wait()
		p.Leave()
		done.are(s.T, offsets, 1, 1)
		if got := consumers[0].Done + consumers[1].Done; got != n {
			s.Errorf("%d are known to be done, want %d", got, n)
		}
	})
}

// TestServerDies: what a server has acknowledged is done after it has come back, and both clients come back by themselves.
func TestServerDies(t *testing.T) {
	onEach(t, link.Config{Delay: 5 * ms}, func(s *shop) {
		var done did
		var working sync.WaitGroup
		c := s.consumer(1, event.Request{})
		lost := 0
		c.Lost = func(error) { lost++ }
		ctx, end := context.WithCancel(s.Context())
		working.Go(func() {
			defer c.Close()
			c.Take(ctx, func(d event.Delivery) error {
				time.Sleep(100 * ms)
				return done.work(d)
			})
		})
		k, _ := s.link(0)
		p := &worker.Producer{Link: k}
		offsets := s.put(p, 20)
		for range 3 {
			s.stop()
			time.Sleep(3 * time.Second)
			s.serve()
			offsets = append(offsets, s.put(p, 5)...)
		}
		time.Sleep(time.Minute)
		end()
		working.Wait()
		p.Leave()
		done.are(s.T, offsets, 1, 4)
		if lost == 0 {
			s.Error("the consumer did not notice")
		}
	})
}

// TestLongWork: a consumer that works for long without a word is still there, and what it had is not another's.
func TestLongWork(t *testing.T) {
	onEach(t, link.Config{Delay: 5 * ms}, func(s *shop) {
		k, _ := s.link(0)
		p := &worker.Producer{Link: k}
		offsets := s.put(p, 2)
		p.Leave()
		c := s.consumer(1, event.Request{Wait: event.MaxWait})
		c.Most = 2
		var done did
		if err := c.Take(s.Context(), func(d event.Delivery) error {
			if d.Attempt > 1 {
				s.Errorf("attempt %d", d.Attempt)
			}
			time.Sleep(4 * time.Minute)
			return done.work(d)
		}); err != nil {
			s.Error(err)
		}
		c.Leave()
		done.are(s.T, offsets, 1, 1)
	})
}

// TestAgain: what could not be done comes again, what took too long is another's meanwhile, and an error ends the work.
func TestAgain(t *testing.T) {
	onEach(t, link.Config{Delay: 5 * ms}, func(s *shop) {
		k, _ := s.link(0)
		p := &worker.Producer{Link: k}
		defer p.Leave()
		s.put(p, 2)
		slow := s.consumer(1, event.Request{Wait: 2000, Prefetch: 1, Share: true})
		quick := s.consumer(2, event.Request{Prefetch: 1, Share: true})
		broken := errors.New("broken")
		var saw []string
		slow.Late = func(d event.Delivery, refusal *event.Error) { saw = append(saw, "late: "+refusal.Code) }
		err := slow.Take(s.Context(), func(d event.Delivery) error {
			saw = append(saw, fmt.Sprintf("%s, attempt %d", d.Data, d.Attempt))
			switch len(saw) {
			case 1:
				return worker.ErrAgain
			case 3: // the time is up, and another one does it
				quick.Most = 1
				if err := quick.Take(s.Context(), func(event.Delivery) error { return nil }); err != nil {
					s.Error(err)
				}
				quick.Leave()
				s.put(p, 1)
				return nil
			case 5:
				return broken
			}
			return nil
		})
		slow.Close()
		want := []string{"1, attempt 1", "1, attempt 2", "2, attempt 1", "late: not-waiting", "1, attempt 1"}
		if !slices.Equal(saw, want) || !errors.Is(err, broken) {
			s.Errorf("it saw %q and ended with %v, want %q", saw, err, want)
		}
		if slow.Done != 1 || quick.Done != 1 {
			s.Errorf("they have done %d and %d", slow.Done, quick.Done)
		}
	})
}

// doubling is a connection to a server that hears of each delivery once more, when its answer has been acknowledged.
type doubling struct {
	reconnect.Conn
	delivery, next []byte
}

func (d *doubling) Recv(buf []byte) (int, error) {
	if d.next != nil {
		n := copy(buf, d.next)
		d.next = nil
		return n, nil
	}
	n, err := d.Conn.Recv(buf)
	if reply, _ := event.DecodeReply(buf[:n]); reply != nil {
		switch reply.(type) {
		case event.Delivery:
			d.delivery = slices.Clone(buf[:n])
		case event.Ack:
			d.next, d.delivery = d.delivery, nil
		}
	}
	return n, err
}

// TestDoubled: a delivery that the network doubles is one delivery.
func TestDoubled(t *testing.T) {
	onEach(t, link.Config{Delay: 5 * ms}, func(s *shop) {
		k, _ := s.link(0)
		p := &worker.Producer{Link: k}
		offsets := s.put(p, 5)
		p.Leave()
		c := s.consumer(1, event.Request{Prefetch: 1})
		dial := c.Keeper.Dial
		c.Keeper.Dial = func(ctx context.Context) (reconnect.Conn, error) {
			conn, err := dial(ctx)
			return &doubling{Conn: conn}, err
		}
		c.Most = 5
		var done did
		if err := c.Take(s.Context(), done.work); err != nil {
			s.Error(err)
		}
		c.Leave()
		done.are(s.T, offsets, 1, 1)
	})
}
