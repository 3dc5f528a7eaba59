package link

import "time"

// A Link is one direction of an emulated link. It must not be used by several goroutines at once.
//
// It remembers every flow that it has seen, because the next packet of a flow must meet the next fate. It
// does not remember packets. So it is meant for a few known hosts, as in a lab.
type Link struct {
	config    Config
	seed      uint64
	direction Direction
	flows     map[Flow]*flowState
	queue     queue
}

// New makes a link from a Config that is valid (see Config.Validate). Links of the same Config, seed
// and direction give the same verdicts on the same packets.
func New(c Config, seed uint64, d Direction) *Link {
	return &Link{config: c, seed: seed, direction: d, flows: make(map[Flow]*flowState), queue: newQueue(c)}
}

// Admit decides the fate of the next packet: it enters the link at the time now and is size bytes
// long, its IP header included. The clock starts at zero and never runs backwards.
func (l *Link) Admit(now time.Duration, flow Flow, size int) Verdict {
	c := &l.config
	f := l.flows[flow]
	if f == nil {
		f = newFlowState(*c, l.seed, l.direction, flow)
		l.flows[flow] = f
	}
	random := f.next()
	f.bad = c.Burst.next(f.bad, random.state)

	sent, ok := l.queue.enter(now, size)
	if !ok {
		return Verdict{Fate: QueueFull}
	}

	at := sent + c.Delay
	if f.jitter != nil {
		at += f.jitter.offset(sent)
	}

	loss, lost := c.Loss, Lost
	if c.Burst != (GilbertElliott{}) {
		loss = c.Burst.loss(f.bad)
	}
	if f.bad {
		lost = LostInBurst
	}
	if random.loss < loss {
		return Verdict{Fate: lost}
	}

	v := Verdict{Fate: Delivered, At: at}
	if random.hold < c.Reorder {
		v.Fate, v.At = Held, at+c.ReorderBy
	}
	if random.duplicate < c.Duplicate {
		v.Duplicate = true
		v.DuplicateAt = v.At + time.Duration(2*random.behind*float64(c.Jitter))
	}
	return v
}
