package tcp

import (
	"slices"
	"time"
)

// A receiver has the receive sequence variables (RFC 9293 section 3.3.1), what has come, and what is to be
// said about it.
type receiver struct {
	nxt   Seq // RCV.NXT
	acked Seq // RCV.NXT as of the last acknowledgement
	read  Seq // what the program reads next

	ready  fifo[byte] // in order, for the program
	held   []piece    // beyond RCV.NXT, in order, and apart
	fin    bool       // one has come
	finSeq Seq        // its number
	ended  bool       // and all before it

	sack      [maxBlocks]Block // what is held, the block that was added to last first (RFC 2018 section 4)
	sackCount int
	duplicate Block // to be reported (RFC 2883); empty: none

	tsRecent   uint32 // TS.Recent: the timestamp that is echoed (RFC 7323 section 4.3)
	tsRecentAt time.Duration

	acking
	window
}

// A piece is data that has come beyond a gap, or a FIN, and the memory that it takes.
type piece struct {
	seq    Seq
	data   []byte
	fin    bool // behind the data
	memory int
}

func (p piece) end() Seq {
	if p.fin {
		return p.seq + Seq(len(p.data)) + 1
	}
	return p.seq + Seq(len(p.data))
}

// begin takes where the peer's numbers begin.
func (r *receiver) begin(nxt Seq) { r.nxt, r.acked, r.read, r.aged = nxt, nxt, nxt, [2]Seq{nxt, nxt} }

// Readable is how many bytes there are to read, and whether the peer has said that there will be no more.
func (c *Conn) Readable() (n int, last bool) {
	return c.rcv.ready.len(), c.rcv.ended
}

// Read moves what has come to b, as far as it fits.
func (c *Conn) Read(now time.Duration, b []byte) (n int) {
	c.now = now
	r := &c.rcv
	n = copy(b, r.ready.live())
	if n == 0 {
		return 0
	}
	r.memory -= r.memory * n / r.ready.len()
	waited := r.waited(c.now, n)
	r.ready.pop(n)
	r.read += Seq(n)
	if c.state != Closed {
		c.tuneWindow(waited)
		c.ackAfterRead()
	}
	return n
}

// noteStamp is when the timestamp of a segment is to be echoed: that of the one that was acknowledged first
// counts (RFC 7323 section 4.3).
func (r *receiver) noteStamp(s *Segment, now time.Duration) {
	if s.Stamped && !s.Seq.after(r.acked) && int32(s.TSVal-r.tsRecent) >= 0 {
		r.tsRecent, r.tsRecentAt = s.TSVal, now
	}
}

// takeData takes the data of an acceptable segment (RFC 9293 section 3.10.7.4, seventh), and keeps a FIN that is beyond
// a gap: it counts as one, in SACK blocks, too.
func (c *Conn) takeData(s *Segment) {
	r := &c.rcv
	p := piece{seq: s.Seq, data: s.Data, memory: memoryOf(len(s.Data))}
	p.fin = s.Flags.Has(FIN) && r.fin && s.end()-1 == r.finSeq
	right := r.nxt + Seq(c.rcv.windowLeft())
	if r.fin && !p.fin {
		right = minSeq(right, r.finSeq)
	}
	switch {
	case !p.end().after(r.nxt): // all of it was here
		r.reportDuplicate(Block{p.seq, s.end()})
		c.quickACKs()
		r.want(ackSoon)
		return
	case !p.seq.before(right):
		c.quickACKs()
		r.want(ackSoon)
		return
	case p.end().after(right): // what the window has no room for (RFC 9293 section 3.4)
		p.data, p.fin = p.data[:right.minus(p.seq)], false
	}
	if p.seq.after(r.nxt) {
		c.hold(p, s)
		return
	}
	if p.seq.before(r.nxt) {
		r.reportDuplicate(Block{p.seq, r.nxt})
		p.data, p.seq = p.data[r.nxt.minus(p.seq):], r.nxt
	}
	if r.ready.len() > 0 && !r.roomy() {
		r.want(ackNow)
		return
	}
	r.age(c.now)
	r.append(p)
	c.noteData(s)
	c.snd.notice(c)
	if len(r.held) > 0 {
		r.fill()
		if len(r.held) == 0 {
			r.want(ackNow) // a gap is filled (RFC 5681 section 4.2)
		}
	}
}

// append moves data that comes next to what the program reads.
func (r *receiver) append(p piece) {
	if len(p.data) > 0 {
		r.store(p)
	}
	r.ready.push(p.data...)
	r.nxt = p.seq + Seq(len(p.data)) // takeFIN counts a FIN
}

