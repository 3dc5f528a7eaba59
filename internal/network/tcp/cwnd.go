package tcp

import (
	"math"
	"time"
)

// A congestion is the congestion window, in segments, and what makes it grow (RFC 5681, RFC 9438).
type congestion struct {
	cwnd, ssthresh int
	counted        int // segments that were acknowledged, and for which the window has not grown so far
	used           usage
	cubic          cubic
	hystart        hystart
}

const (
	initialWindow = 10            // segments (RFC 6928)
	noThreshold   = math.MaxInt32 // before the first loss
)

func (g *congestion) init() { g.cwnd, g.ssthresh = initialWindow, noThreshold }

// begin is when the connection is established, by s. If two SYNs were lost, or two answers to a SYN, it begins with
// one segment; RFC 5681 section 3.1 asks for that after one. What was sent again because it was late, not lost, does
// not count (RFC 3522).
func (g *congestion) begin(c *Conn, s *Segment) {
	if late := !c.passive && c.undo.eifel(c, s); c.stats.Timeouts > 0 && c.stats.Retransmissions > 1 && !late {
		g.cwnd = 1
	}
	g.used.begin(c)
	c.snd.lastData = c.ticked()
	g.hystart.newRound(c)
}

// A usage says how far the window is used. A window that was not used says nothing about the network, so it
// must not grow, and it shrinks in time (RFC 7661). Linux follows the rules of RFC 2861, which that replaces.
type usage struct {
	limited bool // it held something back, since mark was not acknowledged
	most    int  // segments that were out, where it did not
	mark    Seq

	lately int           // the most that were out since
	since  time.Duration // then all of it was used last, or something was acknowledged
}

// begin counts anew.
func (u *usage) begin(c *Conn) { u.since, u.lately = c.ticked(), 0 }

// noteUse notes, after sending, whether the window held something back.
func (g *congestion) noteUse(c *Conn, limited bool) {
	u, out := &g.used, c.snd.segs.len()
	if !c.snd.una.before(u.mark) || limited || !u.limited && out > u.most {
		u.limited, u.most, u.mark = limited, out, c.snd.nxt
	}
	if g.limited() {
		u.begin(c)
		return
	}
	u.lately = max(u.lately, out)
	if c.ticked()-u.since < c.rtt.rto {
		return
	}
	// For a whole timeout less than the window was used: half of what was not is given back (RFC 2861
	// section 3.2), but for a sender that waits for the program to read.
	if used := max(u.lately, initialWindow); used < g.cwnd && c.loss.phase == open && !c.snd.waits {
		g.ssthresh = g.threshold(c)
		g.cwnd = (g.cwnd + used) / 2
	}
	u.begin(c)
}

// limited says whether the window may grow: it was used, or, in slow start, half of it was (Linux).
func (g *congestion) limited() bool {
	return g.used.limited || g.cwnd < g.ssthresh && g.cwnd < 2*g.used.most
}

// threshold is the slow start threshold that a window is worth which was not reduced by a loss: three
// quarters of it (RFC 2861 section 3.2).
func (g *congestion) threshold(c *Conn) int {
	if c.loss.phase == fastRecovery {
		return g.ssthresh
	}
	return max(g.ssthresh, g.cwnd*3/4)
}

// grow is for an acknowledgement of so many segments: slow start below the threshold, by as much as was
// acknowledged (RFC 5681 section 3.1, RFC 3465), and CUBIC above it.
func (g *congestion) grow(c *Conn, acked int) {
	g.used.since = c.ticked()
	if !g.limited() {
		return
	}
	if g.cwnd < g.ssthresh {
		more := min(acked, g.ssthresh-g.cwnd)
		g.cwnd += more
		acked -= more
	}
	if acked == 0 {
		return
	}
	g.count(acked, g.cubic.perStep(c.ticked(), g.cwnd, acked))
}

// count counts acknowledged segments, and has the window grow by one for each step of them. So what was counted
// while it grew slowly helps when it grows faster (Linux); RFC 9438 section 4.2 adds up fractions of a segment.
func (g *congestion) count(acked, step int) {
	if g.counted >= step { // steps have become shorter: at most one of them is made up for
		g.counted = 0
		g.cwnd++
	}
	g.counted += acked
	g.cwnd += g.counted / step
	g.counted %= step
}

