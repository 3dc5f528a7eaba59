package netx

import "sync/atomic"

// A Budget is how many bytes the connections of a server may hold together. It may be used by many
// goroutines at once.
type Budget struct{ left atomic.Int64 }

// NewBudget returns a budget of n bytes.
func NewBudget(n int) *Budget {
	b := &Budget{}
	b.left.Store(int64(n))
	return b
}

// Take takes n bytes, or returns false where so many are not left.
func (b *Budget) Take(n int) bool {
	if b.left.Add(-int64(n)) >= 0 {
		return true
	}
	b.Give(n)
	return false
}

// Give gives n bytes back.
func (b *Budget) Give(n int) { b.left.Add(int64(n)) }