// hold keeps what comes beyond RCV.NXT, if there is memory for it, and reports it.
func (c *Conn) hold(p piece, s *Segment) {
	r := &c.rcv
	r.want(ackSoon)
	if r.memory+r.heldMemory()+p.memory > r.buffer {
		return
	}
	c.measureSegment(s)
	if !r.insert(p) {
		return
	}
	c.openWindow(p.memory, len(p.data))
	c.growBuffer(2 * r.space)
}

func (r *receiver) heldMemory() (n int) {
	for _, h := range r.held {
		n += h.memory
	}
	return n
}

// insert puts a piece among those held, and cuts where they overlap: a peer sends the same bytes each time. It
// is false if all of it is there.
func (r *receiver) insert(p piece) bool {
	at, _ := slices.BinarySearchFunc(r.held, p.seq, func(h piece, seq Seq) int { return h.seq.minus(seq) })
	if at > 0 && r.held[at-1].end().after(p.seq) { // the one before reaches into it
		before := r.held[at-1]
		r.reportDuplicate(Block{p.seq, minSeq(before.end(), p.end())})
		if !p.end().after(before.end()) {
			return false
		}
		p.data, p.seq = p.data[before.end().minus(p.seq):], before.end()
	}
	whole := at
	for whole < len(r.held) && !r.held[whole].end().after(p.end()) { // it covers these
		r.extendDuplicate(Block{r.held[whole].seq, r.held[whole].end()})
		whole++
	}
	if whole < len(r.held) && r.held[whole].seq.before(p.end()) { // and reaches into the next
		next := r.held[whole]
		r.extendDuplicate(Block{next.seq, p.end()})
		p.data, p.fin = p.data[:next.seq.minus(p.seq)], false
	}
	if p.end() == p.seq {
		return false
	}
	p.data = slices.Clone(p.data)
	r.held = slices.Replace(r.held, at, whole, p)
	r.addBlock(Block{p.seq, p.end()})
	return true
}

// fill moves on over what is held and has its turn now.
func (r *receiver) fill() {
	n := 0
	for ; n < len(r.held) && !r.held[n].seq.after(r.nxt); n++ {
		h := r.held[n]
		if h.seq.before(r.nxt) {
			r.extendDuplicate(Block{h.seq, minSeq(h.end(), r.nxt)})
		}
		if h.end().after(r.nxt) {
			h.data, h.seq = h.data[r.nxt.minus(h.seq):], r.nxt
			r.append(h)
		}
	}
	r.held = slices.Delete(r.held, 0, n)
	r.keepBlocks(func(b Block) bool { return b.Left.after(r.nxt) })
}

// forgetHeld is for the end of the stream: nothing can follow it, and nothing that came twice is reported any more (Linux).
func (r *receiver) forgetHeld() { r.held, r.sackCount, r.duplicate = nil, 0, Block{} }

// addBlock puts a block first, joined with those that it touches (RFC 2018 section 4).
func (r *receiver) addBlock(b Block) {
	r.keepBlocks(func(o Block) bool {
		if o.Left.after(b.Right) || b.Left.after(o.Right) {
			return true
		}
		b = Block{minSeq(b.Left, o.Left), maxSeq(b.Right, o.Right)}
		return false
	})
	r.sackCount = min(r.sackCount+1, maxBlocks)
	copy(r.sack[1:], r.sack[:r.sackCount-1])
	r.sack[0] = b
}

// keepBlocks keeps those of which keep says so.
func (r *receiver) keepBlocks(keep func(Block) bool) {
	n := 0
	for _, b := range r.sack[:r.sackCount] {
		if keep(b) {
			r.sack[n] = b
			n++
		}
	}
	r.sackCount = n
}

// reportDuplicate has the next acknowledgement say that something came twice (RFC 2883 section 4).
func (r *receiver) reportDuplicate(b Block) { r.duplicate = b }

// extendDuplicate adds to what is reported. What it does not touch goes unreported (Linux): between the two there may be bytes
// that have not come.
func (r *receiver) extendDuplicate(b Block) {
	switch d := r.duplicate; {
	case d.empty():
		r.duplicate = b
	case !b.Left.after(d.Right) && !d.Left.after(b.Right):
		r.duplicate = Block{minSeq(d.Left, b.Left), maxSeq(d.Right, b.Right)}
	}
}

// blocks is how many SACK blocks the next segment carries.
func (r *receiver) blocks() int {
	n := r.sackCount
	if !r.duplicate.empty() {
		n++
	}
	return min(n, r.mostBlocks)
}

// fillBlocks writes the blocks of a segment that is sent now, a duplicate first, which is reported once.
func (r *receiver) fillBlocks(to *[maxBlocks]Block) (n int) {
	most := r.blocks()
	if most > 0 && !r.duplicate.empty() {
		to[0] = r.duplicate
		n = 1
	}
	r.duplicate = Block{}
	return n + copy(to[n:most], r.sack[:r.sackCount])
}
