package lab

import (
	"net/netip"
	"sync"
	"time"

	"gvisor.dev/gvisor/pkg/buffer"
	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/header"
	"gvisor.dev/gvisor/pkg/tcpip/stack"

	"wirelab/internal/network/tcp"
	"wirelab/internal/network/tcp/socket"
)

// A port is where a host is plugged into the link: netstack's link endpoint. Packets that leave the
// host, and packets that arrive, pass what mends netstack: acknowledgement rules, loss probes and the
// identification of fragments (acks.go, probes.go, fragments.go).
type port struct {
	net    *Net
	clock  *clock
	server bool
	acks   *ackRules
	probes *lossProbes
	ids    fragmentIDs
	own    *socket.Host // nil: TCP is netstack's, too
	sender *tcp.Info    // of what own is sending now

	mu         sync.RWMutex
	dispatcher stack.NetworkDispatcher

	turning sync.Mutex
	stack   *stack.Stack // nil before start, and after end
	paused  bool
}

var _ stack.LinkEndpoint = (*port)(nil)

// mtu is Ethernet's.
const mtu = 1500

func newPort(n *Net, addr netip.Addr, server bool, minRTO time.Duration) *port {
	p := &port{net: n, clock: newClock(addr, &n.turns), server: server}
	p.probes = newLossProbes(p.clock, minRTO, func(data []byte) { n.send(p, header.IPv4ProtocolNumber, data) })
	p.acks = newAckRules(p.clock, p.probes.send)
	return p
}

// start plugs a host in. Netstack's TCP has goroutines of its own, which wait in a way that virtual
// time does not take for waiting. So in virtual time they are kept paused but for the turns in which
// there is something to do.
func (p *port) start(s *stack.Stack) {
	p.stack = s
	if p.net.config.Virtual {
		p.paused = true
		s.Pause()
	}
}

// end unplugs the host, and leaves its stack running.
func (p *port) end() {
	p.acks.stop()
	p.probes.stop()
	p.turning.Lock()
	defer p.turning.Unlock()
	if p.paused {
		p.paused = false
		p.stack.Resume()
	}
}

// turn does f while the stack runs.
func (p *port) turn(f func()) {
	p.turning.Lock()
	defer p.turning.Unlock()
	if p.paused {
		p.stack.Resume()
		defer p.stack.Pause()
	}
	f()
}

// isUDP says whether an IP packet carries UDP, or a part of it.
func isUDP(data []byte) bool { return header.IPv4(data).Protocol() == uint8(header.UDPProtocolNumber) }

// WritePackets sends what the host sends.
func (p *port) WritePackets(list stack.PacketBufferList) (int, tcpip.Error) {
	for _, pkt := range list.AsSlice() {
		data := pkt.ToView().AsSlice() // a copy
		p.ids.mend(data)
		p.acks.send(data)
	}
	return list.Len(), nil
}

// deliver hands the host a packet that arrives. If it returns another one, that is to be delivered when all
// that this one has set going has come to rest.
func (p *port) deliver(a *arrival) (then *arrival) {
	p.mu.RLock()
	dispatcher := p.dispatcher
	p.mu.RUnlock()
	if dispatcher == nil {
		return nil
	}
	if p.own != nil && header.IPv4(a.data).Protocol() == uint8(header.TCPProtocolNumber) {
		p.own.Input(a.data)
		return nil
	}
	if end := p.acks.arrive(a.data); end != nil {
		then = &arrival{a.to, a.proto, end}
	}
	p.probes.arrive(a.data)
	turn := p.turn
	if isUDP(a.data) {
		turn = func(f func()) { f() } // it does not go through TCP's goroutines
	}
	turn(func() {
		pkt := stack.NewPacketBuffer(stack.PacketBufferOptions{Payload: buffer.MakeWithData(a.data)})
		dispatcher.DeliverNetworkPacket(a.proto, pkt)
		pkt.DecRef()
	})
	return then
}

// The rest of stack.LinkEndpoint, of which a link of bare IP packets needs nothing.

func (p *port) Attach(d stack.NetworkDispatcher) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.dispatcher = d
}

func (p *port) IsAttached() bool {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return p.dispatcher != nil
}

func (*port) MTU() uint32                                  { return mtu }
func (*port) SetMTU(uint32)                                {}
func (*port) MaxHeaderLength() uint16                      { return 0 }
func (*port) LinkAddress() tcpip.LinkAddress               { return "" }
func (*port) SetLinkAddress(tcpip.LinkAddress)             {}
func (*port) Capabilities() stack.LinkEndpointCapabilities { return 0 }
func (*port) Wait()                                        {}
func (*port) ARPHardwareType() header.ARPHardwareType      { return header.ARPHardwareNone }
func (*port) AddHeader(*stack.PacketBuffer)                {}
func (*port) ParseHeader(*stack.PacketBuffer) bool         { return true }
func (*port) Close()                                       {}
func (*port) SetOnCloseAction(func())                      {}
