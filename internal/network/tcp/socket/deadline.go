package socket

import (
	"net"
	"sync"
	"time"
)

// SetDeadline implements net.Conn.
func (c *Conn) SetDeadline(t time.Time) error { return c.setDeadlines(t, &c.read, &c.write) }

// SetReadDeadline implements net.Conn.
func (c *Conn) SetReadDeadline(t time.Time) error { return c.setDeadlines(t, &c.read) }

// SetWriteDeadline implements net.Conn.
func (c *Conn) SetWriteDeadline(t time.Time) error { return c.setDeadlines(t, &c.write) }

func (c *Conn) setDeadlines(t time.Time, all ...*Deadline) error {
	c.host.mu.Lock()
	defer c.host.mu.Unlock()
	if c.closed {
		return c.err("set", net.ErrClosed)
	}
	for _, d := range all {
		d.Set(t)
	}
	return nil
}

// A Deadline is when reading, or writing, is to fail. Its methods are called with the lock of Change held.
type Deadline struct {
	Change *sync.Cond // what they wait for
	Woken  uint64     // how often who waits was woken, from a random number on: see WakingTime

	at    time.Time // zero: never
	timer *time.Timer
}

// Passed says whether it is time to fail.
func (d *Deadline) Passed() bool { return !d.at.IsZero() && !time.Now().Before(d.at) }

// Stop is for when nobody waits any more.
func (d *Deadline) Stop() {
	if d.timer != nil {
		d.timer.Stop()
	}
}

// Set sets it; the zero time is never.
func (d *Deadline) Set(t time.Time) {
	d.Stop()
	d.at = t
	if t.IsZero() {
		return
	}
	if wait := time.Until(t); d.timer == nil {
		d.timer = time.AfterFunc(wait, d.wake)
	} else {
		d.timer.Reset(wait)
	}
	if d.Passed() {
		d.Change.Broadcast()
	}
}

func (d *Deadline) wake() {
	d.Change.L.Lock()
	defer d.Change.L.Unlock()
	d.Change.Broadcast()
}