// restart is for a sender that begins again after a pause: nobody knows what the network is like now. For each
// timeout that has passed the window is halved, down to what a new connection has (RFC 2861 section 3.2;
// RFC 5681 section 4.1 goes down to that at once).
func (g *congestion) restart(c *Conn) {
	idle := c.ticked() - c.snd.lastData
	if idle <= c.rtt.rto {
		return
	}
	g.ssthresh = g.threshold(c)
	least := min(initialWindow, g.cwnd)
	for idle -= c.rtt.rto; idle > 0 && g.cwnd > least; idle -= c.rtt.rto {
		g.cwnd /= 2
	}
	g.cwnd = max(g.cwnd, least)
	g.used.begin(c)
}

// lossRepaired is for a loss that a loss probe has repaired (RFC 8985 section 7.4.2): nothing need be sent
// again, but the network was full.
func (g *congestion) lossRepaired(c *Conn) {
	g.ssthresh = g.cubic.reduce(g.cwnd)
	g.cwnd, g.counted = g.ssthresh, 0
	g.used.begin(c)
}

// measured takes a round trip, by which slow start may end before there is a loss.
func (g *congestion) measured(c *Conn, r time.Duration) {
	if g.cubic.settling(c.now) {
		return // the queue is still what it was before the reduction
	}
	if g.cubic.minRTT == 0 || r < g.cubic.minRTT {
		g.cubic.minRTT = r
	}
	if g.cwnd < g.ssthresh && g.hystart.leave(c, r) {
		g.ssthresh = g.cwnd
	}
}

// On Linux TCP hands several segments at once to the layers below, as one large packet that is cut late
// (segmentation offload). It follows that segments leave in bursts, the last one of which has PSH, and that a
// sender may wait for an acknowledgement more so that a burst gets larger. No RFC says so, but it shows in when
// acknowledgements are sent.
const (
	largestBurst = 65536 - 321 // bytes
	burstRate    = time.Second / 1024
)

// rate is about how many bytes are sent in a second: a window in a round trip, and more while it grows.
func (c *Conn) rate() float64 {
	if c.rtt.srtt == 0 {
		return 0
	}
	factor := 1.2
	if c.cc.cwnd < c.cc.ssthresh/2 {
		factor = 2
	}
	return factor * float64(fullSegment*max(c.cc.cwnd, c.snd.segs.len())) / c.rtt.srtt.Seconds()
}

// burst is how many segments leave at once at most: what is sent in a millisecond, more where the peer is
// near, and two in any case.
func (c *Conn) burst() int {
	bytes := int(c.rate() * burstRate.Seconds())
	if near := c.rtt.min.Microseconds() / 512; near < 32 {
		bytes += 65536 >> near
	}
	return max(2, min(bytes, c.burstLimit())/c.segmentSize())
}

// burstLimit is a burst's most, in bytes: half of the peer's window.
func (c *Conn) burstLimit() int { return min(largestBurst, c.snd.maxWnd/2) }

// chunk is how much data the largest burst has.
func (c *Conn) chunk() int {
	size := c.segmentSize()
	return max(1, c.burstLimit()/size) * size
}

// burstTime is how far the largest bursts may stretch acknowledgements.
func (c *Conn) burstTime() time.Duration {
	r := c.rate()
	if r == 0 {
		return 0
	}
	return min(time.Millisecond, time.Duration(4*65536/r*float64(time.Second)))
}

// deferred says that it is better to wait for the next acknowledgement: less than a third of the window is
// free, more waits than that lets out, something was just sent, and the next acknowledgement is near.
func (c *Conn) deferred() bool {
	b, size, unsent := &c.snd.segs, c.segmentSize(), c.snd.unsent()
	if c.loss.phase != open || b.len() == 0 || unsent <= size {
		return false
	}
	live := b.live()
	if c.now-live[len(live)-1].xmit > time.Millisecond || c.now-live[0].xmit < c.rtt.srtt/2 {
		return false
	}
	free := min((c.cc.cwnd-b.pipe())*size, c.snd.windowEnd().minus(c.snd.nxt))
	chunk := c.chunk()
	return free < min(c.snd.wnd, c.cc.cwnd*size)/3 && free < c.burst()*size && !(unsent > chunk && free >= chunk)
}
