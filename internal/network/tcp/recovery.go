package tcp

import "time"

// A phase says whether losses are being repaired.
type phase uint8

const (
	open         phase = iota
	fastRecovery       // losses were found by acknowledgements (RFC 6675 section 5, RFC 8985)
	rtoRecovery        // the retransmission timer went off (RFC 5681 section 3.1, RFC 6298 section 5)
)

// A recovery repairs losses. One recovery is one reduction of the congestion window, however many
// segments were lost.
type recovery struct {
	phase    phase
	point    Seq // RecoveryPoint: what had been sent when it began (RFC 6675 section 2)
	timeouts int // in a row; of window probes, too: how often the timer has doubled
	asked    int // window probes in a row without an answer
	since    time.Duration
	frto     bool // it is not yet known whether the timeout was needless (RFC 5682)

	flight               int // RecoverFS (RFC 9937)
	prrDelivered, prrOut int // prr_delivered, prr_out
}

// count counts what is sent during fast recovery.
func (l *recovery) count(segments int) {
	if l.phase == fastRecovery {
		l.prrOut += segments
	}
}

// disordered says that something is missing or was sent again, so that one must look closely.
func (c *Conn) disordered() bool {
	b := &c.snd.segs
	return c.loss.phase != open || b.sacked > 0 || b.lost > 0 || c.anyResent()
}

// anyResent says that something is out that was sent more than once.
func (c *Conn) anyResent() bool {
	b := &c.snd.segs
	return b.resent > 0 || b.len() > 0 && b.live()[0].retransmitted
}

// recover decides after an acknowledgement whether a recovery begins, goes on or ends, and whether
// what is lost is to be sent again now.
func (c *Conn) recover(a *ackInfo, s *Segment) (resend bool) {
	c.rack.adapt(c, a)
	switch c.loss.phase {
	case open:
		c.undo.resentKnown = false
		c.undoByDuplicates()
	case fastRecovery:
		if !c.snd.una.before(c.loss.point) {
			c.endRecovery(s)
			break
		}
		if a.advanced && c.undoEarly(a, s) {
			return false
		}
		c.undoByDuplicates()
	case rtoRecovery:
		resend = c.afterTimeout(a, s)
	}
	lostAgain := c.rack.detect(c, a)
	switch {
	case c.loss.phase == fastRecovery:
		return true
	case c.loss.phase == rtoRecovery && !lostAgain:
		return resend
	case c.snd.segs.lost == 0:
		return false
	}
	c.enterFastRecovery()
	return true
}

// enterFastRecovery reduces the congestion window (RFC 6675 section 5, step 4; RFC 9937 section 6).
func (c *Conn) enterFastRecovery() {
	c.stats.Recoveries++
	if !c.anyResent() {
		c.undo.resentKnown = false
	}
	c.undo.prepare(c)
	c.undo.cwnd, c.undo.ssthresh = c.cc.cwnd, c.cc.threshold(c)
	c.loss.flight, c.loss.prrDelivered, c.loss.prrOut = c.cc.cwnd, 0, 0 // Linux: the window; RFC: what is out
	c.cc.ssthresh = c.cc.cubic.reduce(c.cc.cwnd)
	c.cc.counted = 0
	c.loss.phase, c.loss.point = fastRecovery, c.snd.nxt
	c.tlp.out = false
}

// endRecovery is for an acknowledgement of all that was out when the recovery began (RFC 6675 section 5).
func (c *Conn) endRecovery(s *Segment) {
	if c.undo.needless(c, s) {
		c.takeBack(false)
	} else {
		c.rack.recovered()
		if c.loss.phase == fastRecovery && c.cc.ssthresh < noThreshold {
			c.cc.cwnd = c.cc.ssthresh // RFC 9937 section 6
			c.cc.used.begin(c)
		}
	}
	c.loss.phase = open
}

// reduce is proportional rate reduction (RFC 9937 section 6): while the window comes down to ssthresh, so much
// is sent for each segment that is delivered that it is there at the end of the recovery. If losses have
// brought what is out below that already, it grows again, at most as in slow start.
func (c *Conn) reduce(a *ackInfo) {
	l := &c.loss
	if a.delivered <= 0 || l.flight == 0 {
		return
	}
	l.prrDelivered += a.delivered
	pipe, ssthresh := c.snd.segs.pipe(), c.cc.ssthresh
	var send int
	if pipe > ssthresh {
		send = (l.prrDelivered*ssthresh+l.flight-1)/l.flight - l.prrOut
	} else {
		send = max(l.prrDelivered-l.prrOut, a.delivered)
		if a.advanced && c.snd.segs.lost <= a.lost { // SafeACK: it gets on, and nothing more is lost
			send++
		}
		send = min(send, ssthresh-pipe)
	}
	if l.prrOut == 0 {
		send = max(send, 1) // the fast retransmission itself
	}
	c.cc.cwnd = pipe + max(send, 0)
}

