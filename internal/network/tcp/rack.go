package tcp

import "time"

// A rack finds out which segments are lost (RFC 8985 section 6, RACK: recent acknowledgment): those that were
// sent some time before another one that has arrived. The names in comments are the RFC's.
type rack struct {
	xmit time.Duration // RACK.xmit_ts: of the segment that was sent last, of those that have arrived
	end  Seq           // RACK.end_seq: its end
	rtt  time.Duration // RACK.rtt: its round trip
	news bool          // one of them has arrived since the last look

	reordering bool // RACK.reordering_seen
	degree     int  // by so many segments at the most, and at least DupThresh; Linux

	mult       int  // RACK.reo_wnd_mult
	persist    int  // RACK.reo_wnd_persist
	round      Seq  // RACK.dsack_round
	roundKnown bool // which may be none
}

const (
	dupThresh         = 3   // DupThresh (RFC 8985 section 3.2)
	maxDegree         = 300 // net.ipv4.tcp_max_reordering
	persistRecoveries = 16
	reorderingSlack   = 2 * time.Millisecond // Linux: the timer never goes off just before what it waits for
)

func (r *rack) init() { r.mult, r.degree = 1, dupThresh }

// update is steps 1 and 2 (RFC 8985 section 6.2): it notes a segment that has arrived, unless it may be
// that the first copy has, and the second is what was timed. Of what is acknowledged the timestamp says which copy it
// was. A SACK block says nothing of the kind, for the receiver does not echo timestamps from beyond a gap (RFC 7323
// section 4.3); the RFC does not tell the two apart, Linux does.
func (r *rack) update(c *Conn, s *Segment, seg *sent) {
	rtt := c.now - seg.xmit
	if seg.retransmitted {
		acked := !seg.end.after(c.snd.una)
		if acked && c.stamped && s.Stamped && int32(s.TSEcr-c.stampOf(seg.xmit)) < 0 || rtt < c.rtt.min {
			return
		}
	}
	r.news = true
	r.rtt = rtt
	if seg.sentAfter(r.xmit, r.end) {
		r.xmit, r.end = seg.xmit, seg.end
	}
}

// detectReordering is step 3: a segment that was sent once has arrived, and another behind it had arrived
// before.
func (r *rack) detectReordering(a *ackInfo, seg *sent) {
	if seg.retransmitted || !seg.end.before(a.fack) {
		return
	}
	r.overtaken(a.fack.minus(seg.seq))
}

// overtaken notes that something arrived so many bytes behind what should have come after it.
func (r *rack) overtaken(bytes int) {
	r.reordering = true
	r.degree = max(r.degree, min((bytes+fullSegment-1)/fullSegment, maxDegree))
}

// fullSegment is what a segment holds on a network whose MTU is Ethernet's.
const fullSegment = maxMSS - stampSize

// window is step 4, RACK_update_reo_wnd: how much later than others a segment may be. Without a sign of
// reordering it is zero where there are other signs of a loss.
func (r *rack) window(c *Conn) time.Duration {
	if !r.reordering && (c.loss.phase != open || c.snd.segs.sacked >= r.degree) {
		return 0
	}
	return min(time.Duration(r.mult)*c.rtt.min/4, c.rtt.srtt)
}

// adapt is the part of step 4 that learns from duplicates: once in a round trip it widens the window by a
// quarter of the least round trip.
func (r *rack) adapt(c *Conn, a *ackInfo) {
	if r.roundKnown && c.snd.una.after(r.round) {
		r.roundKnown = false
	}
	if a.duplicate && r.reordering && !a.probeDuplicate && !r.roundKnown {
		r.round, r.roundKnown = c.snd.nxt, true
		r.mult = min(r.mult+1, 255)
		r.persist = persistRecoveries
	}
}

// recovered is the end of a recovery: after 16 of them without duplicates the window is what it was.
func (r *rack) recovered() {
	if r.persist--; r.persist <= 0 {
		r.mult = 1
	}
}

// left is how much longer a segment may take before it counts as lost.
func (r *rack) left(c *Conn, seg *sent, window time.Duration) time.Duration {
	return seg.xmit + r.rtt + window - c.now
}

// detectLoss is step 5, RACK_detect_loss: it marks what is lost, and returns how long it is until all that
// may be late is late.
func (r *rack) detectLoss(c *Conn) (wait time.Duration) {
	window := r.window(c)
	board := &c.snd.segs
	for i := range board.live() {
		seg := &board.live()[i]
		if seg.sentAfter(r.xmit, r.end) && !seg.retransmitted {
			break // and so were those behind it
		}
		if seg.sacked || seg.lost && !seg.resent || seg.xmit == r.xmit && seg.end == r.end || seg.sentAfter(r.xmit, r.end) {
			continue
		}
		if left := r.left(c, seg, window); left > 0 {
			wait = max(wait, left)
		} else {
			board.markLost(seg)
		}
	}
	return wait
}

// detect looks for losses after an acknowledgement, and says whether something that was sent again is lost
// again.
func (r *rack) detect(c *Conn, a *ackInfo) (lostAgain bool) {
	if c.snd.segs.len() == 0 || !r.news || !c.sackOK { // without SACK nobody knows what has arrived
		return false
	}
	r.news = false
	resent := c.snd.segs.resent
	if wait := r.detectLoss(c); wait > 0 {
		c.arm(forReordering, min(wait+reorderingSlack, c.rtt.rto))
		a.restartTimer = false
	}
	return c.snd.segs.resent < resent
}

// reorderingTimeout is RACK's timer: a segment is so late now that it counts as lost.
func (c *Conn) reorderingTimeout() {
	a := ackInfo{una: c.snd.una, lost: c.snd.segs.lost, delivered: 1}
	pipe := c.snd.segs.pipe()
	c.rack.detectLoss(c)
	if c.snd.segs.pipe() != pipe {
		if c.loss.phase != fastRecovery {
			c.enterFastRecovery()
			c.reduce(&a)
		}
		c.resendLost()
	}
	if !c.armed(forTimeout) && c.snd.segs.len() > 0 {
		c.arm(forTimeout, c.untilTimeout())
	}
}
