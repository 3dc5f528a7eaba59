package tcp

import "time"

// A window is the receive window. It is to be so large that it is never what holds the sender back, and no
// larger than there is memory for: it grows with what the program reads in a round trip. This is Linux's way,
// no RFC's; RFC 9293 section 3.8.6 says what a receiver must not do: shrink it, or open it in small steps.
type window struct {
	scale uint8 // RFC 7323 section 2
	wnd   int   // RCV.WND, as of the last acknowledgement

	buffer int // bytes of memory that may be used
	memory int // and are, by what is ready to be read
	room   int // and how much data the last of those buffers has room for
	ratio  int // 256ths of the memory that are data
	clamp  int // how much data fits
	limit  int // how far the window has been opened so far
	space  int // bytes that the program reads in a round trip
	from   Seq // since when they are counted
	since  time.Duration

	aged   [2]Seq // how far data went before agedAt, the second, and a moment before, the first
	agedAt time.Duration
}

const (
	firstBuffer = 131072   // net.ipv4.tcp_rmem
	maxBuffer   = 32 << 20 // the same
	firstRatio  = 128
	firstWindow = firstBuffer * firstRatio / 256
	windowScale = 10 // so that maxBuffer can be said
)

func (r *receiver) init(c Config) {
	r.buffer, r.ratio = firstBuffer, firstRatio
	r.segment = defaultMSS
	r.mostBlocks = maxBlocks - 1
	if !c.NoWindowScale {
		r.scale = windowScale
	}
	r.wnd = roundDown(firstWindow, fullSegment)
}

// establish is when the connection is.
func (r *receiver) establish(c *Conn) {
	r.clamp = r.data(r.buffer)
	r.limit = min(r.wnd, r.clamp)
	r.space = min(r.limit, initialWindow*maxMSS)
	r.from, r.since, r.last = r.read, c.now, c.ticked()
	switch {
	case !c.sackOK:
		r.mostBlocks = 0
	case !c.stamped:
		r.mostBlocks = maxBlocks
	}
}

// data is how much data fits so much memory.
func (w *window) data(memory int) int { return int(int64(memory) * int64(w.ratio) / 256) }

// A packet takes more memory on Linux than its data: it comes into a buffer of a size that is one of a few, with
// room before and behind it, and there is a note on it. (SO_MEMINFO shows it.)
const (
	bufferHead = 64 + ipHeader + tcpHeader + stampSize // before the data
	bufferTail = 320
	bufferNote = 256
)

// bufferFor is how large a buffer is, without its note, for a packet with so many bytes of data.
func bufferFor(n int) int {
	const least = 576
	need := roundUp(bufferHead+n, 64) + bufferTail
	if need <= least {
		return least
	}
	size := 1024
	for size < need {
		size *= 2
	}
	return size
}

// memoryOf is how much memory a packet takes that has so many bytes of data.
func memoryOf(n int) int { return bufferFor(n) + bufferNote }

// store takes memory for a packet that comes next, or none if its data fits in what room the buffer before it has left.
func (r *receiver) store(p piece) {
	n := len(p.data)
	if r.ready.len() > 0 && n <= r.room {
		r.room -= n
		return
	}
	r.memory += p.memory
	r.room = bufferFor(n) - bufferHead - bufferTail - n
}

// measureMemory follows how much of the memory is data.
func (c *Conn) measureMemory(n int) {
	r := &c.rcv
	r.ratio = max(1, n*256/memoryOf(n))
	r.clamp = r.data(r.buffer)
	r.space = min(r.space, r.clamp)
}

// windowLeft is what is left of the window that was offered.
func (r *receiver) windowLeft() int { return max(0, (r.acked + Seq(r.wnd)).minus(r.nxt)) }

// windowToOffer is how large the window may be now. Where little is free it is closed, so that it does not
// open in small steps (RFC 9293 section 3.8.6.2.2, silly windows).
func (c *Conn) windowToOffer() int {
	r := &c.rcv
	free, all := r.data(max(0, r.buffer-r.memory-r.heldMemory())), r.data(r.buffer)
	if free < min(r.clamp, all)/2 {
		r.quick = 0
		free = roundDown(free, 1<<r.scale)
		if free < all/16 || free < min(r.segment, all) {
			return 0
		}
	}
	return roundUp(min(free, r.limit), 1<<r.scale)
}

// offerWindow settles the window that a segment offers. What was offered is not taken back (RFC 9293 section
// 3.8.6).
func (c *Conn) offerWindow() int {
	r := &c.rcv
	r.wnd = max(c.windowToOffer(), roundUp(r.windowLeft(), 1<<r.scale))
	if most := 0xffff << r.scale; r.wnd > most {
		r.wnd = most
	}
	r.acked = r.nxt
	return r.wnd
}

