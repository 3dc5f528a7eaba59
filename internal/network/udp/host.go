package udp

import (
	"encoding/binary"
	"io"
	"net/netip"
	"sync"
	"syscall"
	"time"

	"wirelab/internal/network/packet"
	"wirelab/internal/network/tcp/socket"
)

// A Config says what a Host is like. Addr, Output and Random must be set.
type Config struct {
	Addr   netip.Addr          // IPv4
	Output func(packet []byte) // sends a packet, which it may keep; it must not call the Host
	Random io.Reader           // where ports begin

	// Order, if not nil, decides in which order what happens at one instant is done.
	Order socket.Order

	// Waking is how long a program that waits to read takes to see that it need not any more: see socket.Config.
	Waking time.Duration
}

// A Host is one end of the conversations of its sockets.
type Host struct {
	config Config

	mu       sync.Mutex
	conns    map[uint16]*Conn          // by port
	ids      map[netip.Addr]uint16     // the last identification of a packet there
	parts    map[partOf]*whole         // fragments that have come
	partSize int                       // bytes in them
	reports  map[netip.Addr]*allowance // of ICMP
	closed   bool
}

// NewHost makes a Host. Close ends it.
func NewHost(c Config) *Host {
	return &Host{
		config: c, conns: make(map[uint16]*Conn), ids: make(map[netip.Addr]uint16),
		parts: make(map[partOf]*whole), reports: make(map[netip.Addr]*allowance),
	}
}

func (h *Host) take(act socket.Act, from, to netip.AddrPort, what []byte) {
	if h.config.Order != nil {
		h.config.Order.Take(act, from, to, what)
	}
}

// Listen makes a socket that takes datagrams from anyone. Port 0 is any that is free.
func (h *Host) Listen(port uint16) (*Conn, error) { return h.open(port, netip.AddrPort{}) }

// Dial makes a socket that sends to remote, and takes datagrams from there alone.
func (h *Host) Dial(remote netip.AddrPort) (*Conn, error) { return h.open(0, remote) }

func (h *Host) open(port uint16, remote netip.AddrPort) (*Conn, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return nil, syscall.ENETDOWN
	}
	random, err := h.random()
	if err != nil {
		return nil, err
	}
	free := func(port uint16) bool { return h.conns[port] == nil }
	if port == 0 {
		port = socket.FreePort(uint32(random), free)
	}
	if port == 0 || !free(port) {
		return nil, syscall.EADDRINUSE
	}
	c := newConn(h, netip.AddrPortFrom(h.config.Addr, port), remote, random)
	h.conns[port] = c
	return c, nil
}

func (h *Host) random() (uint64, error) {
	var b [8]byte
	_, err := io.ReadFull(h.config.Random, b[:])
	return binary.LittleEndian.Uint64(b[:]), err
}

// Input takes a packet that arrives, and keeps it. What is not for this Host, or not whole, is dropped.
func (h *Host) Input(b []byte) {
	p, err := packet.Decode(b)
	if err != nil || p.IPv4.DestinationAddress != h.config.Addr || packet.Sum(b[:p.IPv4.HeaderLength()], 0) != 0xffff {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return
	}
	if p.IPv4.Fragment() {
		if b = h.gather(p); b == nil {
			return
		}
		if p, err = packet.Decode(b); err != nil {
			return
		}
	}
	switch {
	case p.UDP != nil:
		h.deliver(p)
	case p.ICMP != nil:
		h.heed(p)
	}
}

// deliver hands a datagram to the socket that it is for.
func (h *Host) deliver(p packet.Packet) {
	ip := p.IPv4
	if p.UDP.Checksum != 0 {
		text := content(p)[:p.UDP.Length]
		if packet.Sum(text, packet.Pseudo(p.Data, len(text))) != 0xffff {
			return
		}
	}
	from := netip.AddrPortFrom(ip.SourceAddress, p.UDP.SourcePort)
	c := h.conns[p.UDP.DestinationPort]
	if c == nil || c.remote.IsValid() && c.remote != from {
		h.report(p, unreachable, portUnreachable)
		return
	}
	c.take(from, p.Payload)
}

// Close closes all sockets.
func (h *Host) Close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.closed = true
	for _, c := range h.conns {
		c.change.Broadcast()
	}
	for _, w := range h.parts {
		w.timer.Stop()
	}
}
