package socket

import (
	"net"
	"time"
)

// SetDeadline implements net.Conn.
func (c *Conn) SetDeadline(t time.Time) error { return c.setDeadlines(t, &c.read, &c.write) }

// SetReadDeadline implements net.Conn.
func (c *Conn) SetReadDeadline(t time.Time) error { return c.setDeadlines(t, &c.read) }

// SetWriteDeadline implements net.Conn.
func (c *Conn) SetWriteDeadline(t time.Time) error { return c.setDeadlines(t, &c.write) }

func (c *Conn) setDeadlines(t time.Time, all ...*deadline) error {
	c.host.mu.Lock()
	defer c.host.mu.Unlock()
	if c.closed {
		return c.err("set", net.ErrClosed)
	}
	for _, d := range all {
		d.set(t)
	}
	return nil
}

// A deadline is when reading, or writing, is to fail.
type deadline struct {
	conn  *Conn
	at    time.Time // zero: never
	timer *time.Timer
	woken uint64 // how often who waits was woken, from a random number on
}

func (d *deadline) passed() bool { return !d.at.IsZero() && !time.Now().Before(d.at) }

func (d *deadline) stop() {
	if d.timer != nil {
		d.timer.Stop()
	}
}

func (d *deadline) set(t time.Time) {
	d.stop()
	d.at = t
	if t.IsZero() {
		return
	}
	if wait := time.Until(t); d.timer == nil {
		d.timer = time.AfterFunc(wait, d.wake)
	} else {
		d.timer.Reset(wait)
	}
	if d.passed() {
		d.conn.change.Broadcast()
	}
}

func (d *deadline) wake() {
	d.conn.host.mu.Lock()
	defer d.conn.host.mu.Unlock()
	d.conn.change.Broadcast()
}
