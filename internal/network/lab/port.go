package lab

import (
	"wirelab/internal/network/packet"
	"wirelab/internal/network/tcp/socket"
	"wirelab/internal/network/udp"
)

// A port is where a host is plugged into the link.
type port struct {
	net    *Net
	server bool
	tcp    *socket.Host
	udp    *udp.Host
}

// deliver hands the host a packet that arrives.
func (p *port) deliver(a *arrival) {
	if len(a.data) > 9 && a.data[9] == packet.ProtocolTCP {
		p.tcp.Input(a.data)
	} else {
		p.udp.Input(a.data)
	}
}
