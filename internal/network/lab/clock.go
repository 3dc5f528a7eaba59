package lab

import (
	"net/netip"
	"sync/atomic"
	"time"

	"gvisor.dev/gvisor/pkg/tcpip"
)

// clock is a host's: the ordinary one, but what is to be done after some time is done in turn with all that happens
// at that instant.
type clock struct {
	tcpip.Clock
	host   netip.Addr
	turns  *turns
	timers atomic.Uint64 // so far
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
