package measure

import (
	"context"
	"time"

	"wirelab/bench"
	"wirelab/internal/network/link"
)

// Over UDP a message that comes after the wait is lost, by the definition of loss. But the network has
// not lost it, and a report must not say so. So a trial in which messages are missing goes on past the
// wait, as long as they may still come, and counts those that do: see Metrics.Late.

// maxVirtual bounds the time for which a trial waits past the wait in virtual time, which costs little.
const maxVirtual = 10 * time.Minute

// straggle waits for messages that come after the wait. slowest tells how long the slowest so far took.
func (f *flight) straggle(ctx context.Context, slowest func() time.Duration) {
	over := time.NewTimer(f.stragglers(slowest()))
	defer over.Stop()
	select {
	case <-ctx.Done():
	case <-f.ended:
	case <-f.allArrived:
	case <-over.C:
	}
}

// stragglers is how long after the wait messages may still come. A link of ours tells; elsewhere they
// may take twice as long as the slowest, if that came after the wait itself.
func (f *flight) stragglers(slowest time.Duration) time.Duration {
	longest := longestTrip(f.plan)
	if !f.plan.Linked() && slowest > f.Wait {
		longest = 2 * slowest
	}
	most := f.patience // in real time somebody waits along
	if f.place.virtual {
		most = maxVirtual
	}
	return min(max(longest-f.Wait, 0), most)
}

// longestTrip is the most that the link can take for a message there and back; 0 where it is not known.
func longestTrip(p bench.Plan) time.Duration {
	if !p.Linked() {
		return 0
	}
	const around = 300 // bytes that headers and an event's JSON put around a message, at most
	up := p.Messages() * (p.Size + around)
	down := up
	if p.Server == "broadcast" {
		down *= p.Subscribers
	}
	return longest(p.Up, up) + longest(p.Down, down)
}

// longest is the most that a link can take, if so many bytes are sent in all.
func longest(c link.Config, bytes int) time.Duration {
	d := c.Delay + 2*c.Jitter + c.ReorderBy
	if c.Bandwidth > 0 {
		d += time.Duration(8 * float64(min(c.Room(), bytes)) / float64(c.Bandwidth) * float64(time.Second))
	}
	return d
}