// resendLost sends again what is lost, as far as the congestion window lets it.
func (c *Conn) resendLost() {
	b := &c.snd.segs
	oldest := false
	for i := 0; i < b.len() && b.pipe() < c.cc.cwnd && b.resent < b.lost; i++ {
		if seg := &b.live()[i]; seg.lost && !seg.resent && !seg.sacked {
			c.resendOne(i)
			oldest = oldest || i == 0
		}
	}
	if oldest && !c.armed(forReordering) {
		c.arm(forTimeout, c.rtt.rto)
	}
}

// resend sends a segment again, joined with what follows it. If there is less room in a segment than there was, for SACK blocks, it is
// what fits, and the rest is a segment of its own.
func (c *Conn) resend(i int) {
	size := c.segmentSize()
	switch n := c.snd.segs.live()[i].bytes(); {
	case n > size:
		c.snd.segs.split(i, size)
	case n > 0 && n < size:
		c.snd.segs.join(i, size, c.snd.windowEnd())
	}
	c.snd.segs.live()[i].retransmitted = true
	c.stats.Retransmissions++
	c.transmit(i)
}

// resendOne sends one of the lost again, and counts it.
func (c *Conn) resendOne(i int) {
	c.resend(i)
	c.snd.segs.markResent(&c.snd.segs.live()[i])
	c.loss.count(1)
	c.undo.sentAgain(c)
}

// Linux's limits. RFC 9293 section 3.8.3 calls for at least 100 s of trying (R2), and 3 minutes for a SYN.
const (
	linearSYNs = 4                         // so many SYNs are sent again a second apart, before the timeout doubles
	maxSYNs    = 10                        // sent again in all, over 131 s
	maxSYNACKs = 5                         // sent again in all, over 63 s
	patience   = 924600 * time.Millisecond // for an acknowledgement of data (net.ipv4.tcp_retries2)
	lastWords  = 102200 * time.Millisecond // and when the program has closed
)

// timeout is when nothing has come for the retransmission timeout (RFC 6298 section 5.4 to 5.6).
func (c *Conn) timeout() {
	if c.snd.segs.len() == 0 {
		return
	}
	l := &c.loss
	c.tlp.out = false
	c.stats.Timeouts++
	if l.timeouts == 0 {
		l.since = c.now
	}
	switch c.state {
	case SynSent, SynReceived:
		most := maxSYNs
		if c.passive {
			most = maxSYNACKs
		}
		if l.timeouts >= most {
			c.giveUp()
			return
		}
		if l.timeouts++; c.passive || l.timeouts > linearSYNs {
			c.rtt.backOff()
		}
		c.resend(0)
		if !c.passive {
			c.undo.sentAgain(c)
		}
	default:
		if tried := c.now - l.since; tried >= patience || c.closed && tried >= lastWords {
			c.emit(RST|ACK, c.nextSeq(), nil)
			c.giveUp()
			return
		}
		c.enterRTORecovery()
		l.timeouts++
		c.resendOne(0)
		c.rtt.backOff()
	}
	c.arm(forTimeout, c.rtt.rto)
}

// enterRTORecovery takes all that is out for lost, but what was sent so lately that nobody can know (RFC
// 8985 section 6.3), and begins anew with a window of one segment (RFC 5681 section 3.1). If the timer
// goes off again before anything has come, the threshold stays what it is (same section).
func (c *Conn) enterRTORecovery() {
	b := &c.snd.segs
	if b.live()[0].sacked || !c.sackOK {
		b.forgetSACKs()
	}
	for i := range b.live() {
		if seg := &b.live()[i]; i == 0 || !c.sackOK || c.rack.left(c, seg, 0) <= 0 {
			b.markLost(seg)
		}
	}
	wasOpen := c.loss.phase == open
	if wasOpen || !c.loss.point.after(c.snd.una) || c.loss.phase == rtoRecovery && c.loss.timeouts == 0 {
		c.undo.prepare(c)
		c.undo.cwnd, c.undo.ssthresh = c.cc.cwnd, c.cc.threshold(c)
		c.cc.ssthresh = c.cc.cubic.reduce(c.cc.cwnd)
	}
	if wasOpen && b.sacked >= dupThresh {
		c.rack.degree = dupThresh // reordering did not explain it (Linux)
	}
	c.cc.cwnd = b.pipe() + 1
	c.cc.counted = 0
	c.cc.used.begin(c)
	c.cc.cubic.forget(c)
	c.loss.frto = c.sackOK && (wasOpen || c.loss.timeouts > 0)
	c.loss.phase, c.loss.point = rtoRecovery, c.snd.nxt
}
