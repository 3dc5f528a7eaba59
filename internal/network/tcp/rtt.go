package tcp

import "time"

const (
	firstRTO = time.Second            // before there is a sample (RFC 6298 section 2.1)
	lostRTO  = 3 * time.Second        // after a SYN was lost and nothing measured (section 5.7)
	maxRTO   = 120 * time.Second      // Linux; at least 60 s (section 2.5)
	minVar   = 200 * time.Millisecond // Linux, see estimator
)

// An estimator follows the round-trip time and says how long to wait for an acknowledgement (RFC 6298).
//
// Linux departs from it in three ways. The least timeout is not 1 s: the term 4*RTTVAR is at least 200 ms,
// so that the timeout is the smoothed round trip and 200 ms. RTTVAR is the largest deviation of the last round
// trips and not the mean one: it rises at once and falls by a quarter in a round trip. And a sample that is
// shorter than expected counts an eighth: it is no reason to wait longer.
type estimator struct {
	srtt   time.Duration // 0: no sample so far
	mean   time.Duration // the mean deviation: RTTVAR of RFC 6298
	rttvar time.Duration // of Linux
	peak   time.Duration // the largest mean deviation in this round trip
	round  Seq           // when it is acknowledged, a round trip is over
	min    time.Duration // RACK.min_RTT (RFC 8985 section 5.4); 0: none
	rto    time.Duration
}

// sample takes a measured round trip (RFC 6298 section 2).
func (e *estimator) sample(r time.Duration, una, nxt Seq) {
	r = max(r, time.Microsecond)
	if e.srtt == 0 { // section 2.2
		e.srtt, e.mean = r, r/2
		e.rttvar = max(e.mean, minVar/4)
		e.peak, e.round = e.rttvar, nxt
	} else { // section 2.3
		e.deviate(r - e.srtt)
		e.srtt += (r - e.srtt) / 8
		e.vary(una, nxt)
	}
	e.rto = min(ceilTicks(e.srtt+4*e.rttvar), maxRTO) // section 2.3, with G in the ticks of timers
}

// deviate is RTTVAR <- 3/4 * RTTVAR + 1/4 * |SRTT - R'|.
func (e *estimator) deviate(d time.Duration) {
	change := (d.Abs() - e.mean) / 4
	if d < 0 && change > 0 {
		change /= 8
	}
	e.mean += change
}

// vary makes a peak of it.
func (e *estimator) vary(una, nxt Seq) {
	if e.mean > e.peak {
		e.peak = e.mean
		e.rttvar = max(e.rttvar, e.peak)
	}
	if una.after(e.round) {
		e.rttvar -= max(0, e.rttvar-e.peak) / 4
		e.round, e.peak = nxt, minVar/4
	}
}

// backOff doubles the timeout (RFC 6298 section 5.5). The next sample makes it what it was.
func (e *estimator) backOff() { e.rto = min(2*e.rto, maxRTO) }

// noteMin keeps the least round trip. RFC 8985 section 6.2, step 1, leaves open for how long.
func (e *estimator) noteMin(r time.Duration) {
	if r = max(r, time.Microsecond); e.min == 0 || r < e.min {
		e.min = r
	}
}

// measure takes the round trips that an acknowledgement shows: those of segments that were sent once
// (Karn's rule, RFC 6298 section 3), or else what the timestamps say (RFC 7323 section 4). It returns the one
// of the segment that was sent last, which is 0 if there is none.
func (c *Conn) measure(a *ackInfo, s *Segment) (latest time.Duration) {
	var r time.Duration
	switch {
	case a.acked.any && !a.ackedResent:
		r, latest = c.now-a.acked.first, c.now-a.acked.last
	case a.sacked.any:
		r, latest = c.now-a.sacked.first, c.now-a.sacked.last
	case a.ackedSegments > 0 && c.stamped && s.Stamped && s.TSEcr != 0:
		r = c.sinceStamp(s.TSEcr)
		latest = r
	default:
		return 0
	}
	if a.sacked.any {
		latest = c.now - a.sacked.last
	}
	c.rtt.noteMin(latest)
	c.rtt.sample(r, c.snd.una, c.snd.nxt)
	return max(latest, 1)
}

// firstSample is the handshake's round trip.
func (c *Conn) firstSample(s *Segment) {
	syn := c.snd.segs.live()[0]
	switch {
	case !syn.retransmitted:
		c.rtt.noteMin(c.now - syn.xmit)
		c.rtt.sample(c.now-syn.xmit, s.Ack, c.snd.nxt)
	case c.stamped && s.Stamped: // RFC 7323 section 4
		r := c.sinceStamp(s.TSEcr)
		c.rtt.noteMin(r)
		c.rtt.sample(r, s.Ack, c.snd.nxt)
	default:
		c.rtt.rto = lostRTO
	}
}

// stamp is the time in the clock of timestamps, which counts milliseconds (RFC 7323 section 5.4).
func (c *Conn) stamp() uint32 { return c.stampOf(c.now) }

func (c *Conn) stampOf(at time.Duration) uint32 {
	return uint32(at/time.Millisecond) + 1 + c.config.StampOffset
}

// sinceStamp is how long ago a timestamp was sent.
func (c *Conn) sinceStamp(stamp uint32) time.Duration {
	return max(time.Millisecond, time.Duration(int32(c.stamp()-stamp))*time.Millisecond)
}
