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

// A pressure is how much is waiting for a member.
type pressure int

const (
	none          pressure = iota // less than half of what the queue holds
	half                          // half or more
	threeQuarters                 // three quarters or more
)

// pressed returns how much is waiting. Someone who has had half a queue waiting for longer than slowAfter
// is slow, and nobody else's pressure. The member is locked.
func (m *Member) pressed() pressure {
	quarters := m.quarters()
	if quarters < 2 {
		return none
	}
	switch {
	case m.since.IsZero():
		m.since = time.Now()
	case time.Since(m.since) > slowAfter:
		return none
	}
	if quarters < 3 {
		return half
	}
	return threeQuarters
}

// quarters is how many quarters of what the queue holds are there.
func (m *Member) quarters() int {
	return max(4*len(m.queue)/m.hub.queueMessages(), 4*m.bytes/m.hub.queueBytes())
}

// A member in a hurry, whose event meets a queue that is half full, gives way for a moment, and for ten where
// the queue is three quarters full: nothing more is read from it, so that those who read as fast as they
// can are not cut off for what another says at once. It is in a hurry when it emits more than aFew events within
// ten moments, or more than aCouple where the queue is three quarters full, and from then on until it meets no
// such queue. One who was refused (spend) pauses as long: refusing takes time, too.
const (
	moment    = 10 * time.Millisecond
	pause     = 10 * moment
	aFew      = 10
	aCouple   = 2
	slowAfter = 5 * time.Second
)

// hurry counts what a member emits within ten moments.
type hurry struct {
	began time.Time
	emits int
	on    bool
}

// giveWay is called after an emit, with how full the queues are that it has met. The hub is locked.
func (m *Member) giveWay(p pressure) {
	if m.hub.rate() < 0 {
		return
	}
	if now := time.Now(); now.Sub(m.hurry.began) > pause {
		m.hurry.began, m.hurry.emits = now, 0
	}
	m.hurry.emits++
	few := aFew
	if p == threeQuarters {
		few = aCouple
	}
	m.hurry.on = p > none && (m.hurry.on || m.hurry.emits > few)
	switch {
	case !m.hurry.on:
	case p == threeQuarters:
		m.stand(pause)
	default:
		m.stand(moment)
	}
}

// stand has nothing carried out for the member for a while.
func (m *Member) stand(d time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.way = time.Now().Add(d)
}

// givesWay returns how long the member has to give way yet. It is locked.
func (m *Member) givesWay() time.Duration {
	if m.way.IsZero() || m.err != nil {
		return 0
	}
	return max(0, time.Until(m.way))
}

// behind says that so much is queued for the member that nothing more should be read from it before
// some of that is taken, or kept: half of what the queue holds. The other half is for what the others say.
//
// A member that asks for much and takes its answers is thereby slowed down, not cut off. The member is locked.
func (m *Member) behind() bool {
	return m.err == nil &&
		(len(m.queue)+m.unkept >= m.hub.halfQueue() || m.bytes >= max(1, m.hub.queueBytes()/2))
}

// waits counts the member's requests that are to be answered when the journal has kept them.
func (m *Member) waits(n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.unkept += n
	if n < 0 {
		m.tellSpace()
	}
}

// Await waits until the member is not behind and need not give way to others, and returns its Err. A server
// calls it before it reads the next request, so that the transport's flow control makes the sender wait.
func (m *Member) Await() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if wait := m.givesWay(); wait > 0 {
		m.mu.Unlock()
		time.Sleep(wait)
		m.mu.Lock()
	}
	for m.behind() {
		space := m.untilTaken()
		m.mu.Unlock()
		<-space
		m.mu.Lock()
	}
	return m.err
}

// untilTaken returns what is closed when something has been taken out of the queue. The member is locked.
func (m *Member) untilTaken() <-chan struct{} {
	if m.space == nil {
		m.space = make(chan struct{})
	}
	return m.space
}

// tellSpace is called when something has been taken out of the queue. It has those who wait for that look again (Await,
// awaitRoom). The member is locked.
func (m *Member) tellSpace() {
	if m.quarters() < 2 {
		m.since = time.Time{}
	}
	if m.space != nil {
		close(m.space)
		m.space = nil
	}
}

// Offer is Handle for a transport that cannot make the sender wait. It drops the request if half of what the
// member's queue holds is there for its own requests, or if the member gives way to others. The member is
// told how many were dropped when its queue is taken next.
func (m *Member) Offer(request event.Request) {
	if m.skip() {
		return
	}
	m.Handle(request)
}

func (m *Member) skip() bool {
	m.mu.Lock()
	skip := m.err == nil && m.own+m.unkept >= m.hub.halfQueue() || m.givesWay() > 0
	if skip {
		m.skipped++
	}
	m.mu.Unlock()
	if skip {
		m.hub.mu.Lock()
		m.hub.stats.Skipped++
		m.hub.mu.Unlock()
	}
	return skip
}

// tellSkipped returns how many requests were dropped since the queue was last taken, for the member to be
// told. The member is locked.
func (m *Member) tellSkipped() *Message {
	requests := words.Counted(m.skipped, "request was", "requests were")
	m.skipped = 0
	return newMessage(&event.Error{
		Code: event.TooFast, Wait: 1, Reason: requests + " dropped: they came faster than answers could be sent",
	})
}