// openWindow opens the window by two segments for data that makes good use of its memory, in steps that get
// smaller as it gets large: many small packets would fill the memory before they fill the window.
func (c *Conn) openWindow(memory, bytes int) {
	r := &c.rcv
	room := min(r.clamp, r.data(max(0, r.buffer-r.memory-r.heldMemory()))) - r.limit
	if room <= 0 {
		return
	}
	more := 0
	if used := r.data(memory); used <= bytes {
		more = 2 * maxMSS
	} else {
		for window := r.data(maxBuffer) / 2; r.limit <= window; window /= 2 {
			if used /= 2; used <= bytes {
				more = 2 * r.segment
				break
			}
		}
	}
	if more > 0 {
		r.limit += min(room, max(more, 2*bytes))
		r.quick |= 1
	}
}

// tuneWindow measures what the program reads in a round trip. If that grows, so does the buffer, to twice as
// much and what it has grown by: the sender may have doubled its window in the meantime. Of what was read, waited bytes
// belong to the next round trip.
func (c *Conn) tuneWindow(waited int) {
	r := &c.rcv
	if r.rtt == 0 || c.now-r.since < r.rtt/8 {
		return
	}
	if took := r.read.minus(r.from) - r.ready.len() - waited; took > r.space {
		want := 2 * took
		want += 2 * (want * (took - r.space) / r.space)
		r.space = took
		c.growBuffer(want)
	}
	r.from, r.since = r.read-Seq(waited), c.now
}

// longAgo is what a program that waits for data does not take to read it.
const longAgo = time.Millisecond

// age is called before data comes: it notes how far the data of the moments before went.
func (r *receiver) age(now time.Duration) {
	if now-r.agedAt >= longAgo {
		r.aged[0], r.aged[1], r.agedAt = r.aged[1], r.nxt, now
	}
}

// waited is how many of the next n bytes have waited long, after their first packet. Linux measures when a program has read a
// packet, and leaves out what is there still. A program that waits for data reads it packet by packet, though here they may all come
// at one instant; one that was away finds all of it.
func (r *receiver) waited(now time.Duration, n int) int {
	old := r.aged[0]
	switch since := now - r.agedAt; {
	case since >= 2*longAgo:
		old = r.nxt
	case since >= longAgo:
		old = r.aged[1]
	}
	one := min(n, r.segment)
	return min(max(0, old.minus(r.read+Seq(one))), n-one)
}

// roomy says whether there is memory for another packet. Small ones take more than their share: then the buffer grows to what they have
// taken, up to its bound, for they are within the window that was offered (Linux).
func (r *receiver) roomy() bool {
	used := r.memory + r.heldMemory()
	if used > r.buffer {
		r.buffer, r.quick = min(used, maxBuffer), 0
	}
	return used <= r.buffer
}

// growBuffer makes the buffer large enough for so much data, and for what is held.
func (c *Conn) growBuffer(bytes int) {
	r := &c.rcv
	if n := len(r.held); n > 0 {
		bytes += r.held[n-1].end().minus(r.nxt)
	}
	memory := int(min(int64(bytes)*256/int64(r.ratio), maxBuffer))
	if memory > r.buffer {
		r.buffer = memory
		r.clamp = r.data(memory)
	}
}

// probeWindow asks a peer whose window is closed whether it still is: what opened it may have been lost (RFC
// 9293 section 3.8.6.1). Linux sends no byte of data for that, but a number that is acknowledged already,
// which makes the peer say what its window is. Where there is room for a part of a segment, that is sent. As long as
// the peer answers it is asked, but not for ever when the program has closed (Linux).
func (c *Conn) probeWindow() {
	if c.snd.segs.len() > 0 || c.snd.unsent() == 0 && !c.finWaits() {
		return
	}
	if room := c.snd.windowEnd().minus(c.snd.nxt); room > 0 && c.snd.unsent() > 0 {
		c.sendNew(ACK|PSH, min(room, c.nextSize()))
		return
	}
	if c.loss.asked >= maxWindowProbes || c.closed && c.now-c.closedAt >= lastWords {
		c.emit(RST|ACK, c.nextSeq(), nil)
		c.giveUp()
		return
	}
	c.emit(ACK, c.snd.una-1, nil)
	c.loss.asked++
	c.loss.timeouts++
	c.arm(forPersist, min(max(c.rtt.rto, minVar)<<min(c.loss.timeouts, 9), maxRTO))
}

// finWaits says that a FIN is to be sent, and was not. It takes a number of the window, as a byte does (RFC 9293 section 3.4).
func (c *Conn) finWaits() bool { return c.snd.finWanted && !c.snd.finSent }

const maxWindowProbes = 15 // in a row without an answer (net.ipv4.tcp_retries2)

func roundUp(n, to int) int   { return (n + to - 1) / to * to }
func roundDown(n, to int) int { return n - n%to }
