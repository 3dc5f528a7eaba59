package tcp

import (
	"syscall"
	"time"
)

// acceptable is the first check of a segment: is it one of those that may come now? If not, the peer is told
// what would be, and the segment is dropped (RFC 9293 section 3.10.7.4, first).
func (c *Conn) acceptable(s *Segment) bool {
	if c.inWindow(s) && c.timely(s) {
		return true
	}
	if s.Flags.Has(RST) {
		return c.resetsFIN(s)
	}
	if s.length() == 0 || s.Flags.Has(SYN) {
		c.challenge()
		return false
	}
	if s.Seq.before(c.rcv.nxt) && c.state != TimeWait { // it came before
		c.quickACKs()
		c.rcv.reportDuplicate(Block{s.Seq, minSeq(s.end(), c.rcv.nxt)})
	}
	c.sendACK() // each time, for acknowledgements alone answer each other (Linux)
	return false
}

// inWindow compares the segment with the receive window. Linux departs from RFC 9293 where a segment lies
// before RCV.NXT, or ends there: if it reaches what was acknowledged last, it was only overtaken, and what it
// acknowledges still counts. And as RFC 9293 asks, a segment without data is taken beside a window of zero.
func (c *Conn) inWindow(s *Segment) bool {
	left, right := c.rcv.acked, c.rcv.nxt+Seq(c.rcv.windowLeft())
	return !s.end().before(left) && !s.Seq.after(right)
}

// timely is PAWS, the protection against sequence numbers that have wrapped: timestamps never go back
// (RFC 7323 section 5.3). Linux departs for an acknowledgement that says nothing new: it was overtaken.
func (c *Conn) timely(s *Segment) bool {
	const outdated = 24 * 24 * time.Hour // RFC 7323 section 5.5
	if !c.stamped || !s.Stamped || int32(s.TSVal-c.rcv.tsRecent) >= 0 || s.Flags.Has(RST) {
		return true
	}
	if c.now-c.rcv.tsRecentAt > outdated {
		return true
	}
	return s.length() == 0 && s.Seq == c.rcv.nxt && s.Ack == c.snd.una
}

// checkRST ends the connection if the peer says so, in a way that nobody can who does not know the next
// sequence number (RFC 5961 section 3.2).
func (c *Conn) checkRST(s *Segment) bool {
	if !s.Flags.Has(RST) {
		return true
	}
	switch {
	case s.Seq != c.rcv.nxt && !c.resetsFIN(s):
		c.challenge()
	case c.state == SynReceived && c.passive:
		c.drop(nil)
	case c.state == SynReceived:
		c.drop(syscall.ECONNREFUSED)
	case c.state == CloseWait: // both may be true, and Linux says this
		c.drop(syscall.EPIPE)
	case c.state == TimeWait: // it must not be cut short (RFC 1337); Linux lets it, by default
		c.drop(nil)
	default:
		c.drop(syscall.ECONNRESET)
	}
	return false
}

// resetsFIN says that an RST has the number of the peer's FIN, which has come. A peer that has closed and is then sent data sends
// such a one if that does not acknowledge the FIN yet (Linux).
func (c *Conn) resetsFIN(s *Segment) bool {
	return s.Seq == c.rcv.nxt-1 && (c.state == CloseWait || c.state == LastAck || c.state == Closing)
}

// checkSYN asks a peer that begins anew whether it means that: if it does, it answers with RST (RFC 5961
// section 4.2).
func (c *Conn) checkSYN(s *Segment) bool {
	if s.Flags.Has(SYN) {
		c.challenge()
		return false
	}
	return true
}

// challenge acknowledges what has come so far, in answer to a segment that should not have come: a peer
// that is what it says it is will set things right (RFC 5961 section 3.2). Such answers are few, so that two
// ends that disagree do not answer each other for ever (RFC 5961 section 7; Linux: one in half a second).
func (c *Conn) challenge() {
	const apart = 500 * time.Millisecond
	if c.now-c.lastChallenge < apart {
		return
	}
	c.lastChallenge = c.now
	c.sendACK()
}

// Refuse is the answer to a segment for which there is no connection, and no listener (RFC 9293 section
// 3.10.7.1). There is none to an RST.
func Refuse(s *Segment) (reset Segment, ok bool) {
	switch {
	case s.Flags.Has(RST):
		return Segment{}, false
	case s.Flags.Has(ACK):
		return Segment{Flags: RST, Seq: s.Ack}, true
	}
	return Segment{Flags: RST | ACK, Ack: s.end()}, true
}

// Replaces says that a segment begins a new connection between the same ends, where this one has ended and
// only waits for old segments (TIME-WAIT): its timestamp or its number shows that it is none of those (RFC
// 6191 section 2). The Conn is to be dropped then, and the segment to be taken as if it had not been.
func (c *Conn) Replaces(s *Segment) bool {
	if c.state != TimeWait || !s.Flags.Has(SYN) || s.Flags&(ACK|RST) != 0 {
		return false
	}
	newer := c.stamped && s.Stamped && int32(s.TSVal-c.rcv.tsRecent) > 0
	return newer || s.Seq.after(c.rcv.nxt)
}
