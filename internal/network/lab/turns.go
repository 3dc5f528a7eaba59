package lab

import (
	"bytes"
	"cmp"
	"container/heap"
	"net/netip"
	"sync"

	"wirelab/internal/network/tcp/socket"
)

// turns has what programs and timers do to the hosts at one instant done one after the other, in virtual
// time: in an order of their own, and each not before everything that the one before has set going has come to rest. A
// server that tells a hundred members the same thing does so in a hundred goroutines at one instant, and
// the order in which a machine runs those is another each time.
type turns struct {
	mu      sync.Mutex
	waiting turnHeap
	taken   uint64        // turns, so far
	over    bool          // there are no turns any more: whoever wants to do something does
	wake    chan struct{} // the net's
}

// A turn is something that waits for its turn.
type turn struct {
	act      act
	from, to netip.AddrPort // the ends of the connection, the host's first
	what     []byte         // what is written; nil: nothing, or nobody can tell
	number   uint64         // of the turns taken
	begin    func()         // its turn has come
}

// An act is what is done, in the order of turns.
type act int

const (
	timing  act = iota // what a timer of the host's is for
	closing            // a connection, or one direction
	connecting
	accepting
	reading
	writing
)

// take waits for a turn.
func (t *turns) take(mine turn) {
	come := make(chan struct{})
	mine.begin = func() { close(come) }
	t.add(mine)
	<-come
}

// add has a turn begin when it comes.
func (t *turns) add(mine turn) {
	t.mu.Lock()
	if t.over {
		t.mu.Unlock()
		mine.begin()
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
}

// next begins the next turn, and says whether there was one.
func (t *turns) next() bool {
	t.mu.Lock()
	if len(t.waiting) == 0 {
		t.mu.Unlock()
		return false
	}
	first := heap.Pop(&t.waiting).(turn)
	t.mu.Unlock()
	first.begin()
	return true
}

// end lets all go.
func (t *turns) end() {
	t.mu.Lock()
	t.over = true
	waiting := t.waiting
	t.waiting = nil
	t.mu.Unlock()
	for _, w := range waiting {
		w.begin()
	}
}

// turnHeap are turns, by what is done and by address, writes to one connection by what is written. There are
// several of those at one instant only where several goroutines write to it, a publisher's and the one that
// keeps its lease, for example.
type turnHeap []turn

func (h turnHeap) Len() int      { return len(h) }
func (h turnHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *turnHeap) Push(x any)   { *h = append(*h, x.(turn)) }

func (h turnHeap) Less(i, j int) bool {
	a, b := h[i], h[j]
	order := cmp.Or(cmp.Compare(a.act, b.act), a.from.Compare(b.from), a.to.Compare(b.to))
	if order == 0 {
		order = cmp.Or(compareWritten(a.what, b.what), cmp.Compare(a.number, b.number))
	}
	return order < 0
}

// compareWritten puts what is shorter first, and of equal length what comes first byte by byte. Both stay as they
// are, since those who write wait.
func compareWritten(a, b []byte) int {
	if a == nil || b == nil {
		return 0
	}
	return cmp.Or(cmp.Compare(len(a), len(b)), bytes.Compare(a, b))
}

func (h *turnHeap) Pop() any {
	last := len(*h) - 1
	t := (*h)[last]
	(*h)[last] = turn{}
	*h = (*h)[:last]
	return t
}

// order lets TCP's sockets take turns with everyone else.
type order struct{ *turns }

// acts are turns' names for what sockets do.
var acts = map[socket.Act]act{
	socket.Timing: timing, socket.Closing: closing, socket.Connecting: connecting,
	socket.Accepting: accepting, socket.Reading: reading, socket.Writing: writing,
}

// Take implements socket.Order.
func (o order) Take(a socket.Act, from, to netip.AddrPort, what []byte) {
	o.take(turn{act: acts[a], from: from, to: to, what: what})
}

// Add implements socket.Order.
func (o order) Add(a socket.Act, from, to netip.AddrPort, f func()) {
	o.add(turn{act: acts[a], from: from, to: to, begin: f})
}
