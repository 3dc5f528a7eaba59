package tcp

import "time"

// A sender has the send sequence variables (RFC 9293 section 3.3.1) and what they are about.
type sender struct {
	una, nxt Seq // SND.UNA, SND.NXT
	wnd      int // SND.WND: the peer's receive window
	wl1      Seq // SND.WL1: the segment that said so
	maxWnd   int // the largest that the peer has had
	scale    uint8
	mss      int // what fits a segment that has no SACK blocks

	segs  scoreboard
	buf   fifo[byte] // what was written and is not acknowledged
	first Seq        // the number of its first byte
	limit int        // how much memory it may take
	fixed bool       // limit does not grow
	piece int        // how much the last piece of what waits has
	waits bool       // the program has more to write, and found no room

	finWanted, finSent bool
	lastData           time.Duration // when data was sent last
}

const (
	defaultMSS = 536 // of a peer that does not say (RFC 9293 section 3.7.1)
	leastMSS   = 48  // Linux: a peer that says less is not believed

	perSegment    = 2304    // bytes of memory that Linux reckons with for a full segment
	perBurst      = 832     // and what each burst takes beside its data (SO_MEMINFO says so)
	maxSendBuffer = 4 << 20 // net.ipv4.tcp_wmem
)

func (s *sender) init(c Config) {
	s.una, s.nxt = c.ISS, c.ISS
	s.first = c.ISS + 1
	s.mss = defaultMSS
	if s.limit, s.fixed = c.SendBuffer, c.SendBuffer > 0; !s.fixed {
		s.limit = sendBufferFor(initialWindow)
	}
}

func (s *sender) release() {
	s.buf.release()
	s.segs = scoreboard{}
}

// sendBufferFor is room for twice so many segments: one congestion window under way, one in waiting.
func sendBufferFor(segments int) int {
	return min(2*max(segments, initialWindow)*perSegment, maxSendBuffer)
}

// memory is how much memory there is in use for sending: on Linux small bursts take more than their data.
func (s *sender) memory() int {
	n := s.buf.len()
	if s.fixed {
		return n
	}
	n += s.segs.bursts() * perBurst
	if waits := s.unsent(); waits > 0 {
		n += (1 + waits/largestBurst) * perBurst
	}
	return n
}

// grow makes room for what the program wants to write, as the congestion window has grown (Linux).
func (s *sender) grow(c *Conn) {
	if s.waits && !s.fixed && s.segs.pipe() < c.cc.cwnd {
		s.limit = max(s.limit, sendBufferFor(max(c.cc.cwnd, c.rack.degree+1)))
	}
	s.waits = s.waits && !c.Writable()
}

// notice is when the program is woken to read: on Linux it learns then, too, that there is not much room to write, and
// counts as one that waits for more.
func (s *sender) notice(c *Conn) { s.waits = s.waits || !c.Writable() }

// windowEnd is how far the peer's window reaches.
func (s *sender) windowEnd() Seq { return s.una + Seq(s.wnd) }

// unsent is how many bytes wait to be sent.
func (s *sender) unsent() int {
	if s.finSent {
		return 0
	}
	return s.buf.len() - s.nxt.minus(s.first)
}

// Write takes as much of b as there is room for, sends what may be sent now, and returns how much it
// took. It takes nothing before the connection is established and after CloseWrite.
func (c *Conn) Write(now time.Duration, b []byte) (n int) {
	c.now = now
	if c.state != Established && c.state != CloseWait || c.snd.finWanted {
		return 0
	}
	if c.snd.unsent() == 0 && c.snd.segs.len() == 0 {
		c.cc.restart(c)
	}
	if c.snd.fixed {
		n = min(len(b), max(0, c.snd.limit-c.snd.buf.len()))
		c.snd.buf.push(b[:n]...)
	} else {
		n = c.fill(b)
	}
	c.snd.waits = n < len(b)
	c.push()
	return n
}

// fill puts b in the send buffer as Linux does: what waits is kept in pieces as large as a burst can get, and only a
// new piece needs room. So a program that writes little at a time may write more than there is room for.
func (c *Conn) fill(b []byte) (n int) {
	s := &c.snd
	full := c.chunk()
	for s.piece = min(s.piece, s.unsent()); n < len(b); {
		if s.piece == full && s.unsent() == full { // nothing waits before it
			c.push()
			s.piece = s.unsent()
		}
		if s.piece == 0 || s.piece >= full {
			if s.memory() >= s.limit {
				break
			}
			s.piece = 0
		}
		m := min(len(b)-n, full-s.piece)
		s.buf.push(b[n : n+m]...)
		s.piece += m
		n += m
	}
	return n
}

// Writable says whether a program that waits for room should write on: when a third of it is free, as
// Linux has it.
func (c *Conn) Writable() bool { return 3*c.snd.memory() <= 2*c.snd.limit }

