package tcp

import "time"

// An undo takes a reduction of the congestion window back when it turns out that nothing was lost (RFC 4015).
// There are three signs of that: everything that was sent again has come twice (RFC 3708); something was
// acknowledged before what was sent again could have been (RFC 3522); or, after a timeout, something
// arrives that was sent once only (RFC 5682).
type undo struct {
	possible       bool
	from           Seq // SND.UNA when the recovery began
	cwnd, ssthresh int // before

	resent      int           // segments sent again and not reported as duplicates; -1: none was sent
	resentKnown bool          // firstResent is known
	firstResent time.Duration // when the first was sent
	reported    int           // duplicates, on this connection
}

// prepare begins to watch for signs.
func (u *undo) prepare(c *Conn) {
	u.possible, u.from = true, c.snd.una
	u.resent = c.snd.segs.resent
	if c.tlp.out && c.tlp.isResent {
		u.resent++
	}
	if u.resent == 0 {
		u.resent = -1
	}
}

// sentAgain notes that a segment was.
func (u *undo) sentAgain(c *Conn) {
	if !u.resentKnown {
		u.resentKnown, u.firstResent = true, c.now
	}
	u.resent = max(u.resent, 0) + 1
}

// duplicates counts segments that came twice (RFC 3708), if this recovery is what sent them
// twice.
func (u *undo) duplicates(c *Conn, b Block, segments int) {
	if !u.possible || u.resent <= 0 || !b.Right.after(u.from) {
		return
	}
	if i := c.snd.segs.find(b.Left); i < c.snd.segs.len() && b.Left.after(c.snd.una) && !c.snd.segs.live()[i].retransmitted {
		return
	}
	u.resent = max(0, u.resent-segments)
}

// eifel says that what an acknowledgement is for was sent before anything was sent again (RFC 3522 section
// 3.2, the Eifel detection algorithm): the timestamp that it echoes is older.
func (u *undo) eifel(c *Conn, s *Segment) bool {
	if !u.resentKnown {
		return true
	}
	return c.stamped && s.Stamped && s.TSEcr != 0 && int32(s.TSEcr-c.stampOf(u.firstResent)) < 0
}

// needless says that nothing was lost.
func (u *undo) needless(c *Conn, s *Segment) bool {
	return u.possible && (u.resent == 0 || u.eifel(c, s))
}

// takeBack goes back to the window that was (RFC 4015 section 3.2). all: what counts as lost is not.
func (c *Conn) takeBack(all bool) {
	if all {
		b := &c.snd.segs
		for i := range b.live() {
			b.unmark(&b.live()[i])
		}
	}
	c.cc.cwnd = max(c.cc.cwnd, c.undo.cwnd)
	c.cc.ssthresh = max(c.cc.ssthresh, c.undo.ssthresh)
	c.cc.used.begin(c)
	c.undo.possible = false
	c.rack.news = true // to look for losses anew
	c.stats.Undone++
}

// undoByDuplicates is for when all that was sent again came twice, in the recovery or later.
func (c *Conn) undoByDuplicates() {
	if !c.undo.possible || c.undo.resent != 0 {
		return
	}
	c.rack.persist = min(c.rack.persist+1, persistRecoveries)
	c.takeBack(false)
	c.loss.phase = open
}

// undoEarly is for an acknowledgement of a part of what was out, which came too early to be for what was
// sent again. The missing ones are late then, and not lost; wait: they are waited for.
func (c *Conn) undoEarly(a *ackInfo, s *Segment) (wait bool) {
	if !c.undo.possible || !c.undo.eifel(c, s) {
		return false
	}
	c.rack.overtaken(maxSeq(c.snd.segs.fack, c.snd.una).minus(a.una))
	if c.snd.segs.resent > 0 {
		return true
	}
	c.takeBack(true)
	c.loss.phase = open
	return false
}

// afterTimeout goes on after a timeout, or finds out that it was needless (F-RTO, RFC 5682 section 3.1). It
// says whether what is lost is to be sent again now.
func (c *Conn) afterTimeout(a *ackInfo, s *Segment) (resend bool) {
	l := &c.loss
	done := !c.snd.una.before(l.point)
	if a.advanced && c.undo.needless(c, s) || l.frto && a.original { // step 3b
		c.takeBack(true)
		l.timeouts = 0
		l.phase = open
		return false
	}
	if l.frto {
		switch {
		case c.snd.nxt.after(l.point): // new data is out
			if a.newlySACKed || a.plain && !a.advanced {
				l.frto = false // step 3a
			}
		case a.advanced && !done: // step 2b: send new data now, and see whether it is acknowledged
			l.point = c.snd.nxt
			if c.snd.unsent() > 0 && c.fitsWindow(c.nextSize()) {
				return false
			}
			l.frto = false
		}
	}
	if done {
		c.endRecovery(s)
		return false
	}
	return true
}
