package hub

import (
	"fmt"
	"maps"
	"net/netip"
	"time"

	"wirelab/internal/room/event"
	"wirelab/internal/term/words"
)

// eventSize is how many bytes count as one event.
const eventSize = 2 << 10

// eventReach is how many receivers an event has for the price of one; an event for twice as many counts as two.
const eventReach = 10

// burst is how long a member may have been silent to make up for it at once.
const burst = 10 * time.Second

// spend says whether the member may now cause an event of that size for so many, and if it may not, tells it
// how long to wait. The hub is locked.
//
// It is the generic cell rate algorithm (ITU-T I.371, annex A): each event moves due on by what it takes
// at the member's rate, and due may be ahead of the clock by no more than the burst.
func (m *Member) spend(request *event.Request, size, receivers int) bool {
	rate := m.hub.rate()
	if rate < 0 {
		return true
	}
	cost := time.Duration((size+eventSize-1)/eventSize) * time.Second / time.Duration(rate)
	cost = cost * time.Duration(max(eventReach, receivers)) / eventReach
	now := time.Now()
	due := m.due
	if due.Before(now) {
		due = now
	}
	due = due.Add(cost)
	wait := due.Sub(now) - max(burst, cost)
	if wait <= 0 {
		m.due = due
		return true
	}
	m.hub.stats.Refused++
	m.stand(pause)
	wait = wait.Truncate(time.Millisecond) + time.Millisecond
	m.reply(&event.Error{
		Code: event.TooFast, ID: request.ID, Wait: uint64(wait.Milliseconds()),
		Reason: fmt.Sprintf("more than %s: this was dropped, wait %v", allowed(rate, receivers), wait),
	})
	return false
}

// allowed says how many events a second a member may cause for so many.
func allowed(rate, receivers int) string {
	if receivers <= eventReach {
		return words.Count(rate, "event") + " a second"
	}
	return fmt.Sprintf("%.3g events a second to %d members", float64(rate*eventReach)/float64(receivers), receivers)
}

// talk remembers who emitted last, and when somebody else did.
type talk struct {
	last    *Member
	at      time.Time // when it did
	another time.Time // when one before it did
}

// othersTalk notes that a member emits, and says whether another one has within a second. Who talks alone, as a
// teacher may to a hall, takes nothing away from others, and may do so as fast as they listen.
func (h *Hub) othersTalk(m *Member) bool {
	now := time.Now()
	if t := &h.talk; t.last != m {
		t.last, t.another = m, t.at
	}
	h.talk.at = now
	return now.Sub(h.talk.another) < time.Second
}

// debts remembers, by address, what members that left had not paid off, so that connecting again does not help.
type debts map[netip.Addr]time.Time

// maxDebts is how many are remembered.
const maxDebts = 4096

func (d *debts) keep(m *Member) {
	now := time.Now()
	if !m.from.IsValid() || !m.due.After(now) {
		return
	}
	if *d == nil {
		*d = debts{}
	}
	if len(*d) >= maxDebts {
		maps.DeleteFunc(*d, func(_ netip.Addr, due time.Time) bool { return !due.After(now) })
	}
	if len(*d) < maxDebts && m.due.After((*d)[m.from]) {
		(*d)[m.from] = m.due
	}
}

func (d *debts) of(from netip.Addr) time.Time {
	due := (*d)[from]
	if !due.After(time.Now()) {
		delete(*d, from)
		return time.Time{}
	}
	return due
}
