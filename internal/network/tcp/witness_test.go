package tcp

import (
	"slices"
	"testing"
	"time"
)

// A witness sees what one end sends, and what arrives there, as a capture on its host does. It knows what no end may ever do,
// whatever has been lost.
type witness struct {
	*testing.T
	scaled bool // and has window scaling
	nxt    Seq  // what it sends next
	spoke  bool // it has acknowledged something
	acked  Seq  // and how far
	edge   Seq  // how far its window has reached

	met     bool    // the peer's SYN has come
	come    Seq     // all before it has come
	apart   []Block // and these, in order
	highest Seq     // the end of what has come
	offered Seq     // how far the peer's window has reached
}

// sends looks at a segment that leaves. peer is the other end's witness.
func (w *witness) sends(at time.Duration, s *Segment, peer *witness) {
	wrong := func(format string, args ...any) {
		w.Helper()
		w.Errorf("at %v: %v %d to %d, ack %d: "+format, append([]any{at, s.Flags, s.Seq, s.end(), s.Ack}, args...)...)
	}
	if n := sizeOf(s); n > MTU {
		wrong("a packet of %d bytes", n)
	}
	switch {
	case s.Flags.Has(SYN):
		w.scaled, w.nxt = s.Scaled, s.end()
	case s.Flags.Has(RST):
	case s.Seq.after(w.nxt):
		wrong("%d is left out", w.nxt)
	case w.met && s.end().after(w.offered):
		wrong("the window ends at %d", w.offered)
	default:
		w.nxt = maxSeq(w.nxt, s.end())
	}
	if s.Flags.Has(ACK) && !s.Flags.Has(RST) {
		w.acknowledges(s, peer, wrong)
	}
}

// sizeOf is how large a segment's packet is.
func sizeOf(s *Segment) int { return len(Append(nil, addrs[0], addrs[1], 0, s)) }

func (w *witness) acknowledges(s *Segment, peer *witness, wrong func(string, ...any)) {
	edge := s.Ack + Seq(s.window(w, peer))
	if w.spoke && s.Ack.before(w.acked) {
		wrong("it had acknowledged %d", w.acked)
	}
	if w.spoke && edge.before(w.edge) && !s.Flags.Has(SYN) {
		wrong("its window goes to %d, and went to %d", edge, w.edge)
	}
	if s.Ack.after(w.come) {
		wrong("only %d has come", w.come)
	}
	w.spoke, w.acked, w.edge = true, s.Ack, edge
	for i, b := range s.SACK[:s.Blocks] {
		if !b.Left.before(b.Right) || b.Right.after(w.highest) || i > 0 && !b.Left.after(s.Ack) {
			wrong("block %d is %d to %d", i, b.Left, b.Right)
		}
	}
}

// window is how large a window a segment offers.
func (s *Segment) window(from, to *witness) int {
	if s.Flags.Has(SYN) || !from.scaled || !to.scaled {
		return int(s.Window)
	}
	return int(s.Window) << windowScale
}

// takes looks at a segment that arrives.
func (w *witness) takes(s *Segment, peer *witness) {
	if s.Flags.Has(SYN) && !w.met {
		w.met, w.come, w.highest = true, s.end(), s.end()
		w.offered = s.Ack + Seq(s.window(peer, w))
	}
	if s.Flags.Has(RST) || s.Flags.Has(SYN) {
		return
	}
	w.highest = maxSeq(w.highest, s.end())
	w.apart = append(w.apart, Block{s.Seq, s.end()})
	slices.SortFunc(w.apart, func(a, b Block) int { return a.Left.minus(b.Left) })
	for len(w.apart) > 0 && !w.apart[0].Left.after(w.come) {
		w.come = maxSeq(w.come, w.apart[0].Right)
		w.apart = w.apart[1:]
	}
	if edge := s.Ack + Seq(s.window(peer, w)); s.Flags.Has(ACK) && edge.after(w.offered) {
		w.offered = edge
	}
}
