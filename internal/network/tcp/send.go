package tcp

import "time"

// A sender has the send sequence variables (RFC 9293 section 3.3.1) and what they are about.
type sender struct {
	una, nxt Seq // SND.UNA, SND.NXT
	wnd      int // SND.WND: the peer's receive window
	wl1, wl2 Seq // SND.WL1, SND.WL2: the segment that said so
	maxWnd   int // the largest that the peer has had
	scale    uint8
	mss      int // what fits a segment that has no SACK blocks

	segs  scoreboard
	buf   fifo[byte] // what was written and is not acknowledged
	first Seq        // the number of its first byte
	limit int        // how many bytes buf takes
	fixed bool       // limit does not grow
	waits bool       // the program has more to write, and found no room

	finWanted, finSent bool
	lastData           time.Duration // when data was sent last
}

const (
	defaultMSS = 536 // of a peer that does not say (RFC 9293 section 3.7.1)
	leastMSS   = 48  // Linux: a peer that says less is not believed

	perSegment    = 2304    // bytes of memory that a full segment takes in Linux
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

// sendBufferFor is room for two congestion windows: one under way, one in waiting.
func sendBufferFor(cwnd int) int {
	return min(2*max(cwnd, initialWindow)*perSegment, maxSendBuffer)
}

// grow makes room for what the program wants to write, as the congestion window has grown (Linux).
func (s *sender) grow(c *Conn) {
	if s.waits && !s.fixed && s.segs.pipe() < c.cc.cwnd {
		s.limit = max(s.limit, sendBufferFor(c.cc.cwnd))
	}
}

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
	n = max(0, min(len(b), c.snd.limit-c.snd.buf.len()))
	c.snd.waits = n < len(b)
	c.snd.buf.push(b[:n]...)
	c.push()
	return n
}

// Writable says whether a program that waits for room should write on: when a third of it is free, as
// Linux has it.
func (c *Conn) Writable() bool { return 3*c.snd.buf.len() <= 2*c.snd.limit }

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
	if c.snd.finWanted && !c.snd.finSent && c.snd.unsent() == 0 {
		c.sendNew(FIN|ACK, 0)
		sent = true
	}
	if sent || limited {
		c.cc.noteUse(c, limited || c.snd.segs.pipe() >= c.cc.cwnd)
	}
	if sent {
		c.scheduleProbe(false)
	}
	if c.snd.segs.len() == 0 && c.snd.unsent() > 0 && !c.retransmit.on {
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
	return !(c.snd.nxt + Seq(n)).after(c.snd.una + Seq(c.snd.wnd))
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
		if rest == 0 && c.snd.finWanted {
			flags |= FIN
		}
		c.sendNew(flags, size)
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

// resend sends a segment again, joined with what follows it.
func (c *Conn) resend(i int) {
	s := &c.snd.segs.live()[i]
	if size := c.segmentSize(); s.bytes() > 0 && s.bytes() < size {
		c.snd.segs.join(i, size, c.snd.una+Seq(c.snd.wnd))
	}
	s.retransmitted = true
	c.stats.Retransmissions++
	c.transmit(i)
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

// sendACK sends an acknowledgement by itself.
func (c *Conn) sendACK() { c.emit(ACK, c.snd.nxt, nil) }

// probeWindow asks a peer whose window is closed whether it still is: what opened it may have been lost (RFC
// 9293 section 3.8.6.1). Linux sends no byte of data for that, but a number that is acknowledged already,
// which makes the peer say what its window is. Where there is room for a part of a segment, that is sent. As long as
// the peer answers it is asked, but not for ever when the program has closed (Linux).
func (c *Conn) probeWindow() {
	if c.snd.segs.len() > 0 || c.snd.unsent() == 0 {
		return
	}
	if room := (c.snd.una + Seq(c.snd.wnd)).minus(c.snd.nxt); room > 0 {
		c.sendNew(ACK|PSH, min(room, c.nextSize()))
		return
	}
	if c.loss.timeouts >= maxWindowProbes || c.closed && c.now-c.closedAt >= lastWords {
		c.emit(RST|ACK, c.snd.nxt, nil)
		c.giveUp()
		return
	}
	c.emit(ACK, c.snd.una-1, nil)
	c.loss.timeouts++
	c.arm(forPersist, min(max(c.rtt.rto, minVar)<<min(c.loss.timeouts, 9), maxRTO))
}

const maxWindowProbes = 15 // in a row without an answer (net.ipv4.tcp_retries2)
