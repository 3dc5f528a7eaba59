package chat_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"wirelab/internal/network/lab"
	"wirelab/internal/network/link"
	"wirelab/internal/room/chat"
	"wirelab/internal/room/event"
	"wirelab/internal/room/hub"
	"wirelab/internal/room/reconnect"
	"wirelab/internal/transport"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const ms = time.Millisecond

// A class is a broadcast server on a lab, and clients, each on a host of its own.
type class struct {
	*testing.T
	net  *lab.Net
	addr string
	hub  *hub.Hub
	stop func() // the server
}

// inClass runs f in virtual time.
func inClass(t *testing.T, tr transport.Transport, way link.Config, f func(c *class)) {
	synctest.Test(t, func(t *testing.T) {
		n, err := lab.New(lab.Config{Up: way, Down: way, Seed: 1, Clients: 3, Virtual: true})
		if err != nil {
			t.Fatal(err)
		}
		defer n.Close()
		c := &class{T: t, net: n, addr: n.Server.Addr.String() + ":7100"}
		c.serve(tr)
		defer func() { c.stop() }()
		f(c)
	})
}

// serve starts a server with empty rooms.
func (c *class) serve(tr transport.Transport) {
	c.hub = &hub.Hub{}
	server, err := tr.ListenBroadcast(c.Context(), c.net.Server, c.addr, transport.Options{Hub: c.hub, MaxReplies: -1})
	if err != nil {
		c.Fatal(err)
	}
	ctx, cancel := context.WithCancel(c.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		server.Serve(ctx)
	}()
	c.stop = func() {
		cancel()
		<-done
	}
}

// A pupil is a client at work, and what it was told.
type pupil struct {
	*chat.Client
	leave func()

	mu   sync.Mutex
	told []string
	last reconnect.Conn // of the connections
}

// enter has a client join the room blue, and waits until it is there.
func (c *class) enter(tr transport.Transport, host int, configure func(*chat.Client)) *pupil {
	p := &pupil{}
	in := make(chan struct{})
	var once sync.Once
	config := chat.Client{
		Name: fmt.Sprint("pupil", host),
		Keeper: reconnect.Keeper{Datagrams: !tr.Reliable, Dial: func(ctx context.Context) (reconnect.Conn, error) {
			conn, err := tr.DialText(ctx, c.net.Clients[host], c.addr)
			p.mu.Lock()
			defer p.mu.Unlock()
			p.last = conn
			return conn, err
		}},
		Notify: func(n chat.Notice) {
			if _, ok := n.(event.Joined); ok {
				once.Do(func() { close(in) })
			}
			p.note(n)
		},
	}
	if configure != nil {
		configure(&config)
	}
	p.Client = chat.New(config)
	ctx, cancel := context.WithCancel(c.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		p.Run(ctx)
	}()
	p.leave = func() {
		cancel()
		<-done
	}
	if err := p.join("blue"); err != nil {
		c.Fatal(err)
	}
	<-in
	return p
}

// note keeps messages, losses and the restart of a room. Who comes and goes is left out.
func (p *pupil) join(room string) error {
	return p.Do(event.Request{Type: event.TypeJoin, Room: room})
}

func (p *pupil) exit(room string) error {
	return p.Do(event.Request{Type: event.TypeLeave, Room: room})
}

func (p *pupil) emit(room string, data json.RawMessage) error {
	return p.Do(event.Request{Type: event.TypeEmit, Room: room, Event: event.EventMessage, Data: data})
}

func (p *pupil) note(n chat.Notice) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch n := n.(type) {
	case chat.Said:
		if n.Event.Event == event.EventMessage {
			p.told = append(p.told, string(n.Data))
		}
	case chat.Missed:
		p.told = append(p.told, fmt.Sprintf("missed(%v)", n.Restarted))
	}
}

func (p *pupil) all() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return strings.Join(p.told, " ")
}

// cut closes the connection behind the client's back.
func (p *pupil) cut() {
	p.mu.Lock()
	conn := p.last
	p.mu.Unlock()
	conn.Close()
}

// say emits the numbers from first to last.
func (c *class) say(p *pupil, first, last int) {
	for i := first; i <= last; i++ {
		if err := p.emit("blue", fmt.Append(nil, i)); err != nil {
			c.Fatal(err)
		}
		time.Sleep(20 * ms)
	}
}

