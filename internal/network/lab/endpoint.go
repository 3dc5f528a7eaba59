package lab

import (
	"bytes"
	"io"
	"net/netip"

	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/waiter"
)

// An endpoint is a UDP socket of netstack's, with what a program does there done in turn.
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

func addrPort(a tcpip.FullAddress) netip.AddrPort {
	addr, _ := netip.AddrFromSlice(a.Addr.AsSlice())
	return netip.AddrPortFrom(addr, a.Port)
}
