package work

import (
	"context"
	"slices"
	"time"

	"wirelab/bench"
	"wirelab/internal/room/event"
)

// A producer puts events into the room when they are due.
type producer struct {
	*client
	worked  *bench.Worked
	due     <-chan int // numbers of messages; closed when there are no more
	settled chan struct{}

	waiting []*emit // that are not acknowledged, in their order
}

// An emit is an event that has been put in and is not acknowledged.
type emit struct {
	seq   int
	tries int
	sent  time.Duration // the last time; bench.Never: it waits for its turn

	refused bool // for now
}

// window is how many emits a producer has under way at once.
const window = 256

// run works until ctx ends. It closes settled when all that was due is acknowledged or, at most once, cannot be any more.
func (p *producer) run(ctx context.Context) {
	defer p.end()
	p.begin(ctx)
	tick := newTicker()
	defer tick.Stop()
	for due := p.due; ; {
		select {
		case <-ctx.Done():
			return
		case seq, more := <-due:
			if !more {
				due = nil
				break
			}
			p.put(seq)
		case x := <-p.in:
			p.hear(p.take(x))
		case <-tick.C:
			if p.tend(ctx) {
				p.lost()
			}
			p.remind()
		}
		p.pump()
		if due == nil && len(p.waiting) == 0 && p.settled != nil {
			close(p.settled)
			p.settled = nil
		}
	}
}

func (p *producer) atMostOnce() bool { return p.trial.Plan.Guarantee == bench.AtMostOnce }

// put takes an event that is due. At most once, it is dropped where there is no connection.
func (p *producer) put(seq int) {
	m := &p.trial.Samples.Messages[seq]
	m.Sent = p.now()
	m.Returned = m.Sent
	p.trial.Sent()
	if p.here || !p.atMostOnce() {
		p.waiting = append(p.waiting, &emit{seq: seq, sent: bench.Never})
	}
}

// hear takes what the server says.
func (p *producer) hear(reply event.Reply, _, gone bool) {
	if gone {
		p.lost()
	}
	switch r := reply.(type) {
	case event.Ack:
		if i := p.find(r.ID); i >= 0 {
			p.worked.Acked[p.waiting[i].seq] = true
			p.waiting = slices.Delete(p.waiting, i, i+1)
		}
	case *event.Error:
		i := p.find(r.ID)
		switch {
		case i < 0:
		case p.atMostOnce() || !passes(r):
			p.waiting = slices.Delete(p.waiting, i, i+1)
		default: // it tries again
			p.waiting[i].refused, p.waiting[i].sent = true, p.now()
		}
	}
}

// passes says whether the same request can succeed later.
func passes(e *event.Error) bool {
	return e.Code == event.QueueFull || e.Code == event.TooFast || e.Code == event.NotKept
}

func (p *producer) find(id *uint64) int {
	return slices.IndexFunc(p.waiting, func(e *emit) bool { return id != nil && *id == uint64(e.seq+1) })
}

// lost forgets what was under way on a connection that has failed: it is sent again, or at most once, not.
func (p *producer) lost() {
	if p.atMostOnce() {
		p.waiting = slices.DeleteFunc(p.waiting, func(e *emit) bool { return e.tries > 0 })
	}
	for _, e := range p.waiting {
		e.sent = bench.Never
	}
}

// remind takes emits that have had no answer for long for lost: over UDP, and where the server has refused them.
func (p *producer) remind() {
	late := func(e *emit) bool {
		return e.sent != bench.Never && p.now()-e.sent >= p.repeat() && (p.datagrams() || e.refused)
	}
	if p.atMostOnce() {
		p.waiting = slices.DeleteFunc(p.waiting, late)
		return
	}
	for _, e := range p.waiting {
		if late(e) {
			e.sent, e.refused = bench.Never, false
		}
	}
}

// pump sends what waits for its turn.
func (p *producer) pump() {
	if !p.here {
		return
	}
	for _, e := range p.waiting[:min(len(p.waiting), window)] {
		if e.sent != bench.Never {
			continue
		}
		id := uint64(e.seq + 1)
		bytes := p.send(event.Request{
			Type: event.TypeEmit, ID: &id, Room: p.room, Event: event.EventMessage, Data: p.trial.Real.Text(e.seq), Self: new(false),
		})
		if e.tries++; e.tries > 1 {
			p.again += bytes
		}
		e.sent = p.now()
	}
}
