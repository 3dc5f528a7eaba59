package tcp

import "time"

// An ackInfo is what one acknowledgement has brought, as it is being worked out.
type ackInfo struct {
	una      Seq  // SND.UNA before
	fack     Seq  // RACK.fack before
	lost     int  // segments that counted as lost before
	old      bool // it was overtaken by another
	advanced bool // SND.UNA has moved
	plain    bool // it has no data and does not change the window: it may be a duplicate (RFC 5681 section 2)

	ackedSegments int  // taken off the scoreboard
	ackedResent   bool // one of them had been sent more than once
	newlySACKed   bool
	delivered     int      // DeliveredData of RFC 9937, in segments
	acked, sacked sendings // of those sent once
	original      bool     // one of those was sent before the recovery began

	duplicate      bool // something came twice (RFC 2883)
	probeDuplicate bool // of a loss probe
	restartTimer   bool
}

// sendings are when segments were sent, in the order of their numbers.
type sendings struct {
	any         bool
	first, last time.Duration
}

func (s *sendings) add(xmit time.Duration) {
	if !s.any {
		s.any, s.first = true, xmit
	}
	s.last = xmit
}

// acknowledge takes the acknowledgement in a segment (RFC 9293 section 3.10.7.4, fifth). It is false if the
// segment is to be dropped.
func (c *Conn) acknowledge(s *Segment) bool {
	// RFC 5961 section 5.2: neither what was never sent, nor what is older than any window.
	if s.Ack.after(c.snd.nxt) || s.Ack.before(c.snd.una-Seq(c.snd.maxWnd)) {
		c.challenge()
		return false
	}
	b := &c.snd.segs
	a := ackInfo{una: c.snd.una, lost: b.lost, old: s.Ack.before(c.snd.una), advanced: s.Ack.after(c.snd.una)}
	if b.sacked == 0 {
		b.fack = c.snd.una
	}
	a.fack = b.fack
	if !a.old {
		a.plain = !c.takeWindow(s) && s.length() == 0
		c.snd.una = s.Ack
	}
	c.takeSACK(&a, s)
	if !a.old {
		c.takeCumulative(&a, s)
		c.countDuplicates(&a)
		c.endProbe(&a, s)
	}
	c.loss.asked = 0
	if a.advanced || c.armed(forPersist) && c.snd.wnd > 0 { // an answer that says "none" does not count: Linux goes on doubling
		c.loss.timeouts = 0
	}
	resend := c.recover(&a, s)
	c.manageTimer(&a)
	switch {
	case c.loss.phase == fastRecovery:
		c.reduce(&a)
	case a.ackedSegments > 0, a.newlySACKed && c.rack.degree > dupThresh:
		c.cc.grow(c, a.delivered)
	}
	if resend {
		c.resendLost()
	}
	return true
}

// takeWindow follows the peer's window, and says whether the segment has spoken of it. RFC 9293 section 3.10.7.4 goes by SND.WL1 and
// SND.WL2 alone: a segment that is older than the last one says nothing new. Linux departs: one that acknowledges more
// does, though it may be an old one that was sent again. Else its acknowledgement would move the window's end beyond what the peer
// has offered.
func (c *Conn) takeWindow(s *Segment) bool {
	wnd := int(s.Window) << c.snd.scale
	same := s.Seq == c.snd.wl1 && (wnd > c.snd.wnd || wnd == 0)
	if !s.Ack.after(c.snd.una) && !s.Seq.after(c.snd.wl1) && !same {
		return false
	}
	c.snd.wnd, c.snd.wl1 = wnd, s.Seq
	c.snd.maxWnd = max(c.snd.maxWnd, wnd)
	return true
}

// takeCumulative takes off the scoreboard what is acknowledged.
func (c *Conn) takeCumulative(a *ackInfo, s *Segment) {
	b := &c.snd.segs
	live := b.live()
	n := 0
	for ; n < len(live) && !live[n].end.after(c.snd.una); n++ {
		seg := &live[n]
		if !seg.sacked {
			if !seg.retransmitted {
				a.acked.add(seg.xmit)
			}
			c.delivered(a, s, seg)
		}
		a.ackedResent = a.ackedResent || seg.retransmitted
	}
	if n < len(live) && live[n].seq.before(c.snd.una) { // a part of a segment
		live[n].seq = c.snd.una
	}
	b.drop(n)
	c.snd.buf.pop(max(0, min(c.snd.una.minus(c.snd.first), c.snd.buf.len())))
	if c.snd.first.before(c.snd.una) {
		c.snd.first = c.snd.una
	}
	a.ackedSegments = n
	a.restartTimer = n > 0 // RFC 6298 section 5.3
	if r := c.measure(a, s); r > 0 {
		c.cc.measured(c, r)
	}
}

// delivered notes that a segment has arrived, whether that was learnt by SACK or not.
func (c *Conn) delivered(a *ackInfo, s *Segment, seg *sent) {
	a.delivered++
	c.rack.update(c, s, seg)
	c.rack.detectReordering(a, seg)
	if !seg.retransmitted && !seg.end.after(c.loss.point) {
		a.original = true
	}
}

// manageTimer sets the retransmission timer after an acknowledgement. What it is for follows from
// what there is to wait for (RFC 8985 section 8).
func (c *Conn) manageTimer(a *ackInfo) {
	switch b := &c.snd.segs; {
	case b.len() == 0:
		if !c.armed(forPersist) || c.snd.wnd > 0 {
			c.retransmit.stop()
		}
	case b.live()[0].sacked:
		// What had arrived should have been acknowledged: the peer may have thrown it away again. The
		// timeout will send it, and need not be waited for so long (RFC 2018 section 8; Linux).
		c.arm(forTimeout, max(c.rtt.srtt/2, 10*time.Millisecond))
	case c.armed(forReordering) && !a.restartTimer:
	case a.restartTimer && !c.scheduleProbe(true):
		c.armTimeout()
	}
}
