package hub

import (
	"net/netip"
	"sync"
	"sync/atomic"
	"time"
)

// Pump connects a member, and calls write whenever its queue holds messages. err is nil while the member is
// connected; otherwise these are the last messages. Calls of write do not overlap. They may block: new
// messages then wait in the queue for the next call. write must not keep the slice of messages after it
// returns.
//
// from is the member's address, and over its transport (Connect).
//
// write runs in a goroutine that ends when the queue is empty, so that an idle member costs none. stop makes
// the member leave, and returns when its queue has been written and the goroutine has ended. If write is
// waiting for the network, the caller must wake it.
func (h *Hub) Pump(from netip.Addr, over string, write func(batch []*Message, err error)) (m *Member, stop func()) {
	p := &pump{write: write, gather: h.Gather, idle: make(chan struct{})}
	m = h.Connect(from, over, p.wake)
	p.member.Store(m)
	return m, sync.OnceFunc(func() {
		m.Leave()
		if p.wakes.Swap(stopped) > 0 {
			<-p.idle
		}
	})
}

type pump struct {
	member atomic.Pointer[Member]
	write  func([]*Message, error)
	gather time.Duration

	// wakes counts the calls of wake since the queue was last known to be empty; it is above 0 while
	// there is a goroutine.
	wakes atomic.Int64
	idle  chan struct{} // closed by the last goroutine, if stop waits for it
}

// stopped is above any number of wakes.
const stopped = 1 << 62

func (p *pump) wake() {
	if p.wakes.Add(1) == 1 {
		go p.run()
	}
}

// run writes until the queue is empty and nobody has called wake since it was found so.
func (p *pump) run() {
	pooled := batches.Get().(*[]*Message)
	defer batches.Put(pooled)
	for {
		if p.gather > 0 {
			time.Sleep(p.gather)
		}
		seen := p.wakes.Load()
		for {
			batch, err := p.member.Load().Take((*pooled)[:0])
			if len(batch) == 0 {
				break
			}
			p.write(batch, err)
			clear(batch) // so that the messages can be freed
			if cap(batch) <= keepBatch {
				*pooled = batch
			}
		}
		switch {
		case seen >= stopped:
			close(p.idle)
			return
		case p.wakes.CompareAndSwap(seen, 0):
			return
		}
	}
}

// batches has the slices that the calls of write are given, for those to come: a goroutine lives for
// one or two of them.
var batches = sync.Pool{New: func() any { return new([]*Message) }}

// keepBatch is the capacity of the largest slice that is kept.
const keepBatch = 256
