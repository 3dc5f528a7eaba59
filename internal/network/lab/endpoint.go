package lab

import (
	"bytes"
	"io"
	"net/netip"

	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/waiter"
)

// An endpoint is netstack's end of a connection, or a UDP socket, with what a program does there done in turn.
type endpoint struct {
	tcpip.Endpoint
	turns         *turns
	local, remote netip.AddrPort // not valid: none
}

// newEndpoint is given an endpoint that has its addresses already.
func newEndpoint(ep tcpip.Endpoint, t *turns) endpoint {
	e := endpoint{Endpoint: ep, turns: t}
	if local, err := ep.GetLocalAddress(); err == nil {
		e.local = addrPort(local)
	}
	if remote, err := ep.GetRemoteAddress(); err == nil {
		e.remote = addrPort(remote)
	}
	return e
}

// Read implements tcpip.Endpoint. It waits for its turn only if there is something to read.
func (e *endpoint) Read(w io.Writer, o tcpip.ReadOptions) (tcpip.ReadResult, tcpip.Error) {
	if e.Readiness(waiter.ReadableEvents|waiter.EventErr|waiter.EventHUp) == 0 {
		return tcpip.ReadResult{}, &tcpip.ErrWouldBlock{}
	}
	e.turns.take(turn{from: e.local, to: e.remote, act: reading})
	return e.Endpoint.Read(w, o)
}

// Write implements tcpip.Endpoint.
func (e *endpoint) Write(p tcpip.Payloader, o tcpip.WriteOptions) (int64, tcpip.Error) {
	to := e.remote
	if o.To != nil {
		to = addrPort(*o.To)
	}
	what, _ := p.(*bytes.Reader) // as gonet's are
	e.turns.take(turn{from: e.local, to: to, act: writing, what: what})
	return e.Endpoint.Write(p, o)
}

// Shutdown implements tcpip.Endpoint.
func (e *endpoint) Shutdown(flags tcpip.ShutdownFlags) tcpip.Error {
	e.turns.take(turn{from: e.local, to: e.remote, act: closing})
	return e.Endpoint.Shutdown(flags)
}

func addrPort(a tcpip.FullAddress) netip.AddrPort {
	addr, _ := netip.AddrFromSlice(a.Addr.AsSlice())
	return netip.AddrPortFrom(addr, a.Port)
}

// A stream is TCP's end of a connection.
type stream struct{ endpoint }

// Close implements tcpip.Endpoint. It does not wait for its turn: whoever closes may hold a lock that others want,
// as package http does, and virtual time stands still for who waits for a lock.
func (s *stream) Close() {
	s.turns.add(turn{from: s.local, to: s.remote, act: closing, begin: s.Endpoint.Close})
}

// A door is an endpoint that listens.
type door struct {
	tcpip.Endpoint
	turns *turns
	local netip.AddrPort
}

func newDoor(ep tcpip.Endpoint, t *turns) *door { return &door{ep, t, newEndpoint(ep, t).local} }

// Accept implements tcpip.Endpoint. It waits for its turn only if somebody has come.
func (d *door) Accept(peer *tcpip.FullAddress) (tcpip.Endpoint, *waiter.Queue, tcpip.Error) {
	if d.Readiness(waiter.ReadableEvents) == 0 {
		return nil, nil, &tcpip.ErrWouldBlock{}
	}
	d.turns.take(turn{from: d.local, act: accepting})
	ep, wq, err := d.Endpoint.Accept(peer)
	if err != nil {
		return nil, nil, err
	}
	return &stream{newEndpoint(ep, d.turns)}, wq, nil
}
