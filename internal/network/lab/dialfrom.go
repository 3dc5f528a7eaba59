package lab

import (
	"context"
	"errors"
	"net"
	"syscall"

	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/adapters/gonet"
	"gvisor.dev/gvisor/pkg/tcpip/network/ipv4"
	"gvisor.dev/gvisor/pkg/tcpip/transport/tcp"
	"gvisor.dev/gvisor/pkg/waiter"
)

// DialFrom connects to a TCP server from a port of the caller's choice. Other connections of this host
// may have the same port, as long as their other ends are other ones (SO_REUSEADDR): what cannot be
// there twice is a pair of ends. That fails with EADDRINUSE.
func (h *Host) DialFrom(ctx context.Context, port uint16, address string) (net.Conn, error) {
	to, err := h.resolve("tcp", "tcp", address)
	if err != nil {
		return nil, opError("dial", "tcp", err)
	}
	var wq waiter.Queue
	ep, terr := h.stack.NewEndpoint(tcp.ProtocolNumber, ipv4.ProtocolNumber, &wq)
	if terr != nil {
		return nil, opError("dial", "tcp", tcpipError(terr))
	}
	entry, connected := waiter.NewChannelEntry(waiter.WritableEvents)
	wq.EventRegister(&entry)
	defer wq.EventUnregister(&entry)
	ep.SocketOptions().SetReuseAddress(true)
	terr = ep.Bind(tcpip.FullAddress{NIC: nic, Addr: tcpip.AddrFrom4(h.Addr.As4()), Port: port})
	if terr == nil {
		terr = ep.Connect(to)
	}
	if _, started := terr.(*tcpip.ErrConnectStarted); started {
		select {
		case <-ctx.Done():
			ep.Close()
			return nil, opError("dial", "tcp", ctx.Err())
		case <-connected:
		}
		terr = ep.LastError()
	}
	if terr != nil {
		ep.Close()
		return nil, opError("dial", "tcp", tcpipError(terr))
	}
	return newConn(gonet.NewTCPConn(&wq, ep), h.turns), nil
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
