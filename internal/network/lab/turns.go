package lab

import (
	"bytes"
	"cmp"
	"container/heap"
	"net"
	"net/netip"
	"sync"
)

// turns has the programs' writes of one instant done one after the other, in virtual time: by address,
// and each not before everything that the one before has set going has come to rest. A server that
// tells a hundred members the same thing does so in a hundred goroutines at one instant, and the
// order in which a machine runs those is another each time.
type turns struct {
	mu      sync.Mutex
	waiting turnHeap
	taken   uint64        // turns, so far
	over    bool          // there are no turns any more: whoever wants to write does
	wake    chan struct{} // the net's
}

// A turn is one write that waits for its turn.
type turn struct {
	from, to netip.AddrPort
	what     []byte
	number   uint64        // of the turns taken
	come     chan struct{} // closed when it has come
}

// take waits for the turn of a write from one address to another.
func (t *turns) take(from, to net.Addr, what []byte) {
	mine := &turn{from: addrPort(from), to: addrPort(to), what: what, come: make(chan struct{})}
	t.mu.Lock()
	if t.over {
		t.mu.Unlock()
		return
	}
	t.taken++
	mine.number = t.taken
	heap.Push(&t.waiting, mine)
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
	close(heap.Pop(&t.waiting).(*turn).come)
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

// turnHeap are turns, by address, those of one connection by what is written: there are several at one instant
// only where several goroutines write to it, a publisher's and the one that keeps its lease, for example.
type turnHeap []*turn

func (h turnHeap) Len() int      { return len(h) }
func (h turnHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *turnHeap) Push(x any)   { *h = append(*h, x.(*turn)) }

func (h turnHeap) Less(i, j int) bool {
	a, b := h[i], h[j]
	return cmp.Or(a.from.Compare(b.from), a.to.Compare(b.to), cmp.Compare(len(a.what), len(b.what)),
		bytes.Compare(a.what, b.what), cmp.Compare(a.number, b.number)) < 0
}

func (h *turnHeap) Pop() any {
	last := len(*h) - 1
	t := (*h)[last]
	(*h)[last] = nil
	*h = (*h)[:last]
	return t
}
