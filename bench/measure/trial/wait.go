package trial

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

// LastChance is how long after the last message has been sent the trial ends at the latest, stragglers apart.
func (t *Trial) LastChance() time.Duration {
	switch {
	case t.Transport.Reliable && t.Plan.Bulk > 0: // most of it may still wait in this machine's buffers
		return t.Plan.Duration
	case t.Transport.Reliable:
		return t.Plan.Wait + t.Patience
	}
	return t.Plan.Wait
}

// Linger waits for further copies of the last messages when all have come once: twice as long as the
// slowest message took.
func (t *Trial) Linger(ctx context.Context, slowest time.Duration) {
	select {
	case <-ctx.Done():
	case <-t.Ended:
	case <-time.After(min(2*max(slowest, 5*time.Millisecond), t.Plan.Wait)):
	}
}

// Straggle waits for messages that come after the wait. The slowest so far took so long.
func (t *Trial) Straggle(ctx context.Context, slowest time.Duration) {
	over := time.NewTimer(t.stragglers(slowest))
	defer over.Stop()
	select {
	case <-ctx.Done():
	case <-t.Ended:
	case <-t.AllArrived:
	case <-over.C:
	}
}

// stragglers is how long after the wait messages may still come. A link of ours tells; elsewhere they
// may take twice as long as the slowest, if that came after the wait itself.
func (t *Trial) stragglers(slowest time.Duration) time.Duration {
	longest := longestTrip(t.Plan)
	if !t.Plan.Linked() && slowest > t.Plan.Wait {
		longest = 2 * slowest
	}
	most := t.Patience // in real time a person waits
	if t.Place.Virtual {
		most = maxVirtual
	}
	return min(max(longest-t.Plan.Wait, 0), most)
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
