package siege

import (
	"context"
	"net"

	"wirelab/internal/network/netx"
)

// A door is this machine's network. It knows the port of the last connection, and gives UDP a large
// buffer: what is lost is to be lost by the server.
type door struct {
	netx.Host
	port int
}

func (d *door) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := d.Host.DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	if udp, ok := conn.(*net.UDPConn); ok {
		udp.SetReadBuffer(4 << 20) // or as much as the system allows
		d.port = udp.LocalAddr().(*net.UDPAddr).Port
	}
	return conn, nil
}
