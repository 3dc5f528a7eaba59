package tcp

import (
	"math"
	"syscall"
	"time"
)

// A Config says what one end of a connection is like. Output must be set; the rest may be zero.
type Config struct {
	// Output sends a segment. It must be done with the segment when it returns, and must not call
	// the Conn.
	Output func(*Segment)

	ISS         Seq           // where the sequence numbers begin (RFC 9293 section 3.4.1)
	StampOffset uint32        // where the timestamps begin (RFC 7323 section 5.4)
	Phase       time.Duration // when the ticks of timers fall, see timer.go

	SendBuffer int // bytes that are kept for sending; 0: as many as the congestion window needs, as on Linux

	NoSACK, NoTimestamps, NoWindowScale bool // options that this end does not offer
}

// A Conn is one end of a connection. Its methods are told what time it is, which must not go back. They
// must not be called by two goroutines at once.
type Conn struct {
	config Config
	now    time.Duration
	state  State
	err    error // why the connection is over; nil if it has ended in peace

	closed        bool // the program will neither write nor read any more
	closedAt      time.Duration
	sackOK        bool // both ends know SACK
	stamped       bool // both ends send timestamps
	passive       bool // the peer began
	lastChallenge time.Duration
	heard         time.Duration // when the last acceptable segment came

	snd  sender
	rcv  receiver
	rtt  estimator
	rack rack
	tlp  tlp
	loss recovery
	undo undo
	cc   congestion

	retransmit timer // for what purpose is its; see timer.go
	purpose    purpose
	idle       timer // keep-alive, and the ends of states
	keepAlive  keepAlive

	out   Segment // what is being sent
	stats Stats
}

// Stats are what a connection has counted.
type Stats struct {
	Retransmissions int // segments that were sent again, loss probes and SYNs too
	Timeouts        int // of the retransmission timer
	Recoveries      int // times that segments were found to be lost, without a timeout
	Undone          int // recoveries that turned out to be needless
}

func newConn(now time.Duration, config Config) *Conn {
	c := &Conn{config: config, now: now, heard: now}
	c.lastChallenge = math.MinInt64 / 2
	c.snd.init(config)
	c.rcv.init(config)
	c.rtt.rto = firstRTO
	c.rack.init()
	c.cc.init()
	return c
}

// Dial begins a connection: it sends a SYN.
func Dial(now time.Duration, config Config) *Conn {
	c := newConn(now, config)
	c.state = SynSent
	c.sackOK, c.stamped = !config.NoSACK, !config.NoTimestamps
	c.rcv.wnd = roundDown(firstWindow, maxMSS)
	c.sendNew(SYN, 0)
	return c
}

// Accept answers the SYN of a peer that begins a connection.
func Accept(now time.Duration, config Config, syn *Segment) *Conn {
	c := newConn(now, config)
	c.state, c.passive = SynReceived, true
	c.takeSYN(syn)
	c.sendNew(SYN|ACK, 0)
	return c
}

// State is where the connection is in its life (RFC 9293 section 3.3.2).
func (c *Conn) State() State { return c.state }

// Err is why the connection was lost: ECONNREFUSED, ECONNRESET or ETIMEDOUT, or nil.
func (c *Conn) Err() error { return c.err }

// Stats are what the connection has counted so far.
func (c *Conn) Stats() Stats { return c.stats }

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

// Deadline is when Advance is to be called next, if ever.
func (c *Conn) Deadline() (at time.Duration, ok bool) {
	at = math.MaxInt64
	for _, t := range [...]*timer{&c.retransmit, &c.idle, &c.rcv.delayed, &c.rcv.compressed} {
		if t.on {
			at = min(at, t.at)
		}
	}
	return at, at != math.MaxInt64
}

// Advance does what is due by now.
func (c *Conn) Advance(now time.Duration) {
	c.now = now
	if c.rcv.compressed.due(now) {
		c.sendACK()
	}
	if c.rcv.delayed.due(now) {
		c.delayedACK()
	}
	if c.retransmit.due(now) {
		c.retransmit.stop()
		switch c.purpose {
		case forTimeout:
			c.timeout()
		case forReordering:
			c.reorderingTimeout()
		case forProbe:
			c.sendProbe()
		case forPersist:
			c.probeWindow()
		}
	}
	if c.idle.due(now) {
		c.idle.stop()
		c.idleTimeout()
	}
}

// CloseWrite says that no more will be written: FIN follows what was. Reading goes on.
func (c *Conn) CloseWrite(now time.Duration) {
	c.now = now
	if c.snd.finWanted {
		return
	}
	switch c.state {
	case SynSent:
		c.drop(nil)
	case SynReceived, Established, CloseWait:
		c.snd.finWanted = true
		c.push()
	}
}

// Close says that the program will neither write nor read any more. What was written is still sent. If there
// is something that was not read, the peer is told with RST that it is lost (RFC 9293 section 3.6.1,
// SHLD-3, and RFC 2525 section 2.17).
func (c *Conn) Close(now time.Duration) {
	c.now = now
	if c.closed {
		return
	}
	c.closed, c.closedAt = true, now
	if c.rcv.ready.len() > 0 && c.state != TimeWait {
		c.Abort(now)
		return
	}
	c.keepAlive = keepAlive{}
	c.CloseWrite(now)
	if c.state == FinWait2 {
		c.idle.start(c, finWait2)
	}
}

// Abort ends the connection at once, with RST.
func (c *Conn) Abort(now time.Duration) {
	c.now = now
	switch c.state {
	case SynReceived, Established, FinWait1, FinWait2, CloseWait, Closing, LastAck:
		c.emit(RST|ACK, c.nextSeq(), nil)
	}
	c.closed = true
	c.drop(nil)
}

// drop ends the connection on this side.
func (c *Conn) drop(err error) {
	if c.state == Closed {
		return
	}
	c.state = Closed
	c.err = err
	for _, t := range []*timer{&c.retransmit, &c.idle, &c.rcv.delayed, &c.rcv.compressed} {
		t.stop()
	}
	c.snd.release()
}

// giveUp ends a connection whose peer does not answer any more.
func (c *Conn) giveUp() { c.drop(syscall.ETIMEDOUT) }
