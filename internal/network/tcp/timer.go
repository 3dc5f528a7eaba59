package tcp

import "time"

// A host's timers do not go off whenever one likes. Linux, as most distributions build it, looks at them 250
// times a second, and the farther away one is, the more coarsely it looks. So a retransmission timer of 240 ms
// goes off after up to 248 ms. RFC 6298 calls this the clock granularity G; without it times would be some
// milliseconds below those of a kernel.
const tick = 4 * time.Millisecond

// A timer goes off once, when Conn.Advance is called at or after its time.
type timer struct {
	on      bool
	at      time.Duration // when it goes off
	expires time.Duration // when it was meant to
}

// start sets a timer. It never goes off early, and at the next tick that is looked at: each one for up to a
// quarter of a second, each eighth for up to 2 s, each 64th for up to 16 s, and so on.
func (t *timer) start(c *Conn, span time.Duration) {
	ticks := int64(ceilTicks(span) / tick)
	expires := int64((c.now+c.config.Phase)/tick) + ticks
	step := int64(1)
	for reach := int64(63); ticks >= reach && step < 1<<24; reach *= 8 {
		step *= 8
	}
	goesOff := (expires/step + 1) * step
	t.on = true
	t.expires = time.Duration(expires)*tick - c.config.Phase
	t.at = max(c.now+1, time.Duration(goesOff)*tick-c.config.Phase)
}

// startExactly sets a timer that is not bound to ticks.
func (t *timer) startExactly(c *Conn, span time.Duration) {
	t.on, t.at, t.expires = true, c.now+max(1, span), c.now+span
}

func (t *timer) stop()                      { t.on = false }
func (t *timer) due(now time.Duration) bool { return t.on && t.at <= now }

// ceilTicks rounds a span up to ticks.
func ceilTicks(d time.Duration) time.Duration { return (d + tick - 1) / tick * tick }

// A purpose is what the retransmission timer is for. It is for one thing at a time (RFC 8985 section 8).
type purpose uint8

const (
	forTimeout    purpose = iota // RTO, RFC 6298
	forReordering                // RFC 8985 section 6.2, step 5
	forProbe                     // PTO, RFC 8985 section 7.2
	forPersist                   // RFC 9293 section 3.8.6.1
)

func (c *Conn) arm(p purpose, span time.Duration) {
	c.purpose = p
	c.retransmit.start(c, max(span, 1))
}

func (c *Conn) armed(p purpose) bool { return c.retransmit.on && c.purpose == p }

// armTimeout starts the timer for a timeout, counted from now (RFC 6298 section 5), or from when the oldest
// segment was sent if it was used for something sooner in the meantime.
func (c *Conn) armTimeout() {
	switch {
	case c.snd.segs.len() == 0:
		c.retransmit.stop()
	case c.armed(forReordering), c.armed(forProbe):
		c.arm(forTimeout, c.untilTimeout())
	default:
		c.arm(forTimeout, c.rtt.rto)
	}
}

// untilTimeout is how long it is until the oldest segment has waited for a timeout; zero or less: it has.
func (c *Conn) untilTimeout() time.Duration {
	return c.snd.segs.live()[0].xmit + c.rtt.rto - c.now
}

// A keepAlive asks a peer that has long said nothing whether it is still there (RFC 9293 section 3.8.4).
type keepAlive struct {
	after, interval time.Duration // after: 0: never
	count, probes   int           // how many are sent, and how many were
}

// KeepAlive has the peer asked after so much silence, and then at intervals; after count probes without an
// answer the connection ends with ETIMEDOUT. Zero turns it off, as it is at first.
func (c *Conn) KeepAlive(now, after, interval time.Duration, count int) {
	c.now = now
	c.keepAlive = keepAlive{after: after, interval: max(interval, tick), count: count}
	c.watch()
}

// watch starts the timer of keep-alive.
func (c *Conn) watch() {
	if c.closed { // the program does not ask any more
		return
	}
	switch c.state {
	case Established, CloseWait, FinWait1, FinWait2:
		if c.keepAlive.after > 0 {
			c.idle.start(c, max(c.heard+c.keepAlive.after-c.now, tick))
		} else {
			c.idle.stop()
		}
	}
}

// idleTimeout is when the timer of the connection's idle times has gone off.
func (c *Conn) idleTimeout() {
	k := &c.keepAlive
	switch {
	case c.state == TimeWait, c.state == FinWait2 && c.closed:
		c.drop(nil)
	case k.after == 0:
	case c.now-c.heard < k.after, c.snd.segs.len() > 0: // what is out is a question already
		k.probes = 0
		c.watch()
	case k.probes >= k.count:
		c.emit(RST|ACK, c.nextSeq(), nil)
		c.giveUp()
	default:
		k.probes++
		c.emit(ACK, c.snd.una-1, nil) // not acceptable, and so answered
		c.idle.start(c, k.interval)
	}
}

// ticked is the time as a kernel's counter of ticks has it, by which Linux measures pauses.
func (c *Conn) ticked() time.Duration { return (c.now+c.config.Phase)/tick*tick - c.config.Phase }
