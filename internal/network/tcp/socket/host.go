package socket

import (
	"encoding/binary"
	"io"
	"net/netip"
	"sync"
	"syscall"
	"time"

	"wirelab/internal/network/tcp"
)

// A Config says what a Host is like. Addr, Output and Random must be set.
type Config struct {
	Addr   netip.Addr          // IPv4
	Output func(packet []byte) // sends a packet, which it may keep; it must not call the Host
	Random io.Reader           // where numbers and ports begin

	// Watch, if not nil, is told before each segment of a connection is sent how its sender sees the network then.
	// It must not call the Host.
	Watch func(tcp.Info)

	// Order, if not nil, decides in which order what happens at one instant is done: see Order.
	Order Order

	// Waking is how long a program that waits to read or write takes to see that it need not any more, in the mean: between half of it
	// and one and a half. On a machine it is some 100 microseconds, in which the rest of a burst may arrive. Zero
	// means none.
	Waking time.Duration
}

// An Order lets those who act on a Host at one instant of virtual time do so one after the other, in an order
// that is the same each time.
type Order interface {
	// Take waits for a turn. what is what is written.
	Take(act Act, from, to netip.AddrPort, what []byte)
	// Add has f called when its turn comes, and does not wait.
	Add(act Act, from, to netip.AddrPort, f func())
}

// An Act is what somebody has a turn for.
type Act int

// The acts.
const (
	Timing Act = iota // what a connection's timer is for
	Closing
	Connecting
	Accepting
	Reading
	Writing
)

// backlog is how many connections wait for Accept, as on Linux (net.core.somaxconn). A SYN above that is not
// answered.
const backlog = 4096

// A Host is one end of many connections.
type Host struct {
	config Config
	base   time.Time

	mu        sync.Mutex
	conns     map[ends]*Conn
	listeners map[uint16]*Listener
	stamps    map[netip.Addr]uint32 // where timestamps begin, see stampOffset
	id        uint16                // of the next packet
	closed    bool
	done      chan struct{} // closed by Close
	again     int           // segments sent again on connections that are over
}

// ends tell a connection of a Host from others.
type ends struct {
	port   uint16
	remote netip.AddrPort
}

// NewHost makes a Host. Close ends it.
func NewHost(c Config) *Host {
	return &Host{
		config: c, base: time.Now(), done: make(chan struct{}),
		conns: make(map[ends]*Conn), listeners: make(map[uint16]*Listener), stamps: make(map[netip.Addr]uint32),
	}
}

func (h *Host) now() time.Duration { return time.Since(h.base) }

func (h *Host) take(act Act, from, to netip.AddrPort, what []byte) {
	if h.config.Order != nil {
		h.config.Order.Take(act, from, to, what)
	}
}

func (h *Host) random() uint32 {
	var b [4]byte
	if _, err := io.ReadFull(h.config.Random, b[:]); err != nil {
		panic("socket: no random numbers: " + err.Error())
	}
	return binary.BigEndian.Uint32(b[:])
}

// Retransmissions is how many segments the Host has sent again.
func (h *Host) Retransmissions() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	n := h.again
	for _, c := range h.conns {
		n += c.tcp.Stats().Retransmissions
	}
	return n
}

// Input takes a packet that arrives. What is not a segment of TCP for this Host is dropped.
func (h *Host) Input(packet []byte) {
	var s tcp.Segment
	from, to, err := tcp.Parse(packet, &s)
	if err != nil || to.Addr() != h.config.Addr {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return
	}
	e, l := ends{to.Port(), from}, h.listeners[to.Port()]
	if c := h.conns[e]; c != nil {
		if l == nil || !c.tcp.Replaces(&s) {
			c.tcp.Input(h.now(), &s)
			c.settle()
			return
		}
		c.tcp.Abort(h.now()) // in TIME-WAIT: silent
		c.settle()
	}
	if l != nil && !s.Flags.Has(tcp.RST) && !s.Flags.Has(tcp.ACK) { // if it has no SYN, it is dropped (RFC 9293 section 3.10.7.2)
		if s.Flags.Has(tcp.SYN) && l.waiting < backlog {
			l.waiting++
			h.open(e, l, &s)
		}
		return
	}
	if reset, ok := tcp.Refuse(&s); ok {
		h.output(to, from, &reset)
	}
}

// output sends a segment.
func (h *Host) output(from, to netip.AddrPort, s *tcp.Segment) {
	h.id++
	h.config.Output(tcp.Append(make([]byte, 0, 100+len(s.Data)), from, to, h.id, s))
}

// open makes a connection: one that a peer begins with syn, for a listener, or one that this end begins.
func (h *Host) open(e ends, l *Listener, syn *tcp.Segment) *Conn {
	c := newConn(h, e, l)
	h.conns[e] = c
	config := tcp.Config{
		ISS: tcp.Seq(h.random()), StampOffset: h.stampOffset(e.remote.Addr()), Phase: time.Duration(h.random()) % (time.Second / 10),
		Output: func(s *tcp.Segment) {
			if h.config.Watch != nil && c.tcp != nil {
				h.config.Watch(c.tcp.Info())
			}
			h.output(c.local, c.remote, s)
		},
	}
	if syn != nil {
		c.tcp = tcp.Accept(h.now(), config, syn)
	} else {
		c.tcp = tcp.Dial(h.now(), config)
	}
	c.settle()
	return c
}

// stampOffset is where the timestamps of connections with another host begin: for all of them at the same, as on Linux. So where one
// follows another between the same ends, its SYN shows that it is newer, and need not wait for the end of TIME-WAIT (RFC 6191).
func (h *Host) stampOffset(with netip.Addr) uint32 {
	drawn := h.random()
	if offset, known := h.stamps[with]; known {
		return offset
	}
	h.stamps[with] = drawn
	return drawn
}

// freePort draws a port. What is used to another remote address is free.
func (h *Host) freePort(remote netip.AddrPort) (uint16, error) {
	port := FreePort(h.random(), func(port uint16) bool {
		return h.conns[ends{port, remote}] == nil && h.listeners[port] == nil
	})
	if port == 0 {
		return 0, syscall.EADDRNOTAVAIL
	}
	return port, nil
}

// FreePort is the first port that is free, from a random one on, of those that a host gives away (RFC 6056 section 3.3.1; the range is
// Linux's); 0: none is.
func FreePort(random uint32, free func(port uint16) bool) uint16 {
	const first, count = 32768, 28232
	at := random % count
	for range count {
		if port := uint16(first + at); free(port) {
			return port
		}
		at = (at + 1) % count
	}
	return 0
}

// Close ends all connections and listeners, without a word to peers.
func (h *Host) Close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return
	}
	h.closed = true
	close(h.done)
	h.config.Output = func([]byte) {}
	for _, l := range h.listeners {
		l.closed = true
		l.come.Broadcast()
	}
	for _, c := range h.conns {
		c.fail = syscall.ECONNABORTED
		c.tcp.Abort(h.now())
		c.settle()
	}
}
