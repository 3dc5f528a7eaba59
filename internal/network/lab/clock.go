package lab

import (
	"sync"
	"time"

	"gvisor.dev/gvisor/pkg/tcpip"
)

// tickClock is the ordinary clock, but no two readings are equal: a later one at the same instant is
// a nanosecond later.
//
// In virtual time a whole burst is sent at one instant. Netstack's RACK (RFC 8985) compares when
// segments were sent, and takes equal times for the wrong order: the segments behind the first would
// count as lost as soon as that one is acknowledged.
type tickClock struct {
	tcpip.Clock

	mu   sync.Mutex
	last time.Duration
}

func newTickClock() *tickClock { return &tickClock{Clock: tcpip.NewStdClock()} }

// NowMonotonic implements tcpip.Clock.
func (c *tickClock) NowMonotonic() tcpip.MonotonicTime {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.Clock.NowMonotonic().Sub(tcpip.MonotonicTime{})
	c.last = max(now, c.last+1)
	return tcpip.MonotonicTime{}.Add(c.last)
}
