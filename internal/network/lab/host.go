package lab

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"syscall"
	"time"

	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/adapters/gonet"
	"gvisor.dev/gvisor/pkg/tcpip/header"
	"gvisor.dev/gvisor/pkg/tcpip/network/ipv4"
	"gvisor.dev/gvisor/pkg/tcpip/stack"
	"gvisor.dev/gvisor/pkg/tcpip/transport/icmp"
	"gvisor.dev/gvisor/pkg/tcpip/transport/tcp"
	"gvisor.dev/gvisor/pkg/tcpip/transport/udp"
	"gvisor.dev/gvisor/pkg/waiter"

	"wirelab/internal/network/netx"
	"wirelab/internal/network/tcp/socket"
)

// A Host is one end of the link, with its own network stack, on which programs listen and dial. Addresses are
// literal IPv4; an address without a host, such as ":80", means this host.
type Host struct {
	Addr  netip.Addr
	stack *stack.Stack
	port  *port
	turns *turns       // the net's
	own   *socket.Host // nil: TCP is netstack's, too

	waking *source // where how long programs take to be woken over UDP begins; nil: no time
}

var _ netx.Network = (*Host)(nil)

const nic = 1

// newHost makes the stack of the host at addr and plugs it into p. minRTO is the shortest time after
// which a segment that was not acknowledged is sent again.
func newHost(addr netip.Addr, number int, p *port, seed uint64, minRTO time.Duration) (h *Host, err error) {
	s := stack.New(stack.Options{
		Clock:              p.clock,
		NetworkProtocols:   []stack.NetworkProtocolFactory{ipv4.NewProtocol},
		TransportProtocols: []stack.TransportProtocolFactory{tcp.NewProtocolCUBIC, udp.NewProtocol, icmp.NewProtocol4},
		RandSource:         newSource(seed, number, 0),
		SecureRNG:          newSource(seed, number, 1),
	})
	defer func() {
		if err != nil {
			s.Close()
			s.Wait()
		}
	}()
	// The buffers are Linux's (net.ipv4.tcp_rmem and tcp_wmem).
	atLeast, atMost := tcpip.TCPMinRTOOption(minRTO), tcpip.TCPMaxRTOOption(max(tcp.MaxRTO, 2*minRTO))
	for _, option := range []tcpip.SettableTransportProtocolOption{
		&tcpip.TCPReceiveBufferSizeRangeOption{Min: 4 << 10, Default: 128 << 10, Max: 6 << 20},
		&tcpip.TCPSendBufferSizeRangeOption{Min: minSendBuffer, Default: 64 << 10, Max: 4 << 20},
		&atMost,
		&atLeast,
	} {
		if err := s.SetTransportProtocolOption(tcp.ProtocolNumber, option); err != nil {
			return nil, fmt.Errorf("lab: %s", err)
		}
	}
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
	return &Host{Addr: addr, stack: s, port: p, turns: &p.net.turns}, nil
}

const minSendBuffer = 4 << 10

// setSendBuffer sets how many bytes each connection takes to send.
func (h *Host) setSendBuffer(bytes int) error {
	bytes = max(bytes, minSendBuffer)
	option := tcpip.TCPSendBufferSizeRangeOption{Min: minSendBuffer, Default: bytes, Max: bytes}
	if err := h.stack.SetTransportProtocolOption(tcp.ProtocolNumber, &option); err != nil {
		return fmt.Errorf("lab: %s", err)
	}
	return nil
}

// Listen implements netx.Network for TCP.
func (h *Host) Listen(ctx context.Context, network, address string) (net.Listener, error) {
	at, err := h.resolve(network, "tcp", address)
	if err != nil {
		return nil, opError("listen", network, err)
	}
	if h.own != nil {
		return h.listenOwn(at.Port)
	}
	ln, err := h.listen(at)
	if err != nil {
		return nil, opError("listen", network, err)
	}
	return newListener(ln), nil
}

// listen is gonet.ListenTCP, but with SO_REUSEADDR, which package net sets: a server that is started
// again need not wait until the connections of the one before have been forgotten (TIME-WAIT).
func (h *Host) listen(at tcpip.FullAddress) (*gonet.TCPListener, error) {
	const backlog = 4096 // Linux's net.core.somaxconn
	var wq waiter.Queue
	ep, err := h.stack.NewEndpoint(tcp.ProtocolNumber, ipv4.ProtocolNumber, &wq)
	if err != nil {
		return nil, errors.New(err.String())
	}
	ep.SocketOptions().SetReuseAddress(true)
	if err = ep.Bind(at); err == nil {
		err = ep.Listen(backlog)
	}
	if err != nil {
		ep.Close()
		return nil, &net.OpError{Err: errors.New(err.String())}
	}
	return gonet.NewTCPListener(h.stack, &wq, newDoor(ep, h.turns)), nil
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
	if h.own != nil {
		return h.dialOwn(ctx, 0, addrPort(to))
	}
	conn, err := h.connect(ctx, 0, to)
	if err != nil {
		return nil, opError("dial", network, err)
	}
	return conn, nil
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
	if c.waking = h.own != nil; c.waking {
		c.woken.Store(h.waking.Uint64())
	}
	return c, nil
}

// Retransmissions is how many TCP segments the host has sent again.
func (h *Host) Retransmissions() int {
	if h.own != nil {
		return h.own.Retransmissions()
	}
	return int(h.stack.Stats().TCP.Retransmits.Value())
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
	(&tcpip.ErrConnectionReset{}).String():   syscall.ECONNRESET,
	(&tcpip.ErrClosedForSend{}).String():     syscall.EPIPE,
	(&tcpip.ErrPortInUse{}).String():         syscall.EADDRINUSE,
	(&tcpip.ErrHostUnreachable{}).String():   syscall.EHOSTUNREACH,
	(&tcpip.ErrTimeout{}).String():           syscall.ETIMEDOUT,
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
