package hub

import (
	"fmt"
	"maps"
	"net/netip"
	"time"

	"wirelab/internal/network/netx"
	"wirelab/internal/room/event"
	"wirelab/internal/term/words"
)

// eventSize is how many bytes count as one event.
const eventSize = 2 << 10

// eventReach is how many receivers an event has for the price of one; an event for twice as many counts as two.
const eventReach = 10

// burst is how long a member may have been silent to make up for it at once.
const burst = 10 * time.Second

// longestModest is how long whoever is not modest is at most remembered as that.
const longestModest = 10 * burst

// A debt is when a member will have paid for what it caused.
type debt struct {
	due    time.Time // at its rate
	modest time.Time // at a tenth of it
}

// spend says whether the member may now cause an event of that size for so many, and if it may not, tells it
// how long to wait. The hub is locked.
//
// It is the generic cell rate algorithm (ITU-T I.371, annex A): each event moves due on by what it takes
// at the member's rate, and due may be ahead of the clock by no more than the burst. Whoever is not modest either takes
// turns with others who are not (turns), and so does who comes into a room, since who does that often need not come back.
func (m *Member) spend(request *event.Request, size, receivers int) bool {
	h := m.hub
	rate := h.rate()
	if rate < 0 {
		return true
	}
	units := (size + eventSize - 1) / eventSize * max(eventReach, receivers)
	cost := time.Duration(units) * time.Second / time.Duration(rate*eventReach)
	now := time.Now()
	due, modest := later(m.due, now).Add(cost), later(m.modest, now).Add(10*cost)
	wait := due.Sub(now) - max(burst, cost)
	tooMuch := wait > 0
	if !tooMuch && (request.Type == event.TypeJoin || modest.Sub(now) > burst) {
		var turn time.Duration
		if turn, wait = h.turns.take(netx.HostOf(m.from), units, rate, now); turn > pause {
			m.stand(turn)
		}
	}
	if wait <= 0 {
		m.debt = debt{due, earlier(modest, now.Add(longestModest))}
		return true
	}
	h.stats.Refused++
	m.stand(pause)
	wait = wait.Truncate(time.Millisecond) + time.Millisecond
	why := "it is the turn of others"
	if tooMuch {
		why = "more than " + allowed(rate, receivers)
	}
	m.reply(&event.Error{
		Code: event.TooFast, ID: request.ID, Wait: uint64(wait.Milliseconds()),
		Reason: fmt.Sprintf("%s: this was dropped, wait %v", why, wait),
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

// othersTalk notes that a member emits, and says whether another one has within a second. Who talks alone, as a
// teacher may to a hall, takes nothing away from others, and may do so as fast as they listen.
func (h *Hub) othersTalk(m *Member) bool {
	now := time.Now()
	h.turns.voices.note(netx.HostOf(m.from), now)
	h.talk.note(m, now)
	return h.talk.others(m, now)
}

// A talk remembers who emitted last, and when somebody else did.
type talk[K comparable] struct {
	last    K
	at      time.Time // when it did
	another time.Time // when one before it did
}

func (t *talk[K]) note(who K, now time.Time) {
	if t.last != who {
		t.last, t.another = who, t.at
	}
	t.at = now
}

// others says whether anybody but who has emitted within a second.
func (t *talk[K]) others(who K, now time.Time) bool {
	at := t.at
	if t.last == who {
		at = t.another
	}
	return now.Sub(at) < time.Second
}

// debts remembers, by host, what members that left had not paid off, so that connecting again does not help.
type debts map[netip.Prefix]debt

// maxDebts is how many are remembered.
const maxDebts = 4096

func (d *debts) keep(m *Member) {
	now := time.Now()
	if !m.from.IsValid() || m.paid(now) {
		return
	}
	if *d == nil {
		*d = debts{}
	}
	if len(*d) >= maxDebts {
		maps.DeleteFunc(*d, func(_ netip.Prefix, of debt) bool { return of.paid(now) })
	}
	if host := netx.HostOf(m.from); len(*d) < maxDebts {
		of := (*d)[host]
		(*d)[host] = debt{later(of.due, m.due), later(of.modest, m.modest)}
	}
}

func (d *debts) of(from netip.Addr) debt {
	host := netx.HostOf(from)
	of := (*d)[host]
	if of.paid(time.Now()) {
		delete(*d, host)
	}
	return of
}

func (d debt) paid(now time.Time) bool { return !d.due.After(now) && !d.modest.After(now) }

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// turns shares out what the hub does for members that are not modest, and for all who come into rooms, while others
// talk: so much in a second for all of them together, and the same for each host that wants some of it.
//
// Fifty members that may each be as fast as the rate allows are more than a server can deliver, and so are a thousand
// who come into one room, since each of those who are there hears of each who comes.
type turns struct {
	voices  talk[netip.Prefix]
	next    map[netip.Prefix]time.Time // when what a host has caused will have been paid for
	busy    int                        // hosts for which that lies ahead
	counted time.Time                  // when they were last counted
}

const (
	// fullTalkers is how many members, all as fast as the rate allows, the turns have space for.
	fullTalkers = 20
	// longestTurn is how long a member waits for its turn. If that would be longer, it is refused.
	longestTurn = time.Second
)

// take takes a turn for so many deliveries. The member is to stand back for turn. If wait is positive, the turn is
// not taken, and may be asked for again after that.
func (t *turns) take(from netip.Prefix, deliveries, rate int, now time.Time) (turn, wait time.Duration) {
	if !from.IsValid() || !t.voices.others(from, now) {
		return 0, 0
	}
	t.count(now)
	next, known := t.next[from]
	if !known && len(t.next) >= maxDebts {
		return 0, 0
	}
	ahead := next.After(now)
	if !ahead {
		next = now
		t.busy++
	}
	next = next.Add(time.Duration(deliveries) * time.Second / time.Duration(fullTalkers*rate*eventReach) * time.Duration(t.busy))
	if turn = next.Sub(now); turn > longestTurn && ahead {
		return 0, turn - longestTurn
	}
	t.next[from] = next
	return min(turn, longestTurn), 0
}

// count counts the hosts that are busy, every moment at most, and forgets the others.
func (t *turns) count(now time.Time) {
	if now.Sub(t.counted) < moment {
		return
	}
	if t.next == nil {
		t.next = map[netip.Prefix]time.Time{}
	}
	t.counted = now
	maps.DeleteFunc(t.next, func(_ netip.Prefix, next time.Time) bool { return !next.After(now) })
	t.busy = len(t.next)
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

// stand has nothing carried out for the member for a while, or for longer where that was said before.
func (m *Member) stand(d time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.way = later(m.way, time.Now().Add(d))
}

// givesWay returns how long the member has to give way yet. It is locked.
func (m *Member) givesWay() time.Duration {
	if m.way.IsZero() || m.err != nil {
		return 0
	}
	return max(0, time.Until(m.way))
}
