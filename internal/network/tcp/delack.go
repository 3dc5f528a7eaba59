package tcp

import "time"

// When data is acknowledged (RFC 5681 section 4.2): every second full segment at least, and within half a
// second. What comes out of order, and what fills a gap, is acknowledged at once, for the sender waits to hear
// of it. An acknowledgement that waits may ride on data.
//
// Linux waits 40 ms or a little more, by how far segments are apart. It does not wait at all in the first
// segments of a connection and after a pause (quick acknowledgements), when the sender's window is small and
// each acknowledgement makes it grow; but where the two ends talk in turns it waits all the same, since the
// answer will be there soon.
type acking struct {
	pending ackKind
	quick   int           // so many acknowledgements are still sent at once
	inTurns bool          // data was sent soon after some had come
	wait    time.Duration // how long one waits now; 0: no data has come so far
	last    time.Duration // when data came last

	segment  int // RCV.MSS: how large the peer's segments are, as far as one can tell
	lastSize int

	delayed    timer
	compressed timer // of SACKs that wait for each other
	sentInGap  int   // SACKs sent since the gap began
	heldBack   int   // and held back
	gap        Seq   // RCV.NXT then

	mostBlocks int           // SACK blocks that fit beside other options
	rtt        time.Duration // 8 times the round trip, as one sees it who sends little
	rttEcho    uint32
}

// An ackKind is what is known of the acknowledgement that is to be sent.
type ackKind uint8

const (
	ackSoon   ackKind = 1 << iota // there is something to acknowledge
	ackPushed                     // a segment was the end of what the peer had to send
	ackTwice                      // and another one was
	ackNow                        // it must not wait
)

const (
	leastWait = 40 * time.Millisecond
	mostWait  = 200 * time.Millisecond
	mostQuick = 16

	// SACKs from the fourth on wait for each other, up to a millisecond or a twentieth of the round trip.
	sacksAtOnce  = 3
	compressTime = time.Millisecond
	mostHeldBack = 44
)

func (k *acking) want(kind ackKind) { k.pending |= ackSoon | kind }

// quickACKs has the next acknowledgements sent at once: something is wrong.
func (c *Conn) quickACKs() {
	c.beQuick()
	c.rcv.inTurns = false
	c.rcv.wait = leastWait
}

// beQuick does so for as long as the sender needs to fill half of the window.
func (c *Conn) beQuick() {
	r := &c.rcv
	r.quick = max(r.quick, min(max(r.wnd/(2*r.segment), 2), mostQuick))
}

// noteTurn is for data that is sent: soon after some has come, it is an answer.
func (c *Conn) noteTurn() {
	if c.ticked()-c.rcv.last < c.rcv.wait {
		c.rcv.inTurns = true
	}
}

// noteData is for data that has come in order.
func (c *Conn) noteData(s *Segment) {
	r := &c.rcv
	r.want(ackSoon)
	c.measureSegment(s)
	now := c.ticked()
	switch gap := now - r.last; {
	case r.wait == 0:
		c.beQuick()
		r.wait = leastWait
	case gap <= leastWait/2:
		r.wait = r.wait/2 + leastWait/2
	case gap < r.wait:
		r.wait = min(r.wait/2+gap, c.rtt.rto)
	case gap > c.rtt.rto: // the sender has begun anew
		c.beQuick()
	}
	r.last = now
	if len(s.Data) >= 128 {
		c.openWindow(memoryOf(len(s.Data)), len(s.Data))
	}
}

// measureSegment estimates how large the peer's full segments are (RCV.MSS): a shorter one was pushed, that
// is, more may be long in coming.
func (c *Conn) measureSegment(s *Segment) {
	r := &c.rcv
	last := r.lastSize
	r.lastSize = 0
	n := len(s.Data)
	if n >= r.segment {
		if n != r.segment {
			c.measureMemory(n)
		}
		r.segment = min(n, maxMSS)
		if s.Flags.Has(PSH) {
			r.want(ackPushed)
		}
		return
	}
	if long := n + stampSize; long >= defaultMSS || long >= 88 && s.Flags&(PSH|FIN) == 0 {
		if r.lastSize = n; n == last { // two alike: so large they are
			r.segment = n
			return
		}
	}
	if r.pending&ackPushed != 0 {
		r.want(ackTwice)
	}
	r.want(ackPushed)
}

// ackIfDue acknowledges what has come, now or later.
func (c *Conn) ackIfDue() {
	r := &c.rcv
	switch {
	case r.pending == 0 || c.state == Closed:
	case r.nxt.minus(r.acked) > r.segment && c.windowToOffer() >= r.wnd, r.quick > 0 && !r.inTurns, r.pending&ackNow != 0:
		c.sendACK()
	case len(r.held) == 0:
		c.delayACK()
	default:
		c.compressACK()
	}
}

