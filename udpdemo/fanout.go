package udpdemo

import (
	"context"
	"fmt"
	"net"
	"sync"

	"wirelab/internal/room/hub"
)

// A fanout sends what the members' queues hold: one goroutine for all, since there is one socket for
// all. Over UDP no receiver can hold up the others, so that none needs a goroutine of its own: the
// socket takes a datagram as soon as it can be put on its way, whether anyone is there or not.
type fanout struct {
	post  post
	group *group       // nil: none
	evict func(*lease) // ends it

	mu    sync.Mutex
	ready []*lease      // whose queue holds something; each is there at most once
	wake  chan struct{} // holds one when ready is not empty

	spare []*lease // what ready was the time before
	queue []*hub.Message
}

// A post puts datagrams on their way. It is used by one goroutine.
type post interface {
	// send sends b, or keeps it until flush. b must not be changed before.
	send(b []byte, to net.Addr)
	flush()
}

func newFanout(p post) *fanout { return &fanout{post: p, wake: make(chan struct{}, 1)} }

// add has the fanout look into a lease's queue. It waits for nothing.
func (f *fanout) add(l *lease) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if l.ready {
		return
	}
	l.ready = true
	f.ready = append(f.ready, l)
	if len(f.ready) == 1 {
		f.wake <- struct{}{} // never waits: run took the one before, and only then what was ready
	}
}

// run sends until ctx ends.
func (f *fanout) run(ctx context.Context) {
	for {
		select {
		case <-f.wake:
		case <-ctx.Done():
			return
		}
		for _, l := range f.take() {
			f.deliver(l)
		}
		f.post.flush()
	}
}

// take returns the leases that are ready, which may be added again from now on.
func (f *fanout) take() []*lease {
	f.mu.Lock()
	defer f.mu.Unlock()
	ready := f.ready
	clear(f.spare)
	f.ready, f.spare = f.spare[:0], ready
	for _, l := range ready {
		l.ready = false
	}
	return ready
}

// deliver sends what is queued for one member.
func (f *fanout) deliver(l *lease) {
	queue, missed, evicted := l.take(f.queue[:0])
	for _, m := range queue {
		to := l.peer
		if f.group != nil {
			to = f.group.route(m, l, missed)
		}
		if b := l.speaks.datagram(m); b != nil && to != nil {
			f.post.send(b, to)
		}
	}
	if evicted != nil {
		f.evict(l)
	}
	clear(queue)
	f.queue = queue
}

// singly sends one datagram at a time.
type singly struct {
	pc      net.PacketConn
	observe func(net.Addr, error)
}

func (p singly) send(b []byte, to net.Addr) {
	if _, err := p.pc.WriteTo(b, to); err != nil {
		p.observe(to, fmt.Errorf("udpdemo: write: %w", err)) // the others are still to get theirs
	}
}

func (p singly) flush() {}
