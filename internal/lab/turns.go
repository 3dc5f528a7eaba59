package lab

import (
	"cmp"
	"net"
	"net/netip"
	"slices"
	"sync"
)

// turns has the programs' writes of one instant done one after the other, in virtual time: by address,
// and each not before everything that the one before has set going has come to rest. A server that
// tells a hundred members the same thing does so in a hundred goroutines at one instant, and the
// order in which a machine runs those is another each time.
type turns struct {
	mu      sync.Mutex
	waiting []*turn
	over    bool          // there are no turns any more: whoever wants to write does
	wake    chan struct{} // the net's
}

// A turn is one write that waits for its turn.
type turn struct {
	from, to netip.AddrPort
	come     chan struct{} // closed when it has come
}

// take waits for the turn of a write from one address to another.
func (t *turns) take(from, to net.Addr) {
	mine := &turn{addrPort(from), addrPort(to), make(chan struct{})}
	t.mu.Lock()
	if t.over {
		t.mu.Unlock()
		return
	}
	t.waiting = append(t.waiting, mine)
	t.mu.Unlock()
	select {
	case t.wake <- struct{}{}:
	default:
	}
	<-mine.come
}

// next lets the next write go, and says whether there was one.
func (t *turns) next() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.waiting) == 0 {
		return false
	}
	first := slices.MinFunc(t.waiting, func(a, b *turn) int {
		return cmp.Or(a.from.Compare(b.from), a.to.Compare(b.to))
	})
	t.waiting = slices.DeleteFunc(t.waiting, func(w *turn) bool { return w == first })
	close(first.come)
	return true
}

// end lets all go.
func (t *turns) end() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.over = true
	for _, w := range t.waiting {
		close(w.come)
	}
	t.waiting = nil
}

func addrPort(a net.Addr) netip.AddrPort {
	switch a := a.(type) {
	case *net.TCPAddr:
		return a.AddrPort()
	case *net.UDPAddr:
		return a.AddrPort()
	}
	return netip.AddrPort{}
}
