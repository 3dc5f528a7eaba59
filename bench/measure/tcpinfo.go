package bench

import (
	"context"
	"net"

	"wirelab/internal/network/netx"
)

// TCPInfo is what the operating system knows of a TCP connection and its user does not see, at the
// client's end (TCP_INFO; Linux only).
type TCPInfo struct {
	Retransmissions int  `json:"retransmissions"` // segments that the client sent again
	Reorderings     int  `json:"reorderings"`     // times that acknowledgements showed reordering
	SmoothedRTT     Span `json:"smoothedRTT"`     // RFC 6298's SRTT at the end
}

// since returns what has happened since before, nil if either is unknown.
func (t *TCPInfo) since(before *TCPInfo) *TCPInfo {
	if t == nil || before == nil {
		return nil
	}
	now := *t
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
