package hub

import (
	"net/netip"
	"runtime"
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
	return h.PumpAtOnce(from, over, write, nil)
}

// PumpAtOnce is Pump for those who can write without waiting: while the member is connected, try is called in place of
// write, by one of the hub's crew. It must not block. What it could not write it returns as a function, for which the
// same holds as for write; the slice is good until that returns.
func (h *Hub) PumpAtOnce(
	from netip.Addr, over string, write func(batch []*Message, err error), try func(batch []*Message) (rest func()),
) (m *Member, stop func()) {
	p := &pump{write: write, try: try, gather: h.Gather, crew: &h.crew, idle: make(chan struct{})}
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
	try    func([]*Message) func()
	gather time.Duration

	crew *crew
	next *pump // in the crew's line

	// wakes counts the calls of wake since the queue was last known to be empty; it is above 0 while
	// there is a goroutine, or a turn to come.
	wakes atomic.Int64
	idle  chan struct{} // closed by the last goroutine, if stop waits for it
}

// stopped is above any number of wakes.
const stopped = 1 << 62

func (p *pump) wake() {
	switch {
	case p.wakes.Add(1) > 1:
	case p.try == nil || p.gather > 0:
		go p.run()
	default:
		p.crew.add(p)
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
			batch, err := p.take(pooled)
			if len(batch) == 0 {
				break
			}
			p.write(batch, err)
			clear(batch) // so that the messages can be freed
		}
		if p.rests(seen) {
			return
		}
	}
}

// turn writes once what the member's queue holds, as far as nothing has to be waited for. What is left becomes a goroutine.
func (p *pump) turn(pooled *[]*Message) {
	seen := p.wakes.Load()
	batch, err := p.take(pooled)
	var rest func()
	switch {
	case len(batch) == 0:
	case err != nil:
		rest = func() { p.write(batch, err) }
	default:
		rest = p.try(batch)
	}
	if rest != nil {
		*pooled = nil // it is the goroutine's now
		go func() {
			rest()
			p.run()
		}()
		return
	}
	clear(batch)
	if !p.rests(seen) {
		p.crew.add(p)
	}
}

// take takes what the member's queue holds, into a slice that may be larger for the next.
func (p *pump) take(pooled *[]*Message) ([]*Message, error) {
	batch, err := p.member.Load().Take((*pooled)[:0])
	if cap(batch) <= keepBatch {
		*pooled = batch
	}
	return batch, err
}

// rests says whether all is written: nobody has called wake since there were so many wakes.
func (p *pump) rests(seen int64) bool {
	if seen < stopped {
		return p.wakes.CompareAndSwap(seen, 0)
	}
	if p.wakes.Load() > seen {
		return false
	}
	close(p.idle)
	return true
}

// A crew is a few goroutines, one for each processor at most, that write to all members of a hub who take what is written
// without waiting. With a goroutine for each member a broadcast to thousands would be thousands of goroutines, each
// for one system call.
type crew struct {
	mu          sync.Mutex
	first, last *pump // whose turn it is next, and who comes last; linked by pump.next
	working     int   // goroutines
}

// add lines a pump up for its turn. It is not lined up already.
func (c *crew) add(p *pump) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.first == nil {
		c.first = p
	} else {
		c.last.next = p
	}
	c.last = p
	if c.working < runtime.GOMAXPROCS(0) {
		c.working++
		go c.work()
	}
}

// next returns whose turn it is; nil if nobody is left, and the goroutine is to end.
func (c *crew) next() *pump {
	c.mu.Lock()
	defer c.mu.Unlock()
	p := c.first
	if p == nil {
		c.working--
		return nil
	}
	c.first, p.next = p.next, nil
	return p
}

func (c *crew) work() {
	pooled := batches.Get().(*[]*Message)
	defer batches.Put(pooled)
	for p := c.next(); p != nil; p = c.next() {
		p.turn(pooled)
	}
}

// batches has the slices that the calls of write are given, for those to come: a goroutine lives for
// one or two of them.
var batches = sync.Pool{New: func() any { return new([]*Message) }}

// keepBatch is the capacity of the largest slice that is kept.
const keepBatch = 256
