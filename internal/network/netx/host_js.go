package netx

import (
	"context"
	"errors"
	"net"
)

// Host would be the machine's own network: a page has none.
type Host struct{}

var errNoSockets = errors.New("a page has no sockets; use the lab, or run this in a terminal, or in the page that wirelab ui opens")

func (*Host) Listen(context.Context, string, string) (net.Listener, error) { return nil, errNoSockets }

func (*Host) ListenPacket(context.Context, string, string) (net.PacketConn, error) {
	return nil, errNoSockets
}

func (*Host) DialContext(context.Context, string, string) (net.Conn, error) { return nil, errNoSockets }
