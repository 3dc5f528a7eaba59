//go:build !solution

// Package reassembly puts the fragments of IP packets together again.
package reassembly

import (
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
//
// YOUR TASK: give it what it has to remember, and write Add.
type Reassembler struct{}

// Add takes a fragment that arrives now. If it is the one that was missing, Add returns the whole, and
// forgets it; else nil.
//
//   - Fragments come in any order. Only the one without More tells how long the whole is.
//   - A fragment may come twice. That must not count twice. (Two that overlap otherwise need not be thought of.)
//   - Fragments with different keys do not belong together.
//   - What is not whole 30 seconds (Patience) after its first fragment came is forgotten: a fragment that comes
//     then is the first of its key again. And nothing may be kept of it, even if none comes: Waiting.
//   - A fragment that would make the whole longer than MaxSize is no good. Take no notice of it.
//   - The caller may use f.Data again afterwards: keep a copy.
func (r *Reassembler) Add(f Fragment, now time.Time) (whole []byte) {
	return nil
}

// Waiting is how many wholes are incomplete and still waited for.
func (r *Reassembler) Waiting(now time.Time) int {
	return 0
}
