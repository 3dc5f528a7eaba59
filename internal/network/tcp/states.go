package tcp

import (
	"syscall"
	"time"
)

// A State is one of a connection's (RFC 9293 section 3.3.2). LISTEN is left out: to listen is not to have
// a connection yet.
type State uint8

// The states.
const (
	Closed      State = iota
	SynSent           // sent SYN
	SynReceived       // received SYN, sent SYN and ACK
	Established
	FinWait1  // sent FIN
	FinWait2  // and it was acknowledged
	CloseWait // received FIN
	Closing   // sent FIN and received one
	LastAck   // received FIN, then sent one
	TimeWait  // sent and received FIN: what is still on its way must not be taken for a new connection's
)

// String is the state's name in RFC 9293.
func (s State) String() string {
	return [...]string{
		"CLOSED", "SYN-SENT", "SYN-RECEIVED", "ESTABLISHED", "FIN-WAIT-1", "FIN-WAIT-2",
		"CLOSE-WAIT", "CLOSING", "LAST-ACK", "TIME-WAIT",
	}[s]
}

// Linux's spans, which RFC 9293 has longer or leaves open.
const (
	timeWait = 60 * time.Second // 4 minutes in RFC 9293 section 3.4.2
	finWait2 = 60 * time.Second // for the peer's FIN, if the program has closed
)

// Input takes a segment that has arrived for the connection (RFC 9293 section 3.10.7).
func (c *Conn) Input(now time.Duration, s *Segment) {
	c.now = now
	switch c.state {
	case Closed:
	case SynSent:
		c.inputSynSent(s)
	default:
		c.inputSynchronized(s)
	}
}

// inputSynSent follows RFC 9293 section 3.10.7.3.
func (c *Conn) inputSynSent(s *Segment) {
	if s.Flags.Has(ACK) && s.Ack != c.snd.nxt { // neither is data with a SYN, so this is the only number
		if !s.Flags.Has(RST) {
			c.emit(RST, s.Ack, nil)
		}
		return
	}
	if s.Flags.Has(RST) {
		if s.Flags.Has(ACK) {
			c.drop(syscall.ECONNREFUSED)
		}
		return
	}
	if !s.Flags.Has(SYN) {
		return
	}
	c.takeSYN(s)
	if !s.Flags.Has(ACK) { // both have begun at once (RFC 9293 section 3.5, figure 7)
		c.state = SynReceived
		c.snd.segs.live()[0].flags |= ACK
		c.resend(0)
		return
	}
	c.establish(s)
	c.sendACK()
}

// takeSYN takes what a peer's SYN says.
func (c *Conn) takeSYN(s *Segment) {
	c.rcv.begin(s.Seq + 1)
	c.sackOK = s.SACKPermitted && !c.config.NoSACK
	c.stamped = s.Stamped && !c.config.NoTimestamps
	c.rcv.tsRecent, c.rcv.tsRecentAt = s.TSVal, c.now
	mss := int(s.MSS)
	if mss == 0 {
		mss = defaultMSS
	}
	c.snd.mss = min(max(mss, leastMSS), maxMSS)
	if c.stamped {
		c.snd.mss -= stampSize
	}
	if s.Scaled && !c.config.NoWindowScale { // RFC 7323 section 2.2: both or none
		c.snd.scale = s.WindowScale
	} else {
		c.snd.scale, c.rcv.scale = 0, 0
	}
	c.snd.wnd = int(s.Window) // never scaled in a SYN (RFC 7323 section 2.2)
	c.snd.maxWnd = c.snd.wnd
	c.snd.wl1 = s.Seq
	c.rcv.wnd = min(c.rcv.wnd, 0xffff)
}

// establish takes the acknowledgement of this end's SYN.
func (c *Conn) establish(s *Segment) {
	c.state = Established
	c.firstSample(s)
	c.snd.una = s.Ack
	if !s.Flags.Has(SYN) {
		c.snd.wnd = int(s.Window) << c.snd.scale
		c.snd.maxWnd = max(c.snd.maxWnd, c.snd.wnd)
		c.snd.wl1 = s.Seq
	}
	c.snd.segs.pop(1)
	c.retransmit.stop()
	c.loss.timeouts = 0
	c.loss.point = c.snd.una
	c.cc.begin(c, s)
	c.rcv.establish(c)
	c.watch()
}

