package tcp

import "time"

// An Info is how the sender of a connection sees the network, in the units of Linux's TCP_INFO: windows and
// counts are segments.
type Info struct {
	Phase            string // "open"; "recovery" from losses; "loss", after a timeout
	CongestionWindow int    // cwnd
	Threshold        int    // ssthresh; 0: there has been no loss
	InFlight         int    // RFC 6675's pipe
	Unacknowledged   int    // segments that were sent and are not acknowledged
	SegmentSize      int    // bytes that a full segment takes

	SmoothedRTT   time.Duration // SRTT; 0: nothing was measured so far
	RTTVariation  time.Duration // RTTVAR, as Linux has it
	RTO           time.Duration
	ReceiveWindow int // of the peer, in bytes
}

// Info says how the connection's sender sees the network now.
func (c *Conn) Info() Info {
	i := Info{
		Phase:            [...]string{open: "open", fastRecovery: "recovery", rtoRecovery: "loss"}[c.loss.phase],
		CongestionWindow: c.cc.cwnd,
		InFlight:         c.snd.segs.pipe(),
		Unacknowledged:   c.snd.segs.len(),
		SegmentSize:      c.snd.mss,
		SmoothedRTT:      c.rtt.srtt,
		RTTVariation:     c.rtt.rttvar,
		RTO:              c.rtt.rto,
		ReceiveWindow:    c.snd.wnd,
	}
	if c.cc.ssthresh < noThreshold {
		i.Threshold = c.cc.ssthresh
	}
	return i
}
