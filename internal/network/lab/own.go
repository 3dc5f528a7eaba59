package lab

import (
	"bytes"
	"context"
	"net"
	"net/netip"
	"os"
	"time"

	"gvisor.dev/gvisor/pkg/tcpip/header"

	"wirelab/internal/network/tcp"
	"wirelab/internal/network/tcp/socket"
)

// Stacks say whose TCP the hosts of a Net use. It is for tests, for comparing the two, and where senders say how they
// see the network; netstack's is the lab's.
type Stacks uint8

// The stacks.
const (
	Netstack   Stacks = iota // on both sides
	Own                      // package tcp on both sides
	OwnServer                // package tcp on the server, netstack on the clients
	OwnClients               // the other way round
)

// ownVariable is an environment variable that makes Own the default, if it is "own".
const ownVariable = "WIRELAB_TCP"

// own says whether a host uses package tcp.
func (s Stacks) own(server bool) bool {
	if s == Netstack && os.Getenv(ownVariable) == "own" {
		return true
	}
	return s == Own || s == OwnServer && server || s == OwnClients && !server
}

// waking is how long a program on a machine that has nothing else to do takes to be woken.
const waking = 100 * time.Microsecond

// useOwn gives a host sockets of package tcp.
func (h *Host) useOwn(number int, seed uint64, sendBuffer int) {
	p := h.port
	h.waking = newSource(seed, number, 3)
	c := socket.Config{
		Addr: h.Addr, Random: newSource(seed, number, 2), Order: order{h.turns}, SendBuffer: sendBuffer, Waking: waking,
		Output: func(data []byte) {
			p.net.send(p, header.IPv4ProtocolNumber, data)
			p.sender = nil
		},
	}
	if p.net.config.Senders {
		c.Watch = func(i tcp.Info) { p.sender = &i }
	}
	h.own = socket.NewHost(c)
}

// order lets sockets of package tcp take turns with everyone else.
type order struct{ *turns }

// acts are turns' names for what sockets do.
var acts = map[socket.Act]act{
	socket.Timing: timing, socket.Closing: closing, socket.Connecting: connecting,
	socket.Accepting: accepting, socket.Reading: reading, socket.Writing: writing,
}

// Take implements socket.Order.
func (o order) Take(a socket.Act, from, to netip.AddrPort, what []byte) {
	t := turn{act: acts[a], from: from, to: to}
	if what != nil {
		t.what = bytes.NewReader(what)
	}
	o.take(t)
}

// Add implements socket.Order.
func (o order) Add(a socket.Act, from, to netip.AddrPort, f func()) {
	o.add(turn{act: acts[a], from: from, to: to, begin: f})
}

// dialOwn connects to a TCP server from a port; 0 is any that is free.
func (h *Host) dialOwn(ctx context.Context, port uint16, to netip.AddrPort) (net.Conn, error) {
	c, err := h.own.Dial(ctx, port, to)
	if err != nil {
		return nil, err
	}
	return c, nil
}

// listenOwn takes TCP connections at a port; 0 is any that is free.
func (h *Host) listenOwn(port uint16) (net.Listener, error) {
	l, err := h.own.Listen(port)
	if err != nil {
		return nil, err
	}
	return l, nil
}