// inputSynchronized follows RFC 9293 section 3.10.7.4.
func (c *Conn) inputSynchronized(s *Segment) {
	if c.state == SynReceived && s.Flags.Has(SYN) && s.Seq == c.rcv.nxt-1 {
		c.synAgain(s)
		return
	}
	if !c.acceptable(s) || !c.checkRST(s) || !c.checkSYN(s) || !s.Flags.Has(ACK) {
		return
	}
	c.heard = c.now
	c.keepAlive.probes = 0
	if c.state == SynReceived {
		if s.Ack != c.snd.nxt {
			c.emit(RST, s.Ack, nil)
			return
		}
		c.establish(s)
	}
	c.rcv.noteStamp(s, c.now)
	if !c.acknowledge(s) {
		return
	}
	if c.finAcked(); c.state == Closed {
		return
	}
	c.rcv.measureRTT(c, s)
	if !c.takeText(s) {
		return
	}
	c.push()
	c.snd.grow(c)
	c.ackIfDue()
}

// synAgain is for a SYN that comes again, or the peer's answer to a SYN that crossed it.
func (c *Conn) synAgain(s *Segment) {
	if s.Flags.Has(ACK) && s.Ack == c.snd.nxt {
		c.establish(s)
		c.sendACK()
		return
	}
	if c.passive { // our answer was lost
		c.resend(0)
	}
}

// takeText takes the data and the FIN of a segment. It is false if the connection is over.
func (c *Conn) takeText(s *Segment) bool {
	switch c.state {
	case Established, FinWait1, FinWait2:
	default: // the peer has sent its FIN already
		if s.length() > 0 {
			c.rcv.want(ackNow)
		}
		if s.length() > 0 && s.Seq.before(c.rcv.nxt) && c.state != TimeWait {
			c.rcv.reportDuplicate(Block{s.Seq, minSeq(s.end(), c.rcv.nxt)})
		}
		if c.state == TimeWait && s.Flags.Has(FIN) { // our last acknowledgement was lost
			c.idle.start(c, timeWait)
		}
		return true
	}
	if c.closed && s.length() > 0 && (s.Seq + Seq(len(s.Data))).after(c.rcv.nxt) {
		c.emit(RST, s.Ack, nil) // nobody will read it (RFC 9293 section 3.6.1, SHLD-3)
		c.drop(nil)
		return false
	}
	at, fin := s.end()-1, s.Flags.Has(FIN)
	if fin && !c.rcv.fin && !at.before(c.rcv.nxt) {
		c.rcv.fin, c.rcv.finSeq = true, at
	}
	if len(s.Data) > 0 || fin && at != c.rcv.nxt {
		c.takeData(s)
	}
	if c.rcv.fin && c.rcv.nxt == c.rcv.finSeq {
		c.takeFIN()
	}
	return true
}

// takeFIN is for a FIN before which nothing is missing (RFC 9293 section 3.10.7.4, eighth).
func (c *Conn) takeFIN() {
	c.rcv.nxt++
	c.rcv.ended = true
	c.rcv.forgetHeld()
	c.rcv.inTurns = true // the answer to a FIN may well be one: they go together
	c.rcv.want(ackSoon)
	switch c.state {
	case Established:
		c.state = CloseWait
		return
	case FinWait1:
		c.state = Closing // FIN-WAIT-2 is behind us if ours was acknowledged
	case FinWait2:
		c.enterTimeWait()
	}
	c.rcv.want(ackNow)
}

// finAcked moves on when the peer has acknowledged our FIN.
func (c *Conn) finAcked() {
	if !c.snd.finSent || c.snd.una != c.snd.nxt {
		return
	}
	switch c.state {
	case FinWait1:
		c.state = FinWait2
		if c.closed {
			c.idle.start(c, finWait2)
		}
	case Closing:
		c.enterTimeWait()
	case LastAck:
		c.drop(nil)
	}
}

func (c *Conn) enterTimeWait() {
	c.state = TimeWait
	c.keepAlive = keepAlive{}
	c.retransmit.stop()
	c.idle.start(c, timeWait)
}
