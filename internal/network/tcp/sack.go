package tcp

// takeSACK marks what the SACK blocks of a segment speak of (RFC 2018 section 5). The first one may instead
// report something that came twice (DSACK): that is so if it is below the acknowledgement, or within the
// second (RFC 2883 section 4).
func (c *Conn) takeSACK(a *ackInfo, s *Segment) {
	if !c.sackOK {
		return
	}
	for i, b := range s.SACK[:s.Blocks] {
		switch {
		case !b.Left.before(b.Right) || b.Right.after(c.snd.nxt): // not of this connection's making
		case i == 0 && (b.Left.before(s.Ack) || s.Blocks > 1 && s.SACK[1].contains(b)):
			c.takeDuplicate(a, b)
		default:
			c.markSACKed(a, s, b)
		}
	}
}

// markSACKed marks the segments that lie in a block.
func (c *Conn) markSACKed(a *ackInfo, s *Segment, b Block) {
	board := &c.snd.segs
	for i := board.find(b.Left); i < board.len(); i++ {
		seg := &board.live()[i]
		if seg.end.after(b.Right) {
			break
		}
		if seg.sacked {
			continue
		}
		if !seg.retransmitted {
			a.sacked.add(seg.xmit)
		}
		c.delivered(a, s, seg)
		board.unmark(seg)
		seg.sacked = true
		board.sacked++
		board.fack = maxSeq(board.fack, seg.end)
		a.newlySACKed = true
	}
}

// takeDuplicate takes a report that something came twice. If it came twice because it was sent twice, the
// second time was needless: see undo.go, and RACK's reordering window.
func (c *Conn) takeDuplicate(a *ackInfo, b Block) {
	length := b.Right.minus(b.Left)
	if length > c.snd.maxWnd {
		return
	}
	segments := max(1, (length+c.snd.mss-1)/c.snd.mss)
	c.undo.reported += segments
	if c.undo.reported > c.stats.Retransmissions {
		return // more than was sent twice: it is the network that doubles packets (RFC 3708)
	}
	a.duplicate = true
	a.delivered += segments
	if c.tlp.out && c.tlp.end == b.Right {
		a.probeDuplicate = true
	}
	c.undo.duplicates(c, b, segments)
}

// countDuplicates is for a peer that has no SACK: then an acknowledgement that says nothing new shows that a segment
// has arrived, but not which. Three of them show that the oldest is lost (RFC 5681 section 3.2), and in a recovery
// one that acknowledges a part shows that the next one is, too (NewReno, RFC 6582 section 3.2).
func (c *Conn) countDuplicates(a *ackInfo) {
	board := &c.snd.segs
	switch {
	case c.sackOK, a.old:
	case a.advanced && c.loss.phase == fastRecovery && c.snd.una.before(c.loss.point):
		board.sacked = min(max(0, board.sacked-(a.ackedSegments-1)), board.len()-1)
		board.markLost(&board.live()[0])
	case a.advanced:
		board.sacked = 0
	case board.len() == 0:
	case a.plain:
		if board.sacked < board.len()-1 {
			board.sacked++
		}
		a.delivered++
		if board.sacked >= dupThresh && c.loss.phase == open {
			board.markLost(&board.live()[0])
		}
	}
}

// forgetSACKs is for a peer that has thrown away what it had reported to have (RFC 2018 section 8).
func (b *scoreboard) forgetSACKs() {
	for i := range b.live() {
		b.live()[i].sacked = false
	}
	b.sacked = 0
}
