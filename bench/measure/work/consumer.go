package work

import (
	"context"
	"slices"
	"time"

	"wirelab/bench"
	"wirelab/internal/room/event"
)

// A consumer takes events out of the room and works on them, one after the other. The work itself takes no time.
type consumer struct {
	*client
	worked *bench.Worked
	came   []int // how often each event came in this life: one of worked.Delivered
	stored stored
	crash  func() bool     // called between the work and saying done; true: this consumer is dead
	finish <-chan struct{} // closed when the producer is done
	empty  chan struct{}   // closed when nothing is left to do after that

	dead    bool
	saying  []*done
	applied map[uint64]bool // in this life, by offset
	wants   bool            // it has asked whether the queue is empty, when nothing more was put in
	askedAt time.Duration
}

// stored is what a consumer has on its disk: a crash does not change it.
type stored map[uint64]bool

// A done is what a consumer has said of a delivery, and the server has not acknowledged.
type done struct {
	offset uint64
	seq    int
	tries  int
	sent   time.Duration

	refused bool // for now
}

// prefetch is how many deliveries a consumer may have that it has not answered, attempts how often an event is delivered
// before it is a dead letter.
const prefetch, attempts = 16, 5

// subscription is what a consumer asks for.
func subscription(room string, p bench.Plan) *event.Request {
	return &event.Request{
		Type: event.TypeSubscribe, Room: room, Durable: "workers", Share: true, Prefetch: prefetch, Attempts: attempts,
		Wait: uint64(p.AnswerIn().Milliseconds()),
	}
}

// run works until ctx ends or it crashes.
func (c *consumer) run(ctx context.Context) {
	defer c.end()
	c.begin(ctx)
	tick := newTicker()
	defer tick.Stop()
	for finish := c.finish; !c.dead; {
		select {
		case <-ctx.Done():
			return
		case <-finish:
			finish, c.wants = nil, true
		case x := <-c.in:
			c.hear(x)
		case <-tick.C:
			if c.tend(ctx) {
				c.lost()
			}
			c.remind()
			c.askIfEmpty()
		}
	}
}

// hear takes what the server says.
func (c *consumer) hear(x incoming) {
	reply, _, gone := c.take(x)
	if gone {
		c.lost()
	}
	switch r := reply.(type) {
	case event.Delivery:
		c.delivered(r, x.bytes)
	case event.Ack:
		if i := c.find(r.ID); i >= 0 {
			d := c.saying[i]
			c.saying = slices.Delete(c.saying, i, i+1)
			c.accepted(d)
		}
	case *event.Error:
		c.refusedDone(r)
	case event.Subscribed:
		if c.wants && c.askedAt > 0 && r.Waiting == 0 && len(c.saying) == 0 && c.empty != nil {
			close(c.empty)
			c.empty = nil
		}
	}
}

// delivered takes an event, and works on it unless it knows better.
func (c *consumer) delivered(r event.Delivery, bytes int) {
	seq, ours := c.trial.Real.SeqOfText(r.Data)
	if !ours || seq >= len(c.came) {
		c.trial.Samples.Foreign++
		return
	}
	if c.came[seq]++; c.worked.Deliveries(seq) > 1 {
		c.again += bytes
	}
	d := &done{offset: r.Offset, seq: seq}
	switch c.trial.Plan.Guarantee {
	case bench.AtMostOnce: // the work comes when the server has accepted that it is done
		if !slices.ContainsFunc(c.saying, func(other *done) bool { return other.offset == d.offset }) {
			c.say(d)
		}
		return
	case bench.Once:
		if c.stored[r.Offset] {
			c.say(d)
			return
		}
		c.stored[r.Offset] = true // in one step with the work
	}
	c.apply(d)
	if c.dead = c.crash(); !c.dead {
		c.say(d)
	}
}

// accepted is told that the server counts a delivery as done.
func (c *consumer) accepted(d *done) {
	if c.trial.Plan.Guarantee != bench.AtMostOnce || c.applied[d.offset] {
		return
	}
	if c.dead = c.crash(); !c.dead {
		c.apply(d)
	}
}

// apply does the work.
func (c *consumer) apply(d *done) {
	s, now := c.trial.Samples, c.now()
	c.applied[d.offset] = true
	m := &s.Messages[d.seq]
	if m.Copies++; m.Copies == 1 {
		m.Received = now
		c.trial.Came(s.Size)
	}
	if m.Copies == 1 || len(s.Arrivals) < c.trial.MaxArrivals() {
		s.Arrivals = append(s.Arrivals, bench.Arrival{Seq: d.seq, At: now})
	}
}

// say says that a delivery is done.
func (c *consumer) say(d *done) {
	if i := c.find(&d.offset); i >= 0 { // it has come again while the first answer was under way
		d = c.saying[i]
	} else {
		c.saying = append(c.saying, d)
	}
	bytes := c.send(event.Request{Type: event.TypeDone, Room: c.room, Offset: d.offset, ID: &d.offset})
	if d.tries++; d.tries > 1 {
		c.again += bytes
	}
	d.sent, d.refused = c.now(), false
}

// refusedDone is told that the server does not count a delivery as done, or has done so before.
func (c *consumer) refusedDone(r *event.Error) {
	i := c.find(r.ID)
	if i < 0 {
		return
	}
	d := c.saying[i]
	if passes(r) {
		d.refused = true
		return
	}
	c.saying = slices.Delete(c.saying, i, i+1)
	if r.Code == event.NotWaiting && d.tries > 1 { // the answer to the first has got lost
		c.accepted(d)
	}
}

// lost forgets what was said on a connection that has failed: the server delivers again what it has not heard. At most
// once, nobody knows whether it has, so the work is not done.
func (c *consumer) lost() { c.saying = nil }

// remind says again what has had no answer for long: over UDP, and where the server has refused it.
func (c *consumer) remind() {
	for _, d := range c.saying {
		if c.here && c.now()-d.sent >= c.repeat() && (c.datagrams() || d.refused) {
			c.say(d)
		}
	}
}

// askIfEmpty asks how many events are not done, when nothing more is put in.
func (c *consumer) askIfEmpty() {
	if c.wants && c.here && len(c.saying) == 0 && (c.askedAt == 0 || c.now()-c.askedAt >= c.repeat()) {
		c.askedAt = c.now()
		c.send(*c.subscribe)
	}
}

func (c *consumer) find(id *uint64) int {
	return slices.IndexFunc(c.saying, func(d *done) bool { return id != nil && *id == d.offset })
}