// compressACK acknowledges what came out of order. The first three are sent at once, so that the sender
// sees the loss (RFC 5681 section 4.2); further ones wait for each other, which spares it most of them.
func (c *Conn) compressACK() {
	r := &c.rcv
	if r.gap != r.nxt {
		r.gap, r.sentInGap = r.nxt, 0
	}
	if !c.sackOK || r.sentInGap < sacksAtOnce || r.heldBack >= mostHeldBack {
		r.sentInGap++
		c.sendACK()
		return
	}
	r.heldBack++
	if r.compressed.on {
		return
	}
	rtt := r.rtt / 8
	if c.rtt.srtt > 0 && (rtt == 0 || c.rtt.srtt < rtt) {
		rtt = c.rtt.srtt
	}
	r.compressed.startExactly(c, min(compressTime, rtt/20))
}

// delayACK starts the timer of an acknowledgement that waits.
func (c *Conn) delayACK() {
	r := &c.rcv
	wait := r.wait
	if wait > leastWait {
		most := 500 * time.Millisecond
		if r.inTurns || r.pending&ackPushed != 0 {
			most = mostWait
		}
		if c.rtt.srtt > 0 {
			most = min(most, max(ceilTicks(c.rtt.srtt), leastWait))
		}
		wait = min(wait, most)
	}
	wait = min(wait, mostWait)
	if r.delayed.on {
		left := r.delayed.expires - c.ticked()
		if left <= wait/4 {
			c.sendACK()
			return
		}
		wait = min(wait, left)
	}
	r.delayed.start(c, wait)
}

// sendACK sends an acknowledgement by itself.
func (c *Conn) sendACK() { c.emit(ACK, c.nextSeq(), nil) }

// nextSeq is the number of a segment without data: SND.NXT, but no more than the peer's window lets it take. A peer that takes back
// what it had offered would drop the acknowledgement (RFC 9293 section 3.8.6, MUST-34; the number is the one that Linux takes).
func (c *Conn) nextSeq() Seq {
	if end := c.snd.windowEnd(); c.snd.nxt.minus(end) >= 1<<c.rcv.scale {
		return end
	}
	return c.snd.nxt
}

// delayedACK is when nothing has come by for an acknowledgement to ride on: the two ends do not talk in
// turns, or not so fast.
func (c *Conn) delayedACK() {
	r := &c.rcv
	r.delayed.stop()
	if r.pending == 0 {
		return
	}
	if r.inTurns {
		r.inTurns, r.wait = false, leastWait
	} else {
		r.wait = min(2*r.wait, c.rtt.rto)
	}
	c.sendACK()
}

// ackAfterRead acknowledges when the program has read all that there was and more may be long in coming, and
// when it has made much room (RFC 9293 section 3.8.6.2.2).
func (c *Conn) ackAfterRead() {
	r := &c.rcv
	if r.pending != 0 {
		done := r.pending&ackTwice != 0 || r.pending&ackPushed != 0 && !r.inTurns
		if r.nxt.minus(r.acked) > r.segment || done && r.ready.len() == 0 && len(r.held) == 0 {
			c.sendACK()
			return
		}
	}
	if left := r.windowLeft(); 2*left <= r.clamp {
		if offer := c.windowToOffer(); offer > 0 && offer >= 2*left {
			c.sendACK()
		}
	}
}

// acknowledged is for an acknowledgement that leaves, by itself or with data.
func (r *receiver) acknowledged(c *Conn) {
	r.heldBack = 0
	r.compressed.stop()
	if r.quick > 0 && r.pending != 0 {
		if r.quick--; r.quick == 0 {
			r.wait = leastWait
		}
	}
	r.pending = 0
	r.delayed.stop()
}

// measureRTT measures the round trip where this end sends little: by the timestamps that full segments echo.
func (r *receiver) measureRTT(c *Conn, s *Segment) {
	if !c.stamped || !s.Stamped || s.TSEcr == r.rttEcho {
		return
	}
	r.rttEcho = s.TSEcr
	if len(s.Data) < r.segment || s.TSEcr == 0 {
		return
	}
	switch rtt := c.sinceStamp(s.TSEcr); {
	case r.rtt == 0, rtt < r.rtt/8:
		r.rtt = 8 * rtt
	case r.ready.len() == 0:
		r.rtt += rtt - r.rtt/8
	}
}
