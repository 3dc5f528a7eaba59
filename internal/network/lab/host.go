package lab

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/adapters/gonet"
	"gvisor.dev/gvisor/pkg/tcpip/header"
	"gvisor.dev/gvisor/pkg/tcpip/network/ipv4"
	"gvisor.dev/gvisor/pkg/tcpip/stack"
	"gvisor.dev/gvisor/pkg/tcpip/transport/icmp"
	"gvisor.dev/gvisor/pkg/tcpip/transport/udp"
	"gvisor.dev/gvisor/pkg/waiter"

	"wirelab/internal/network/netx"
	"wirelab/internal/network/tcp"
	"wirelab/internal/network/tcp/socket"
)

// A Host is one end of the link, on which programs listen and dial. Its TCP is package tcp's, its UDP netstack's.
// Addresses are literal IPv4; an address without a host, such as ":80", means this host.
type Host struct {
	Addr   netip.Addr
	tcp    *socket.Host
	stack  *stack.Stack // for all but TCP
	port   *port
	turns  *turns  // the net's
	waking *source // random numbers for how long a program that reads UDP takes to be woken
}

var _ netx.Network = (*Host)(nil)

const nic = 1

// waking is how long a program on a machine that has nothing else to do takes to be woken.
const waking = 100 * time.Microsecond

// newHost makes the host at addr, and plugs it into the link. Number 0 is the server.
func (n *Net) newHost(addr netip.Addr, number int) (h *Host, err error) {
	p := &port{net: n, server: number == 0}
	seed := n.config.Seed
	s := stack.New(stack.Options{
		Clock:              &clock{tcpip.NewStdClock(), addr, &n.turns, atomic.Uint64{}},
		NetworkProtocols:   []stack.NetworkProtocolFactory{ipv4.NewProtocol},
		TransportProtocols: []stack.TransportProtocolFactory{udp.NewProtocol, icmp.NewProtocol4},
		RandSource:         newSource(seed, number, 0),
		SecureRNG:          newSource(seed, number, 1),
	})
	defer func() {
		if err != nil {
			s.Close()
			s.Wait()
		}
	}()
	if err := s.CreateNIC(nic, p); err != nil {
		return nil, fmt.Errorf("lab: %s", err)
	}
	if err := s.AddProtocolAddress(nic, tcpip.ProtocolAddress{
		Protocol:          header.IPv4ProtocolNumber,
		AddressWithPrefix: tcpip.AddressWithPrefix{Address: tcpip.AddrFrom4(addr.As4()), PrefixLen: 8},
	}, stack.AddressProperties{}); err != nil {
		return nil, fmt.Errorf("lab: %s", err)
	}
	s.SetRouteTable([]tcpip.Route{{Destination: header.IPv4EmptySubnet, NIC: nic}})
	h = &Host{Addr: addr, stack: s, port: p, turns: &n.turns, waking: newSource(seed, number, 3)}
	h.tcp = socket.NewHost(h.sockets(newSource(seed, number, 2)))
	p.tcp = h.tcp
	return h, nil
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
	l, err := h.tcp.Listen(at.Port)
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
	conn, err := h.socket("bind", at)
	if err != nil {
		return nil, opError("listen", network, err)
	}
	return conn, nil
}

// DialContext implements netx.Network for TCP and UDP.
func (h *Host) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	to, err := h.resolve(network, network, address)
	if err != nil {
		return nil, opError("dial", network, err)
	}
	if strings.HasPrefix(network, "udp") {
		conn, err := h.socket("connect", to)
		if err != nil {
			return nil, opError("dial", network, err)
		}
		return conn, nil
	}
	return h.dial(ctx, 0, to)
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
func (h *Host) dial(ctx context.Context, port uint16, to tcpip.FullAddress) (net.Conn, error) {
	c, err := h.tcp.Dial(ctx, port, addrPort(to))
	if err != nil {
		return nil, err
	}
	return c, nil
}

// socket makes a UDP socket, and binds or connects it to an address.
func (h *Host) socket(op string, addr tcpip.FullAddress) (*packetConn, error) {
	var wq waiter.Queue
	ep, err := h.stack.NewEndpoint(udp.ProtocolNumber, ipv4.ProtocolNumber, &wq)
	if err != nil {
		return nil, tcpipError(err)
	}
	if op == "bind" {
		err = ep.Bind(addr)
	} else {
		err = ep.Connect(addr)
	}
	if err != nil {
		ep.Close()
		return nil, &net.OpError{Op: op, Net: "udp", Addr: net.UDPAddrFromAddrPort(addrPort(addr)), Err: tcpipError(err)}
	}
	e := newEndpoint(ep, h.turns)
	c := newPacketConn(gonet.NewUDPConn(&wq, &e), &e)
	c.woken.Store(h.waking.Uint64())
	return c, nil
}

// Retransmissions is how many TCP segments the host has sent again.
func (h *Host) Retransmissions() int { return h.tcp.Retransmissions() }

// tcpipError is one of netstack's errors as package net has it.
func tcpipError(err tcpip.Error) error {
	if e, ok := errnos[err.String()]; ok {
		return e
	}
	return errors.New(err.String())
}

// resolve turns host:port into netstack's form.
func (h *Host) resolve(network, want, address string) (tcpip.FullAddress, error) {
	if network = strings.TrimSuffix(network, "4"); network != "tcp" && network != "udp" || network != strings.TrimSuffix(want, "4") {
		return tcpip.FullAddress{}, fmt.Errorf("network %q: %w", network, errors.ErrUnsupported)
	}
	if strings.HasPrefix(address, ":") {
		address = h.Addr.String() + address
	}
	at, err := netip.ParseAddrPort(address)
	if err != nil || !at.Addr().Is4() {
		return tcpip.FullAddress{}, fmt.Errorf("address %q: the lab takes IPv4 addresses with a port", address)
	}
	return tcpip.FullAddress{NIC: nic, Addr: tcpip.AddrFrom4(at.Addr().As4()), Port: at.Port()}, nil
}

// errnos are the errors of package net that callers ask for, by netstack's words for them.
var errnos = map[string]error{
	(&tcpip.ErrConnectionRefused{}).String(): syscall.ECONNREFUSED,
	(&tcpip.ErrPortInUse{}).String():         syscall.EADDRINUSE,
	(&tcpip.ErrHostUnreachable{}).String():   syscall.EHOSTUNREACH,
	(&tcpip.ErrMessageTooLong{}).String():    syscall.EMSGSIZE,
}

// opError gives an error of gonet the form and the values that package net's errors have.
func opError(op, network string, err error) error {
	var inner *net.OpError
	if errors.As(err, &inner) {
		if e, ok := errnos[inner.Err.Error()]; ok {
			inner.Err = e
		}
		return inner
	}
	return &net.OpError{Op: op, Net: network, Err: err}
}
