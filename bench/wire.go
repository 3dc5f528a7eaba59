package bench

import "wirelab/internal/network/packet"

// Wire is what a trial cost on the wire: IP packets, in both directions, as they entered the link,
// whether or not they arrived. Copies that the link made are not the hosts' doing and do not count.
type Wire struct {
	packet.Cost             // of all
	SetUp       packet.Cost `json:"setup"`    // before the first message was due
	Messages    packet.Cost `json:"messages"` // until the connection was closed
	Close       packet.Cost `json:"close"`    // after that
}

// add adds what other trials cost; nil where one of them is unknown.
func (w *Wire) add(o *Wire) *Wire {
	if w == nil || o == nil {
		return nil
	}
	sum := *w
	sum.Cost.Add(o.Cost)
	sum.SetUp.Add(o.SetUp)
	sum.Messages.Add(o.Messages)
	sum.Close.Add(o.Close)
	return &sum
}

// TCPInfo is what the operating system knows of a TCP connection and its user does not see, at the
// client's end (TCP_INFO; Linux only).
type TCPInfo struct {
	Retransmissions int  `json:"retransmissions"` // segments that the client sent again
	Reorderings     int  `json:"reorderings"`     // times that acknowledgements showed reordering
	SmoothedRTT     Span `json:"smoothedRTT"`     // RFC 6298's SRTT at the end
}