// push sends what may be sent now (RFC 9293 section 3.8.6.2.1). Segments do not wait for more to fill them
// (RFC 1122 section 4.2.3.4, Nagle): package net turns that off on all its connections, and so do we.
func (c *Conn) push() {
	if c.state != Established && c.state != CloseWait {
		return
	}
	sent, limited := false, false
	for c.snd.unsent() > 0 {
		full := c.snd.segs.pipe() >= c.cc.cwnd
		if !full && !c.fitsWindow(c.nextSize()) {
			break
		}
		if full || c.deferred() {
			limited = true
			break
		}
		c.sendBurst(min(c.burst(), c.cc.cwnd-c.snd.segs.pipe()))
		sent = true
	}
	if c.finWaits() && c.snd.unsent() == 0 && c.fitsWindow(1) && c.snd.segs.pipe() < c.cc.cwnd {
		c.sendNew(FIN|ACK, 0)
		sent = true
	}
	if sent || limited {
		c.cc.noteUse(c, limited || c.snd.segs.pipe() >= c.cc.cwnd)
	}
	if sent {
		c.scheduleProbe(false)
	}
	if c.snd.segs.len() == 0 && (c.snd.unsent() > 0 || c.finWaits()) && !c.retransmit.on {
		c.arm(forPersist, max(c.rtt.rto, minVar))
	}
}

// segmentSize is how much data a segment takes now. SACK blocks take room from it, and a peer whose whole
// window is small gets at most half of it at once, so that it need not open it all to get the next (RFC 1122
// section 4.2.3.4, 3).
func (c *Conn) segmentSize() int {
	size := c.snd.mss - sackSize(c.rcv.blocks())
	if most := c.snd.maxWnd; most >= defaultMSS {
		size = min(size, most/2)
	} else if most > 0 {
		size = min(size, most)
	}
	return max(size, leastMSS-stampSize)
}

func sackSize(blocks int) int {
	if blocks == 0 {
		return 0
	}
	return 4 + 8*blocks
}

// nextSize is how much data the next segment has.
func (c *Conn) nextSize() int { return min(c.snd.unsent(), c.segmentSize()) }

// fitsWindow says whether the peer has room for n more bytes. A segment that does not fit as a whole waits:
// this avoids silly windows (RFC 9293 section 3.8.6.2.1). If it has to wait long, probeWindow cuts it.
func (c *Conn) fitsWindow(n int) bool {
	return !(c.snd.nxt + Seq(n)).after(c.snd.windowEnd())
}

// sendBurst sends at least one segment and at most n. The last one of several has PSH, as has the last that
// there is (RFC 9293 section 3.9.1.2).
func (c *Conn) sendBurst(n int) {
	for i := 1; ; i++ {
		size := c.nextSize()
		rest := c.snd.unsent() - size
		last := rest == 0 || i >= n || !c.fitsWindow(size+min(rest, c.segmentSize()))
		flags := ACK
		if rest == 0 || last && i > 1 {
			flags |= PSH
		}
		if rest == 0 && c.snd.finWanted && c.fitsWindow(size+1) {
			flags |= FIN
		}
		c.sendNew(flags, size)
		if i == 1 {
			c.snd.segs.lead()
		}
		if last {
			return
		}
	}
}

// sendNew sends something for the first time: n bytes of what waits, or a SYN or FIN.
func (c *Conn) sendNew(flags Flags, n int) {
	s := sent{seq: c.snd.nxt, flags: flags, end: c.snd.nxt + Seq(n)}
	if flags&(SYN|FIN) != 0 {
		s.end++
	}
	if flags&FIN != 0 {
		c.snd.finSent = true
		if c.state == Established {
			c.state = FinWait1
		} else {
			c.state = LastAck
		}
	}
	if n > 0 && c.snd.segs.pipe() == 0 {
		c.cc.cubic.pause(c.ticked() - c.snd.lastData)
	}
	c.snd.segs.push(s)
	c.snd.nxt = s.end
	c.loss.count(1)
	c.transmit(c.snd.segs.len() - 1)
	if c.snd.segs.len() == 1 || c.armed(forProbe) {
		c.armTimeout()
	}
}

// transmit sends a segment of the scoreboard.
func (c *Conn) transmit(i int) {
	s := &c.snd.segs.live()[i]
	s.xmit = c.now
	n := s.bytes()
	var data []byte
	if n > 0 {
		from := s.seq.minus(c.snd.first)
		data = c.snd.buf.live()[from : from+n]
	}
	c.emit(s.flags, s.seq, data)
	if n > 0 {
		c.snd.lastData = c.ticked()
		c.noteTurn()
	}
}

// emit sends a segment. What this end says of itself is the same in all of them.
func (c *Conn) emit(flags Flags, seq Seq, data []byte) {
	s := &c.out
	*s = Segment{Flags: flags, Seq: seq, Data: data}
	if flags.Has(SYN) {
		s.MSS = maxMSS
		s.SACKPermitted = c.sackOK
		s.Scaled, s.WindowScale = c.rcv.scale > 0, c.rcv.scale
		s.Window = uint16(min(c.rcv.wnd, 0xffff))
	}
	if c.stamped && !(flags.Has(RST) && !flags.Has(ACK)) {
		s.Stamped, s.TSVal = true, c.stamp()
	}
	if flags.Has(ACK) {
		s.Ack, s.TSEcr = c.rcv.nxt, c.rcv.tsRecent
		if !flags.Has(SYN) {
			s.Window = uint16(c.offerWindow() >> c.rcv.scale)
			s.Blocks = c.rcv.fillBlocks(&s.SACK)
		}
		c.rcv.acknowledged(c)
	}
	c.config.Output(s)
	s.Data = nil
}
