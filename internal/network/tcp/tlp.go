package tcp

import "time"

// A tlp is a tail loss probe (RFC 8985 section 7). Where the last segments of a flight are lost nothing comes
// back that would show it. So the last one is sent again, or the next one, when an acknowledgement is overdue:
// then RACK sees the hole, long before the timeout.
type tlp struct {
	out      bool // a probe is out
	end      Seq  // TLP.end_seq: SND.NXT behind it
	isResent bool // TLP.is_retrans
}

// delayedACKAllowance is for a peer that may hold its acknowledgement of a single segment back: WCDelAckT of
// RFC 8985 section 7.2.
const delayedACKAllowance = 200 * time.Millisecond

// scheduleProbe starts the timer for a probe, and says whether it did (RFC 8985 section 7.2). There is none
// while losses are being repaired, or something is missing already. Right after an acknowledgement (restart)
// the timeout counts from now, else from when the oldest segment was sent.
func (c *Conn) scheduleProbe(restart bool) bool {
	if c.snd.segs.len() == 0 || !c.sackOK || c.disordered() {
		return false
	}
	pto := firstRTO
	if c.rtt.srtt > 0 {
		pto = 2 * c.rtt.srtt
		if c.snd.segs.len() == 1 {
			pto += delayedACKAllowance
		} else {
			pto += reorderingSlack
		}
	}
	limit := c.rtt.rto
	if !restart {
		limit = c.untilTimeout()
	}
	if limit > 0 {
		pto = min(pto, limit)
	}
	c.arm(forProbe, pto)
	return true
}

// sendProbe is TLP_send_probe (RFC 8985 section 7.3): new data if there is some, or the last segment again.
// There is one probe at a time.
func (c *Conn) sendProbe() {
	if c.snd.segs.len() == 0 {
		return
	}
	if c.tlp.out {
		c.arm(forTimeout, c.untilTimeout())
		return
	}
	c.tlp.isResent = false
	switch {
	case c.snd.unsent() > 0 && c.fitsWindow(c.nextSize()):
		c.sendBurst(1)
	case c.snd.unsent() > 0:
		c.arm(forTimeout, c.untilTimeout())
		return
	default:
		c.resend(c.snd.segs.len() - 1)
		c.tlp.isResent = true
	}
	c.tlp.out, c.tlp.end = true, c.snd.nxt
	c.arm(forTimeout, c.rtt.rto)
}

// endProbe finds out what became of a probe: TLP_process_ack of RFC 8985 section 7.4.2. If it was the
// second copy of a segment that fills a hole, there was a loss, and the congestion window must learn of it.
func (c *Conn) endProbe(a *ackInfo, s *Segment) {
	if !c.tlp.out || s.Ack.before(c.tlp.end) {
		return
	}
	switch {
	case !c.tlp.isResent, a.probeDuplicate:
		c.tlp.out = false
	case s.Ack.after(c.tlp.end):
		c.tlp.out = false
		c.cc.lossRepaired(c)
	case !a.advanced && a.plain && !a.newlySACKed: // both copies are acknowledged
		c.tlp.out = false
	}
}
