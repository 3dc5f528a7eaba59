package tcp

import (
	"slices"
	"sort"
	"time"
)

// A sent is a segment that was sent and is not acknowledged.
type sent struct {
	seq, end Seq
	flags    Flags
	xmit     time.Duration // when it was sent last: Segment.xmit_ts (RFC 8985 section 5.2)
	leads    bool          // a burst, see cwnd.go

	retransmitted bool // it was sent more than once: Segment.retransmitted
	sacked        bool // it has arrived, says a SACK block
	lost          bool // it was found to be lost: Segment.lost
	resent        bool // and was sent again since, and that is not lost, as far as one knows
}

// bytes is how much data it has.
func (s *sent) bytes() int {
	n := s.end.minus(s.seq)
	if s.flags&SYN != 0 {
		n--
	}
	if s.flags&FIN != 0 {
		n--
	}
	return n
}

// sentAfter is RACK_sent_after of RFC 8985 section 6.2: of what left at one instant, the higher numbers left
// later.
func (s *sent) sentAfter(xmit time.Duration, end Seq) bool {
	return s.xmit > xmit || s.xmit == xmit && s.end.after(end)
}

// A scoreboard has all segments that were sent and are not acknowledged, in order, and counts them (RFC 6675
// section 3, in segments instead of bytes, as Linux does).
type scoreboard struct {
	fifo[sent]
	sacked, lost, resent int
	leading              int // how many lead a burst
	fack                 Seq // RACK.fack: the end of the highest segment that has arrived
}

// pipe is how many segments are thought to be under way (RFC 6675 section 4, SetPipe).
func (b *scoreboard) pipe() int { return b.len() - b.sacked - b.lost + b.resent }

// drop takes n segments off that are acknowledged.
func (b *scoreboard) drop(n int) {
	for i := range b.live()[:n] {
		s := &b.live()[i]
		if s.sacked {
			b.sacked--
		}
		if s.leads {
			b.leading--
		}
		b.unmark(s)
	}
	b.pop(n)
}

// lead notes that the segment that was sent last is the first of a burst.
func (b *scoreboard) lead() {
	b.live()[b.len()-1].leads = true
	b.leading++
}

// bursts is of how many bursts something is not acknowledged.
func (b *scoreboard) bursts() int {
	if b.len() > 0 && !b.live()[0].leads {
		return b.leading + 1
	}
	return b.leading
}

// markLost notes that a segment, or what was sent again of it, is lost.
func (b *scoreboard) markLost(s *sent) {
	switch {
	case s.sacked:
	case !s.lost:
		s.lost = true
		b.lost++
	case s.resent:
		s.resent = false
		b.resent--
	}
}

// unmark notes that a segment is not lost.
func (b *scoreboard) unmark(s *sent) {
	if s.resent {
		s.resent = false
		b.resent--
	}
	if s.lost {
		s.lost = false
		b.lost--
	}
}

// markResent notes that a segment that was lost is under way again.
func (b *scoreboard) markResent(s *sent) {
	if !s.resent {
		s.resent = true
		b.resent++
	}
	if !s.lost { // a timeout sends what was not found to be lost: then it is
		s.lost = true
		b.lost++
	}
}

// find is the index of the first segment that begins at or after a number.
func (b *scoreboard) find(seq Seq) int {
	live := b.live()
	return sort.Search(len(live), func(i int) bool { return !live[i].seq.before(seq) })
}

// join makes one of a segment and those behind it, as far as they are not yet known to have arrived and are
// no more than size bytes together: what left in several small segments need not do so again. A FIN joins, too (Linux).
// (RFC 9293 section 3.8 leaves to the sender how it cuts its segments.)
func (b *scoreboard) join(i, size int, until Seq) {
	live := b.live()
	s, n := &live[i], i+1
	for ; n < len(live); n++ {
		next := &live[n]
		if next.sacked || next.end.after(until) || s.bytes()+next.bytes() > size {
			break
		}
		s.end = next.end
		s.flags |= next.flags
		s.retransmitted = s.retransmitted || next.retransmitted
		if next.leads {
			b.leading--
		}
		b.unmark(next)
	}
	if n > i+1 {
		b.truncate(len(slices.Delete(live, i+1, n)))
	}
}

// split makes two of a segment, the first of n bytes. What is known of it is known of both; PSH and FIN are the second's.
func (b *scoreboard) split(i, n int) {
	first := &b.live()[i]
	second := *first
	first.end = first.seq + Seq(n)
	first.flags &^= PSH | FIN
	second.seq, second.leads = first.end, false
	if second.sacked {
		b.sacked++
	}
	if second.lost {
		b.lost++
	}
	if second.resent {
		b.resent++
	}
	b.all = slices.Insert(b.all, b.head+i+1, second)
}

// A fifo is a queue in one slice: what is taken from its front leaves room that is used again, so that a
// queue that has grown as long as it gets costs no memory any more.
type fifo[T any] struct {
	all  []T
	head int
}

func (f *fifo[T]) len() int       { return len(f.all) - f.head }
func (f *fifo[T]) live() []T      { return f.all[f.head:] }
func (f *fifo[T]) push(x ...T)    { f.all = append(f.all, x...) }
func (f *fifo[T]) release()       { *f = fifo[T]{} }
func (f *fifo[T]) truncate(n int) { f.all = f.all[:f.head+n] }

// pop takes n from the front.
func (f *fifo[T]) pop(n int) {
	f.head += n
	if 2*f.head >= len(f.all) {
		f.all = f.all[:copy(f.all, f.all[f.head:])]
		f.head = 0
	}
}
