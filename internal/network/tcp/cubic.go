package tcp

import (
	"math"
	"time"
)

// A cubic makes the window grow after a reduction (RFC 9438): fast at first, slowly where it was when there was a
// loss, and fast again beyond that. The unit is a segment, and time counts in seconds. Linux reckons with
// whole segments, so what is less than one counts as nothing.
type cubic struct {
	wMax    float64       // W_max: the window before the last reduction, or somewhat less
	growing bool          // since the last reduction it has begun to grow
	epoch   time.Duration // when it did
	k       float64       // K: seconds from there until it is W_max again
	origin  float64       // which is the middle of the curve
	reno    int           // W_est: what Reno's window would be
	acked   int           // segments that were acknowledged, and for which it has not grown so far
	step    int           // what perStep returns
	looked  time.Duration // when that was worked out
	at      int           // for what window
	minRTT  time.Duration // of this connection, but for what was measured right after a reduction
}

const (
	cubicC      = 410.0 / 1024 // C, 0.4 (RFC 9438 section 4.1.1)
	cubicBeta   = 717.0 / 1024 // beta_cubic, 0.7 (section 4.6)
	renoWindows = 15           // eighths of a window for each step of Reno's: 1/alpha_cubic, 17/9 (section 4.3)
)

// reduce returns the slow start threshold after a loss (RFC 9438 section 4.6). If the window has not come
// back to what it was, there is someone new: it then leaves more room (fast convergence, section 4.7).
func (q *cubic) reduce(cwnd int) int {
	w := float64(cwnd)
	if w < q.wMax {
		q.wMax = math.Floor(w * (1 + cubicBeta) / 2)
	} else {
		q.wMax = w
	}
	q.growing = false
	return max(2, int(w*cubicBeta))
}

// forget is for a timeout: what was is no guide any more (RFC 9438 section 4.8; Linux).
func (q *cubic) forget(c *Conn) {
	*q = cubic{}
	c.cc.hystart = hystart{}
	c.cc.hystart.newRound(c)
}

// pause stops the time while nothing was sent (RFC 9438 section 5.8).
func (q *cubic) pause(d time.Duration) {
	if q.growing {
		q.epoch += max(0, d)
	}
}

// settling says that the last reduction was within a second.
func (q *cubic) settling(now time.Duration) bool { return q.growing && now-q.epoch < time.Second }

// perStep is how many segments must be acknowledged for the window to grow by one (RFC 9438 section 4.2 to 4.5);
// acked is how many have just been. In a round trip, in which a window is acknowledged, it grows to the target, at
// most by half. Linux works it out anew when the window has changed, or after a 32nd of a second: where round trips
// are shorter, that is what the window waits for.
func (q *cubic) perStep(now time.Duration, cwnd, acked int) int {
	q.acked += acked
	if q.at == cwnd && now-q.looked <= 7*tick {
		return q.step
	}
	if !q.growing || now != q.looked { // Linux looks at the curve once in a tick at most
		q.at, q.looked = cwnd, now
		q.curve(now, cwnd, acked)
	}
	q.keepUp(cwnd)
	q.step = max(q.step, 2)
	return q.step
}

// curve sets the step for a window that follows the cubic curve (RFC 9438 section 4.2).
func (q *cubic) curve(now time.Duration, cwnd, acked int) {
	if !q.growing {
		q.growing, q.epoch, q.reno, q.acked = true, now, cwnd, acked
		q.k, q.origin = 0, float64(cwnd)
		if q.wMax > q.origin {
			q.k, q.origin = math.Cbrt((q.wMax-q.origin)/cubicC), q.wMax
		}
	}
	rtt := (q.minRTT + tick - 1) / tick * tick
	t := (max(0, now-q.epoch) + rtt).Seconds() - q.k
	q.step = 100 * cwnd // at the middle of the curve (Linux)
	if ahead := int(q.origin+math.Trunc(cubicC*t*t*t)) - cwnd; ahead > 0 {
		q.step = cwnd / ahead // to W_cubic(t + RTT), which is the target
	}
	if q.wMax == 0 {
		q.step = min(q.step, 20) // Linux: before the first loss by 5 % in a round trip
	}
}

// keepUp makes the step no longer than it is for Reno (RFC 9438 section 4.3).
func (q *cubic) keepUp(cwnd int) {
	for window := cwnd * renoWindows / 8; q.acked > window; q.acked -= window {
		q.reno++
	}
	if ahead := q.reno - cwnd; ahead > 0 {
		q.step = min(q.step, cwnd/ahead)
	}
}

// A hystart ends slow start before there is a loss: when the round trips of a round are longer than those
// before, a queue is building up (RFC 9406 section 4.2).
//
// Linux departs from RFC 9406, HyStart++. It has the older HyStart: slow start ends at once, without a phase
// of slower growth in between (section 4.2, CSS), and what is compared is the least round trip of all, not
// that of the round before. And it ends when acknowledgements that follow each other closely stretch over half
// a round trip: then the network is filled.
type hystart struct {
	end      Seq // of the round: what was sent when it began
	began    time.Duration
	lastAck  time.Duration
	rtt      time.Duration // the least of the round's first samples
	samples  int
	finished bool // it has ended slow start once
}

const (
	hystartSamples  = 8                     // N_RTT_SAMPLE (RFC 9406 section 4.3)
	hystartMin      = 4 * time.Millisecond  // MIN_RTT_THRESH
	hystartMax      = 16 * time.Millisecond // MAX_RTT_THRESH
	hystartDivisor  = 8                     // MIN_RTT_DIVISOR
	hystartWindow   = 16                    // segments: below, there is nothing to be learnt (Linux)
	hystartTogether = 2 * time.Millisecond  // acknowledgements that follow each other closely (Linux)
)

func (h *hystart) newRound(c *Conn) {
	h.end, h.began, h.lastAck = c.snd.nxt, c.now, c.now
	h.rtt, h.samples = math.MaxInt64, 0
}

// leave takes a round trip and says whether to leave slow start.
func (h *hystart) leave(c *Conn, r time.Duration) bool {
	if h.finished {
		return false
	}
	if c.snd.una.after(h.end) {
		h.newRound(c)
	}
	if c.cc.cwnd < hystartWindow {
		return false
	}
	least := c.cc.cubic.minRTT
	if c.now-h.lastAck <= hystartTogether {
		h.lastAck = c.now
		h.finished = c.now-h.began > (least+c.burstTime())/2
	}
	h.rtt = min(h.rtt, r)
	if h.samples++; h.samples > hystartSamples && h.rtt > least+min(max(least/hystartDivisor, hystartMin), hystartMax) {
		h.finished = true
	}
	return h.finished
}
