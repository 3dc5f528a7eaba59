package lab

import (
	"sync"

	"gvisor.dev/gvisor/pkg/buffer"
	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/header"
	"gvisor.dev/gvisor/pkg/tcpip/stack"

	"wirelab/internal/network/tcp/socket"
)

// A port is where a host is plugged into the link: netstack's link endpoint. TCP's packets go past netstack.
type port struct {
	net    *Net
	server bool
	ids    fragmentIDs
	tcp    *socket.Host

	mu         sync.RWMutex
	dispatcher stack.NetworkDispatcher
}

var _ stack.LinkEndpoint = (*port)(nil)

// mtu is Ethernet's.
const mtu = 1500

// WritePackets sends what netstack sends.
func (p *port) WritePackets(list stack.PacketBufferList) (int, tcpip.Error) {
	for _, pkt := range list.AsSlice() {
		data := pkt.ToView().AsSlice() // a copy
		p.ids.mend(data)
		p.net.send(p, data, nil)
	}
	return list.Len(), nil
}

// deliver hands the host a packet that arrives.
func (p *port) deliver(a *arrival) {
	p.mu.RLock()
	dispatcher := p.dispatcher
	p.mu.RUnlock()
	switch {
	case dispatcher == nil: // it is not plugged in
		return
	case header.IPv4(a.data).Protocol() == uint8(header.TCPProtocolNumber):
		p.tcp.Input(a.data)
		return
	}
	pkt := stack.NewPacketBuffer(stack.PacketBufferOptions{Payload: buffer.MakeWithData(a.data)})
	dispatcher.DeliverNetworkPacket(header.IPv4ProtocolNumber, pkt)
	pkt.DecRef()
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
