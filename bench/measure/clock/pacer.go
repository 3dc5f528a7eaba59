package clock

import (
	"context"
	"time"
)

// A Pacer waits for the moments at which messages are due.
type Pacer struct {
	now  func() time.Duration
	spin time.Duration // how long before the moment sleeping ends and watching the clock begins
	nap  func(d time.Duration)
}

// NewVirtualPacer returns a pacer for virtual time, in which a sleep ends at its moment.
func NewVirtualPacer(now func() time.Duration) *Pacer { return &Pacer{now: now, nap: time.Sleep} }

// Until returns when the clock shows due, or at once when it is later, and the time then. Sleeping
// overshoots by what the operating system's timers are worth, so it sleeps to the last stretch and
// spins the rest. Every deadline is absolute: one late message makes no other late.
func (p *Pacer) Until(ctx context.Context, due time.Duration) (time.Duration, error) {
	const long = 20 * time.Millisecond // a sleep this long can be interrupted
	for {
		now := p.now()
		switch left := due - now - p.spin; {
		case ctx.Err() != nil:
			return now, ctx.Err()
		case now >= due:
			return now, nil
		case left > long:
			t := time.NewTimer(left - long/2)
			select {
			case <-ctx.Done():
			case <-t.C:
			}
			t.Stop()
		case left > 0:
			p.nap(left)
		}
	}
}
