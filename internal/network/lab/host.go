package lab

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"time"

	"wirelab/internal/network/netx"
	"wirelab/internal/network/tcp"
	"wirelab/internal/network/tcp/socket"
	"wirelab/internal/network/udp"
)

// A Host is one end of the link, on which programs listen and dial. Its TCP is package tcp's, its UDP package udp's.
// Addresses are literal IPv4; an address without a host, such as ":80", means this host.
type Host struct {
	Addr  netip.Addr
	tcp   *socket.Host
	udp   *udp.Host
	port  *port
	turns *turns // the net's
}

var _ netx.Network = (*Host)(nil)

// waking is how long a program on a machine that has nothing else to do takes to be woken.
const waking = 100 * time.Microsecond

// newHost makes the host at addr, and plugs it into the link. Number 0 is the server.
func (n *Net) newHost(addr netip.Addr, number int) *Host {
	p := &port{net: n, server: number == 0}
	seed := n.config.Seed
	h := &Host{Addr: addr, port: p, turns: &n.turns}
	h.tcp = socket.NewHost(h.sockets(newSource(seed, number, 2)))
	h.udp = udp.NewHost(udp.Config{
		Addr: addr, Random: newSource(seed, number, 3), Order: order{h.turns}, Waking: waking,
		Output: func(data []byte) { n.send(p, data, nil) },
	})
	p.tcp, p.udp = h.tcp, h.udp
	return h
}

// sockets says how the host's TCP is to be.
func (h *Host) sockets(random *source) socket.Config {
	p := h.port
	var sender *tcp.Info // of what is sent now; Watch and Output are called one after the other
	c := socket.Config{
		Addr: h.Addr, Random: random, Order: order{h.turns}, Waking: waking,
		Output: func(data []byte) {
			p.net.send(p, data, sender)
			sender = nil
		},
	}
	if p.net.config.Senders {
		c.Watch = func(i tcp.Info) { sender = &i }
	}
	return c
}

// Listen implements netx.Network for TCP.
func (h *Host) Listen(ctx context.Context, network, address string) (net.Listener, error) {
	at, err := h.resolve(network, "tcp", address)
	if err != nil {
		return nil, opError("listen", network, err)
	}
	l, err := h.tcp.Listen(at.Port())
	if err != nil {
		return nil, err
	}
	return l, nil
}

// ListenPacket implements netx.Network for UDP.
func (h *Host) ListenPacket(ctx context.Context, network, address string) (net.PacketConn, error) {
	at, err := h.resolve(network, "udp", address)
	if err != nil {
		return nil, opError("listen", network, err)
	}
	c, err := h.udp.Listen(at.Port())
	if err != nil {
		return nil, opError("listen", network, err)
	}
	return c, nil
}

// DialContext implements netx.Network for TCP and UDP.
func (h *Host) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	to, err := h.resolve(network, network, address)
	if err != nil {
		return nil, opError("dial", network, err)
	}
	if !strings.HasPrefix(network, "udp") {
		return h.dial(ctx, 0, to)
	}
	c, err := h.udp.Dial(to)
	if err != nil {
		return nil, opError("dial", network, err)
	}
	return c, nil
}

// DialFrom connects to a TCP server from a port that the caller chooses. Other connections of this host may
// use the same port if they lead to other addresses or ports (SO_REUSEADDR). The same pair of ends twice
// fails with EADDRINUSE.
func (h *Host) DialFrom(ctx context.Context, port uint16, address string) (net.Conn, error) {
	to, err := h.resolve("tcp", "tcp", address)
	if err != nil {
		return nil, opError("dial", "tcp", err)
	}
	return h.dial(ctx, port, to)
}

// dial connects to a TCP server from a port; 0 is any that is free.
func (h *Host) dial(ctx context.Context, port uint16, to netip.AddrPort) (net.Conn, error) {
	c, err := h.tcp.Dial(ctx, port, to)
	if err != nil {
		return nil, err
	}
	return c, nil
}

// Retransmissions is how many TCP segments the host has sent again.
func (h *Host) Retransmissions() int { return h.tcp.Retransmissions() }

// resolve reads host:port.
func (h *Host) resolve(network, want, address string) (at netip.AddrPort, err error) {
	if network = strings.TrimSuffix(network, "4"); network != "tcp" && network != "udp" || network != strings.TrimSuffix(want, "4") {
		return at, fmt.Errorf("network %q: %w", network, errors.ErrUnsupported)
	}
	if strings.HasPrefix(address, ":") {
		address = h.Addr.String() + address
	}
	if at, err = netip.ParseAddrPort(address); err != nil || !at.Addr().Is4() {
		return at, fmt.Errorf("address %q: the lab takes IPv4 addresses with a port", address)
	}
	return at, nil
}

func opError(op, network string, err error) error {
	return &net.OpError{Op: op, Net: network, Err: err}
}
