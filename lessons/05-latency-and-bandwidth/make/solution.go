//go:build solution

// Package line is one direction of a link: with a delay, a bandwidth, and a queue before it.
package line

import "time"

// A Line carries packets one after the other, in the order in which they come.
type Line struct {
	Delay     time.Duration // that each bit travels
	Bandwidth int64         // bits a second, at least 1
	Queue     int           // bytes that may wait, the packet that is just being put on the line not among them

	free    time.Duration // when the line has nothing left to do
	waiting []waiting     // in order
}

type waiting struct {
	until time.Duration // its first bit is put on the line
	size  int
}

// Send is told that a packet of size bytes comes at the time now.
func (l *Line) Send(now time.Duration, size int) (arrives time.Duration, ok bool) {
	for len(l.waiting) > 0 && l.waiting[0].until <= now {
		l.waiting = l.waiting[1:]
	}
	begins := max(now, l.free)
	if begins > now {
		queued := size
		for _, w := range l.waiting {
			queued += w.size
		}
		if queued > l.Queue {
			return 0, false
		}
		l.waiting = append(l.waiting, waiting{begins, size})
	}
	l.free = begins + time.Duration(8*int64(size)*int64(time.Second)/l.Bandwidth)
	return l.free + l.Delay, true
}
