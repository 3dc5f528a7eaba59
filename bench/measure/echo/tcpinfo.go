package echo

import (
	"context"
	"net"

	"wirelab/bench"
	"wirelab/internal/network/netx"
)

// tcpSince returns what has happened to a connection from before until after, nil if either is unknown.
func tcpSince(before, after *bench.TCPInfo) *bench.TCPInfo {
	if after == nil || before == nil {
		return nil
	}
	now := *after
	now.Retransmissions -= before.Retransmissions
	now.Reorderings -= before.Reorderings
	return &now
}

// A wiretap is a network that remembers the connection it made last, to ask TCP_INFO of it.
type wiretap struct {
	netx.Network
	conn net.Conn
}

func (w *wiretap) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := w.Network.DialContext(ctx, network, address)
	w.conn = conn
	return conn, err
}
