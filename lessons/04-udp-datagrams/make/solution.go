//go:build solution

// Package reassembly puts the fragments of IP packets together again.
package reassembly

import (
	"maps"
	"net/netip"
	"time"
)

// A Key says which fragments belong together: those of one packet have it in common (RFC 791 section
// 2.3; the protocol is always UDP here).
type Key struct {
	From, To netip.Addr
	ID       uint16
}

// A Fragment is a piece of what an IP packet carries.
type Fragment struct {
	Key
	Offset int    // where in the whole Data begins
	More   bool   // this is not the last piece
	Data   []byte // at least one byte
}

// Patience is how long fragments are kept, from when the first of them came.
const Patience = 30 * time.Second

// MaxSize is how long the whole can be, in bytes: what an IP packet holds.
const MaxSize = 65_535 - 20

// A Reassembler keeps what is not whole yet. The zero value is ready to use.
type Reassembler struct {
	parts map[Key]*partial
}

// A partial is what there is of a whole.
type partial struct {
	since  time.Time
	pieces map[int][]byte // by offset
	have   int            // bytes in pieces
	length int            // of the whole; -1 if the last piece has not come
}

// Add takes a fragment that arrives now. If it is the one that was missing, Add returns the whole, and
// forgets it; else nil.
func (r *Reassembler) Add(f Fragment, now time.Time) (whole []byte) {
	r.forget(now)
	end := f.Offset + len(f.Data)
	if f.Offset < 0 || end > MaxSize {
		return nil
	}
	if r.parts == nil {
		r.parts = make(map[Key]*partial)
	}
	p := r.parts[f.Key]
	if p == nil {
		p = &partial{since: now, pieces: make(map[int][]byte), length: -1}
		r.parts[f.Key] = p
	}
	if p.pieces[f.Offset] != nil {
		return nil // again
	}
	p.pieces[f.Offset] = append([]byte(nil), f.Data...)
	p.have += len(f.Data)
	if !f.More {
		p.length = end
	}
	if p.have != p.length {
		return nil
	}
	delete(r.parts, f.Key)
	whole = make([]byte, p.length)
	for offset, piece := range p.pieces {
		if offset+len(piece) > len(whole) {
			return nil // beyond what the last piece said
		}
		copy(whole[offset:], piece)
	}
	return whole
}

// Waiting is how many wholes are incomplete and still waited for.
func (r *Reassembler) Waiting(now time.Time) int {
	r.forget(now)
	return len(r.parts)
}

// forget drops what has been waited for long enough.
func (r *Reassembler) forget(now time.Time) {
	maps.DeleteFunc(r.parts, func(_ Key, p *partial) bool { return now.Sub(p.since) >= Patience })
}
