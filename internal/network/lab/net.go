package lab

import (
	"bytes"
	"fmt"
	"net/netip"
	"sync"
	"testing/synctest"
	"time"

	"wirelab/internal/network/link"
	"wirelab/internal/network/packet"
	"wirelab/internal/network/tcp"
)

// A Config says what a Net is like. The zero value is one client on a perfect link.
type Config struct {
	Up, Down link.Config // towards the server and back
	Seed     uint64
	Clients  int // how many; zero means 1

	// Senders has Packets say how their TCP senders saw the network.
	Senders bool

	// Virtual says that the Net is made inside Virtual (or a testing/synctest bubble).
	Virtual bool

	// Tap, if not nil, sees each packet as it enters the link, and what becomes of it. It is called
	// by one goroutine at a time, in the order in which packets enter, and must not keep Data.
	Tap func(Packet)
}

// A Packet is one IP packet on the link.
type Packet struct {
	Time      time.Duration // when it entered the link, since the Net was made
	Direction link.Direction
	Data      []byte
	Verdict   link.Verdict // what becomes of it, and when
	Sender    *tcp.Info    // how its TCP sender saw the network; nil: see Config.Senders
}

// Records is the packet, and the copy that the link made of it if it did, as package packet reads
// them. It may be kept.
func (p Packet) Records() []packet.Record {
	r := packet.Record{
		Time: p.Time, Up: p.Direction == link.Up, Data: bytes.Clone(p.Data),
		Arrives: -1, Fate: p.Verdict.Fate,
	}
	if r.Fate.Arrives() {
		r.Arrives = p.Verdict.At
	}
	if !p.Verdict.Duplicate {
		return []packet.Record{r}
	}
	again := r
	again.Arrives, again.Copy = p.Verdict.DuplicateAt, true
	return []packet.Record{r, again}
}

// A Net is a server and its clients, joined by a link.
type Net struct {
	Server  *Host
	Clients []*Host

	config   Config
	base     time.Time
	settle   func() // returns when nothing happens any more at this instant
	up, down *link.Link
	ports    map[netip.Addr]*port
	turns    turns // of those who act

	mu      sync.Mutex
	transit link.Transit[arrival]
	taken   map[time.Duration]time.Duration // when packets on their way arrive; for each, where to look for the next free instant
	wake    chan struct{}

	stop, stopped chan struct{}
}

// odd makes arrivals on links without jitter fall between the round times at which programs act: what
// happens at the very same instant has no order that would be the same each time.
const odd = 1371 * time.Nanosecond

// New makes a network. Close ends it.
func New(c Config) (*Net, error) {
	for _, direction := range []link.Config{c.Up, c.Down} {
		if err := direction.Validate(); err != nil {
			return nil, err
		}
	}
	n := &Net{
		config: c,
		base:   time.Now(),
		settle: func() {},
		ports:  make(map[netip.Addr]*port),
		taken:  make(map[time.Duration]time.Duration),
		wake:   make(chan struct{}, 1),
		stop:   make(chan struct{}), stopped: make(chan struct{}),
	}
	n.turns.wake = n.wake
	if c.Virtual {
		n.settle = synctest.Wait
	} else {
		n.turns.end()
	}
	c.Up.Delay += odd
	c.Down.Delay += odd
	n.up, n.down = link.New(c.Up, c.Seed, link.Up), link.New(c.Down, c.Seed, link.Down)
	for i := range max(1, c.Clients) + 1 { // 10.0.0.1 is the server, 10.0.0.2 the first client
		addr := netip.AddrFrom4([4]byte{10, 0, byte((i + 1) >> 8), byte(i + 1)})
		h := n.newHost(addr, i)
		n.ports[addr] = h.port
		if i == 0 {
			n.Server = h
		} else {
			n.Clients = append(n.Clients, h)
		}
	}
	go n.run()
	return n, nil
}

// Close stops the link and then the hosts. Connections that are open end with an error.
func (n *Net) Close() {
	close(n.stop)
	<-n.stopped
	for _, h := range append([]*Host{n.Server}, n.Clients...) {
		h.tcp.Close()
		h.udp.Close()
	}
}

// Now is the time since the Net was made.
func (n *Net) Now() time.Duration { return time.Since(n.base) }

// send puts a packet on the link. sender is how its TCP sender sees the network; nil: not known.
func (n *Net) send(from *port, data []byte, sender *tcp.Info) {
	flow, ok := packet.FlowOf(data)
	to := n.ports[flow.To]
	if !ok || to == nil {
		return // to nobody: a router would say so (ICMP), a link loses it
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	direction, way := link.Up, n.up
	if from.server {
		direction, way = link.Down, n.down
	}
	now := n.Now()
	v := way.Admit(now, flow, len(data))
	if v.Fate.Arrives() {
		v.At = n.apart(v.At)
	}
	if v.Duplicate {
		v.DuplicateAt = n.apart(v.DuplicateAt)
	}
	if n.config.Tap != nil {
		n.config.Tap(Packet{now, direction, data, v, sender})
	}
	if v.Fate.Arrives() {
		n.enqueue(v.At, direction, arrival{to, data})
	}
	if v.Duplicate {
		n.enqueue(v.DuplicateAt, direction, arrival{to, data})
	}
}

// apart moves an arrival to the next nanosecond at which no other packet arrives. Hosts that hear something
// at the very same instant would act on it in an order that is another each time.
func (n *Net) apart(at time.Duration) time.Duration {
	asked := at
	for next, taken := n.taken[at]; taken; next, taken = n.taken[at] {
		at = next
	}
	n.taken[at] = at + 1
	n.taken[asked] = at + 1 // thousands may be sent at once, and each would go through all those before it
	return at
}

// An arrival is a packet on its way to a host.
type arrival struct {
	to   *port
	data []byte
}

func (n *Net) enqueue(at time.Duration, d link.Direction, a arrival) {
	n.transit.Add(at, d, a)
	select {
	case n.wake <- struct{}{}:
	default:
	}
}

// run delivers packets when they are due, one at a time. In virtual time it lets everything that a
// packet, or a turn, sets going come to rest before the next: this is what makes the course of an
// experiment the same each time.
func (n *Net) run() {
	defer close(n.stopped)
	defer n.turns.end()
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		n.settle()
		if n.turns.next() {
			continue
		}
		a, wait := n.next()
		if a != nil {
			a.to.deliver(a)
			continue
		}
		timer.Reset(wait)
		select {
		case <-timer.C:
		case <-n.wake:
		case <-n.stop:
			return
		}
	}
}

// next takes the packet that is due now, or says how long it is until one may be.
func (n *Net) next() (a *arrival, wait time.Duration) {
	n.mu.Lock()
	defer n.mu.Unlock()
	at, ok := n.transit.Next()
	if !ok {
		return nil, time.Hour
	}
	if wait := at - n.Now(); wait > 0 {
		return nil, wait
	}
	first := n.transit.Take()
	delete(n.taken, at)
	return &first, 0
}

// String says where a Net's hosts are.
func (n *Net) String() string {
	if len(n.Clients) == 1 {
		return fmt.Sprintf("server %v, client %v", n.Server.Addr, n.Clients[0].Addr)
	}
	return fmt.Sprintf("server %v, %d clients from %v", n.Server.Addr, len(n.Clients), n.Clients[0].Addr)
}
