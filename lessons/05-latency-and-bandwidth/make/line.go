//go:build !solution

// Package line is one direction of a link: with a delay, a bandwidth, and a queue before it.
package line

import "time"

// A Line carries packets one after the other, in the order in which they come.
type Line struct {
	Delay     time.Duration // that each bit travels
	Bandwidth int64         // bits a second, at least 1
	Queue     int           // bytes that may wait, the packet that is just being put on the line not among them

	// YOUR TASK: what has it to remember? Two things will do: when the line is free again, and which packets
	// wait for it (from when to when).
}

// Send is told that a packet of size bytes comes at the time now, which is never before that of the packet
// before. It returns when the last bit of it arrives at the other end; or false, if there is no room for it
// in the queue, and then it is as if it had not come.
//
//   - If nobody is before it, a packet is put on the line at once, and needs no room in the queue. If not, it
//     waits until all that came before it have been put on the line.
//   - A packet waits from when it came until its first bit is put on the line. A packet has room if its size
//     and the sizes of all that wait when it comes are together no more than Queue.
//   - To put it on the line takes 8 * size / Bandwidth seconds. Mind that a time.Duration counts
//     nanoseconds, and that whole numbers are divided without a rest: multiply first.
//   - From then on it takes Delay until that bit is there.
//
// YOUR TASK: write it.
func (l *Line) Send(now time.Duration, size int) (arrives time.Duration, ok bool) {
	return 0, false
}
