package lab

import (
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"gvisor.dev/gvisor/pkg/tcpip"
)

// clock is a host's: the ordinary one, with two differences.
//
// No two readings are equal: a later one at the same instant is a nanosecond later. In virtual time a
// whole burst is sent at one instant. Netstack's RACK (RFC 8985) compares when segments were sent, and
// takes equal times for the wrong order: the segments behind the first would count as lost as soon as
// that one is acknowledged.
//
// And what is to be done after some time is done in turn with all that happens at that instant.
type clock struct {
	tcpip.Clock
	host   netip.Addr
	turns  *turns
	timers atomic.Uint64 // so far

	mu   sync.Mutex
	last time.Duration
}

func newClock(host netip.Addr, t *turns) *clock {
	return &clock{Clock: tcpip.NewStdClock(), host: host, turns: t}
}

// NowMonotonic implements tcpip.Clock.
func (c *clock) NowMonotonic() tcpip.MonotonicTime {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.Clock.NowMonotonic().Sub(tcpip.MonotonicTime{})
	c.last = max(now, c.last+1)
	return tcpip.MonotonicTime{}.Add(c.last)
}

// AfterFunc implements tcpip.Clock. Of timers that go off at one instant, the one that was made first comes
// first.
func (c *clock) AfterFunc(d time.Duration, f func()) tcpip.Timer {
	number := c.timers.Add(1)
	return c.Clock.AfterFunc(d, func() {
		c.turns.take(turn{act: timing, from: netip.AddrPortFrom(c.host, 0), timer: number})
		f()
	})
}
