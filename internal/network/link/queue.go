package link

import "time"

// A queue is the way onto a link of limited bandwidth: packets leave it one after the other, and the
// time that each takes is its size by the rate. The zero value has no limit.
type queue struct {
	rate  int64 // bit/s
	limit int64 // how much may wait, as waiting

	// What waits at the time at, and what is left of the packet that is just being sent. It counts in
	// billionths of a bit: a rate of so many bit/s is as many of them each nanosecond, so that
	// nothing is ever rounded.
	waiting int64
	at      time.Duration
}

const (
	bitsPerByte = 8 * int64(time.Second) // in billionths of a bit
	maxQueue    = 1 << 30                // bytes: more would not fit an int64
	maxPacket   = 1<<16 - 1              // bytes: the largest IP packet
)

func newQueue(c Config) queue {
	return queue{rate: c.Bandwidth, limit: int64(min(c.Room(), maxQueue)) * bitsPerByte}
}

// enter adds a packet of size bytes and returns when its last bit leaves. It returns false if there is
// no room for it.
func (q *queue) enter(now time.Duration, size int) (leaves time.Duration, ok bool) {
	if q.rate <= 0 {
		return now, true
	}
	now = max(now, q.at)
	if elapsed := int64(now - q.at); elapsed <= q.waiting/q.rate {
		q.waiting -= elapsed * q.rate
	} else {
		q.waiting = 0
	}
	q.at = now

	packet := int64(min(max(size, 0), maxPacket)) * bitsPerByte
	if q.waiting+packet > q.limit {
		return 0, false
	}
	q.waiting += packet
	wait := q.waiting / q.rate
	if q.waiting%q.rate > 0 {
		wait++ // the nanosecond in which the last bit leaves
	}
	return now + time.Duration(wait), true
}