func numbers(first, last int) string {
	var words []string
	for i := first; i <= last; i++ {
		words = append(words, fmt.Sprint(i))
	}
	return strings.Join(words, " ")
}

func onEach(t *testing.T, f func(t *testing.T, tr transport.Transport)) {
	for _, tr := range transport.All() {
		t.Run(tr.Name, func(t *testing.T) { f(t, tr) })
	}
}

// TestLossyLink: where packets are lost, held up and doubled, everything that was said is told once and
// in order, over UDP too: what the client missed it asks for, and what it said and nobody acknowledged
// it says again.
func TestLossyLink(t *testing.T) {
	bad := link.Config{Delay: 20 * ms, Jitter: 5 * ms, Loss: 0.1, Reorder: 0.05, ReorderBy: 30 * ms, Duplicate: 0.02}
	onEach(t, func(t *testing.T, tr transport.Transport) {
		inClass(t, tr, bad, func(c *class) {
			speaks, hears := c.enter(tr, 0, nil), c.enter(tr, 1, nil)
			c.say(speaks, 1, 200)
			time.Sleep(time.Minute)
			for name, p := range map[string]*pupil{"who speaks": speaks, "who listens": hears} {
				if got := p.all(); got != numbers(1, 200) {
					t.Errorf("%s was told %s", name, got)
				}
			}
			speaks.leave()
			hears.leave()
		})
	})
}

// TestCut: a client whose connection is cut comes back, and is told what it has missed, unless it is
// one that forgets.
func TestCut(t *testing.T) {
	onEach(t, func(t *testing.T, tr transport.Transport) {
		for _, forgets := range []bool{false, true} {
			inClass(t, tr, link.Config{Delay: 5 * ms}, func(c *class) {
				speaks, hears := c.enter(tr, 0, nil), c.enter(tr, 1, func(c *chat.Client) { c.Forget = forgets })
				c.say(speaks, 1, 10)
				time.Sleep(ms * 100)
				hears.cut()
				c.say(speaks, 11, 15) // it is back after a quarter of a second
				time.Sleep(10 * time.Second)
				c.say(speaks, 16, 20)
				time.Sleep(time.Second)
				want := numbers(1, 20)
				if forgets {
					want = numbers(1, 10) + " " + numbers(16, 20)
				}
				if got := hears.all(); got != want {
					t.Errorf("it forgets: %v; it was told %s", forgets, got)
				}
				speaks.cut()
				c.say(speaks, 21, 25) // said while it is away, and once it is back
				time.Sleep(10 * time.Second)
				if got := hears.all(); got != want+" "+numbers(21, 25) {
					t.Errorf("after the speaker was cut off it was told %s", got)
				}
				speaks.leave()
				hears.leave()
			})
		}
	})
}

// TestRestart: a server that begins anew is told of, and what was said since is not missed.
func TestRestart(t *testing.T) {
	onEach(t, func(t *testing.T, tr transport.Transport) {
		inClass(t, tr, link.Config{Delay: 5 * ms}, func(c *class) {
			speaks, hears := c.enter(tr, 0, nil), c.enter(tr, 1, nil)
			c.say(speaks, 1, 5)
			time.Sleep(time.Second)
			c.stop()
			time.Sleep(time.Second)
			c.serve(tr)
			time.Sleep(time.Minute)
			c.say(speaks, 6, 10)
			time.Sleep(time.Second)
			if got, want := hears.all(), numbers(1, 5)+" missed(true) "+numbers(6, 10); got != want {
				t.Errorf("it was told %s, want %s", got, want)
			}
			speaks.leave()
			hears.leave()
		})
	})
}

// Who goes on purpose gives the name up, and who starts again at once has it again.
func TestGoodbyeFreesName(t *testing.T) {
	for _, tr := range transport.All() {
		t.Run(tr.Name, func(t *testing.T) {
			inClass(t, tr, link.Config{Delay: 5 * ms}, func(c *class) {
				named := make(chan string, 10)
				ada := func(config *chat.Client) {
					config.Name = "ada"
					told := config.Notify
					config.Notify = func(n chat.Notice) {
						if joined, ok := n.(event.Joined); ok {
							named <- joined.Member
						}
						told(n)
					}
				}
				for range 2 {
					p := c.enter(tr, 0, ada)
					p.leave()
					if name := <-named; name != "ada" {
						t.Errorf("ada is called %s", name)
					}
				}
			})
		})
	}
}
