package packet

import (
	"bytes"
	"slices"
	"time"
)

// A Stream puts one direction of a TCP connection back in order. It is fed with segments as they come
// and gives the bytes of the stream, each with the time at which it arrived and the time at which all
// before it had arrived too: only then could the application read it. The difference is what the
// application waits for TCP's promise of order (head-of-line blocking).
//
// Where the segments are those that arrive, a Stream sees what the receiving host sees. Where they are
// those that leave, it tells which of them were sent again.
//
// Offsets count the bytes of the stream from 0.
type Stream struct {
	MaxHeld int // bytes kept that wait for earlier ones; zero: 4 MiB, as Linux's largest window

	begun  bool
	syn    bool
	first  uint32 // sequence number of the byte at offset 0
	next   int64  // offset of the first byte that has not come
	held   []Chunk
	size   int   // bytes in held
	finAt  int64 // offset of the end
	finned bool
}

// A Chunk is bytes of a stream that arrived together.
type Chunk struct {
	Offset      int64
	Data        []byte
	Arrived     time.Duration
	Deliverable time.Duration // when all bytes before it had arrived too
}

// End is the offset after the last byte.
func (c Chunk) End() int64 { return c.Offset + int64(len(c.Data)) }

// Fed is what became of a segment.
type Fed struct {
	From, To    int64 // the offsets of the segment's data
	Repeated    int   // bytes of it that had come before
	RepeatedSYN bool  // its SYN had come before
	RepeatedFIN bool  // its FIN had come before
	Dropped     int   // bytes of it that were too far ahead to be kept, or lie beyond the end
	Next        int64 // the offset of the first byte that has not come by then
	Delivered   []Chunk
}

// Again reports whether the segment carried anything that had come before.
func (f Fed) Again() bool { return f.Repeated > 0 || f.RepeatedSYN || f.RepeatedFIN }

const (
	maxHeld   = 4 << 20
	maxChunks = 1 << 14 // held: a bound for very small segments
)

// Feed takes the next segment, which came at time at. What it delivers is in the order of the stream;
// those bytes may be part of data or not.
func (s *Stream) Feed(t *TCP, data []byte, at time.Duration) Fed {
	if t.Flags.Has(RST) {
		return Fed{From: s.next, To: s.next, Next: s.next} // what it carries, if anything, is not of the stream
	}
	seq := t.SequenceNumber
	var f Fed
	if t.Flags.Has(SYN) {
		seq++ // a SYN counts as one
		f.RepeatedSYN = s.syn
		s.syn = true
	}
	if !s.begun {
		s.begun, s.first = true, seq
	}
	f.From = s.offset(seq)
	f.To = f.From + int64(len(data))
	if t.Flags.Has(FIN) && !f.RepeatedSYN {
		f.RepeatedFIN = s.finned
		if !s.finned {
			s.finned, s.finAt = true, f.To
		}
	}
	s.place(&f, data, at)
	f.Next = s.next
	return f
}

// offset turns a sequence number, of which there are 2^32 over and over, into an offset: the one that
// is nearest to what is expected (RFC 9293 section 3.4).
func (s *Stream) offset(seq uint32) int64 {
	expected := s.first + uint32(s.next)
	return s.next + int64(int32(seq-expected))
}

// place finds what is new in the data of a segment, and delivers or holds it.
func (s *Stream) place(f *Fed, data []byte, at time.Duration) {
	limit := s.next + int64(s.limit())
	if s.finned {
		limit = min(limit, s.finAt)
	}
	end := min(f.To, max(limit, f.From))
	f.Dropped = int(f.To - end)

	from := f.From
	known := func(to int64) { // all before to had come before
		if to = min(to, end); to > from {
			f.Repeated += int(to - from)
			from = to
		}
	}
	fresh := func(to int64) { // all before to is new
		if to = min(to, end); to > from {
			s.take(f, Chunk{from, data[from-f.From : to-f.From], at, at})
			from = to
		}
	}
	known(s.next)
	i, _ := slices.BinarySearchFunc(s.held, from, func(c Chunk, o int64) int { return int(c.End() - o) })
	var between []int64 // the borders of what is held, from here on
	for ; i < len(s.held) && s.held[i].Offset < end; i++ {
		between = append(between, s.held[i].Offset, s.held[i].End())
	}
	for ; len(between) > 0; between = between[2:] {
		fresh(between[0])
		known(between[1])
	}
	fresh(end)
}

// take delivers a new chunk with all that waited for it, or holds it.
func (s *Stream) take(f *Fed, c Chunk) {
	if c.Offset > s.next {
		if len(s.held) == maxChunks || s.size+len(c.Data) > s.limit() {
			f.Dropped += len(c.Data)
			return
		}
		i, _ := slices.BinarySearchFunc(s.held, c.Offset, func(h Chunk, o int64) int { return int(h.Offset - o) })
		c.Data = bytes.Clone(c.Data)
		s.held = slices.Insert(s.held, i, c)
		s.size += len(c.Data)
		return
	}
	f.Delivered = append(f.Delivered, c)
	s.next = c.End()
	n := 0
	for ; n < len(s.held) && s.held[n].Offset == s.next; n++ {
		h := s.held[n]
		h.Deliverable = c.Arrived
		f.Delivered = append(f.Delivered, h)
		s.next = h.End()
		s.size -= len(h.Data)
	}
	s.held = slices.Delete(s.held, 0, n)
}

func (s *Stream) limit() int {
	if s.MaxHeld > 0 {
		return s.MaxHeld
	}
	return maxHeld
}
