package hub

import (
	"fmt"
	"time"

	"wirelab/internal/event"
)

// eventSize is how many bytes count as one event.
const eventSize = 2 << 10

// burst is how long a member may have been silent to make up for it at once.
const burst = 2 * time.Second

// spend says whether the member may now cause an event of that size, and if it may not, tells it how
// long to wait. The hub is locked.
//
// It is the generic cell rate algorithm (ITU-T I.371, annex A): each event moves due on by what it takes
// at the member's rate, and due may be ahead of the clock by no more than the burst.
func (m *Member) spend(request *event.Request, size int) bool {
	rate := m.hub.rate()
	if rate < 0 {
		return true
	}
	cost := time.Duration((size+eventSize-1)/eventSize) * time.Second / time.Duration(rate)
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
	m.giveWay(pause)
	wait = wait.Truncate(time.Millisecond) + time.Millisecond
	m.reply(&event.Error{
		Code: event.TooFast, ID: request.ID, Wait: uint64(wait.Milliseconds()),
		Reason: fmt.Sprintf("more than %d events a second: this was dropped, wait %v", rate, wait),
	})
	return false
}

// A member that speaks faster than its rate, and whose event meets a queue that is half full, gives way for
// a moment, and for ten where the queue is three quarters full: nothing more is read from it, so that those
// who read as fast as they can are not cut off for what another says at once. Someone who is behind for
// longer than slowAfter is slow, and nobody gives way to that. One who was refused pauses for longer: refusing takes time, too.
const (
	saved     = 100 * time.Millisecond // of what it has saved up, which it may always use
	moment    = 10 * time.Millisecond
	pause     = 100 * time.Millisecond
	slowAfter = 5 * time.Second
)

func (m *Member) giveWay(d time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.way = time.Now().Add(d)
}

// hurries says whether the member speaks faster than its rate. The hub is locked.
func (m *Member) hurries() bool { return m.hub.rate() > 0 && time.Until(m.due) > saved }

// givesWay returns how long the member has to give way yet. It is locked.
func (m *Member) givesWay() time.Duration {
	if m.way.IsZero() || m.err != nil {
		return 0
	}
	return max(0, time.Until(m.way))
}

// Behind says that so much is queued for the member that nothing more should be read from it before
// some of that is taken: half of what the queue holds. The other half is for what the others say.
//
// A member that asks for much and takes its answers is thereby slowed down, not cut off.
func (m *Member) Behind() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.behind()
}

func (m *Member) behind() bool {
	return m.err == nil &&
		(len(m.queue) >= max(1, m.hub.queueMessages()/2) || m.bytes >= max(1, m.hub.queueBytes()/2))
}

// Await waits until the member is not Behind and need not give way to others, and returns its Err. A server
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
		if m.space == nil {
			m.space = make(chan struct{})
		}
		space := m.space
		m.mu.Unlock()
		<-space
		m.mu.Lock()
	}
	return m.err
}

// tellSpace is called when something has been taken out of the queue. It wakes those who wait in Await if they
// need to wait no longer. The member is locked.
func (m *Member) tellSpace() {
	if m.behind() {
		return
	}
	m.since = time.Time{}
	if m.space != nil {
		close(m.space)
		m.space = nil
	}
}

// Offer is Handle for a transport that cannot make the sender wait. It drops the request if half of what the
// member's queue holds is there for its own requests, or if the member gives way to others. The member is told how many were dropped when its queue is taken
// next.
func (m *Member) Offer(request event.Request) {
	if m.skip() {
		return
	}
	m.Handle(request)
}

func (m *Member) skip() bool {
	m.mu.Lock()
	skip := m.err == nil && m.own >= max(1, m.hub.queueMessages()/2) || m.givesWay() > 0
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

// tellSkipped puts into the queue how many requests were dropped since it was last taken. The member is
// locked.
func (m *Member) tellSkipped() *Message {
	if m.skipped == 0 {
		return nil
	}
	requests := fmt.Sprintf("%d requests were", m.skipped)
	if m.skipped == 1 {
		requests = "1 request was"
	}
	m.skipped = 0
	return newMessage(&event.Error{
		Code: event.TooFast, Wait: 1, Reason: requests + " dropped: they came faster than answers could be sent",
	})
}
