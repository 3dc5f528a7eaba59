package lab

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"syscall"

	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/adapters/gonet"
	"gvisor.dev/gvisor/pkg/tcpip/network/ipv4"
	"gvisor.dev/gvisor/pkg/tcpip/transport/tcp"
	"gvisor.dev/gvisor/pkg/waiter"
)

// DialFrom connects to a TCP server from a port that the caller chooses. Other connections of this host may
// use the same port if they lead to other addresses or ports (SO_REUSEADDR). The same pair of ends twice
// fails with EADDRINUSE.
func (h *Host) DialFrom(ctx context.Context, port uint16, address string) (net.Conn, error) {
	to, err := h.resolve("tcp", "tcp", address)
	if err != nil {
		return nil, opError("dial", "tcp", err)
	}
	if h.own != nil {
		return h.dialOwn(ctx, port, addrPort(to))
	}
	conn, err := h.connect(ctx, port, to)
	if err != nil {
		return nil, opError("dial", "tcp", err)
	}
	return conn, nil
}

// connect connects to a TCP server from a port; 0 is any that is free.
func (h *Host) connect(ctx context.Context, port uint16, to tcpip.FullAddress) (net.Conn, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var wq waiter.Queue
	ep, err := h.stack.NewEndpoint(tcp.ProtocolNumber, ipv4.ProtocolNumber, &wq)
	if err != nil {
		return nil, tcpipError(err)
	}
	entry, connected := waiter.NewChannelEntry(waiter.WritableEvents)
	wq.EventRegister(&entry)
	defer wq.EventUnregister(&entry)
	if port != 0 {
		ep.SocketOptions().SetReuseAddress(true)
		err = ep.Bind(tcpip.FullAddress{NIC: nic, Addr: tcpip.AddrFrom4(h.Addr.As4()), Port: port})
	}
	if err == nil {
		h.turns.take(turn{from: netip.AddrPortFrom(h.Addr, port), to: addrPort(to), act: connecting})
		err = ep.Connect(to)
	}
	if _, started := err.(*tcpip.ErrConnectStarted); started {
		select {
		case <-ctx.Done():
			ep.Close()
			return nil, ctx.Err()
		case <-connected:
		}
		err = ep.LastError()
	}
	if err != nil {
		ep.Close()
		return nil, &net.OpError{Op: "connect", Net: "tcp", Addr: net.TCPAddrFromAddrPort(addrPort(to)), Err: tcpipError(err)}
	}
	c := newConn(gonet.NewTCPConn(&wq, &stream{newEndpoint(ep, h.turns)}))
	c.stack = ep
	return c, nil
}

// tcpipError is one of netstack's errors as package net has it. A local address that is bad to connect
// from is one of a pair that is there already.
func tcpipError(err tcpip.Error) error {
	if _, bad := err.(*tcpip.ErrBadLocalAddress); bad {
		return syscall.EADDRINUSE
	}
	if e, ok := errnos[err.String()]; ok {
		return e
	}
	return errors.New(err.String())
}
