package hub

import (
	"slices"
	"strings"
	"time"

	"wirelab/internal/room/event"
	"wirelab/internal/room/journal"
	"wirelab/internal/term/words"
)

// What a journal has kept comes as fast as it can be read: where a disk, or the servers' queue, did not answer for a moment,
// that is hundreds of events at once. Nobody who speaks can be made to give way for them (rate.go). So the hub waits until
// those who read have taken enough, and only as long as its patience lasts.
const (
	// memberPatience is how long the hub waits for one member at once, hubPatience for all of them, one after the other. A
	// member who has had half a queue waiting for so long does not read, and is not waited for.
	memberPatience = 2 * time.Second
	hubPatience    = 5 * time.Second
)

// patience is how long something is waited for: for a while at once, and for half of the time on average.
type patience struct{ due time.Time } // when nothing will be owed of what it has taken

// left returns how much there is yet if there can be so much.
func (p *patience) left(most time.Duration) time.Duration { return most - max(0, time.Until(p.due)) }

// spend takes what was waited since then.
func (p *patience) spend(since time.Time) {
	if p.due.Before(since) {
		p.due = since
	}
	p.due = p.due.Add(2 * time.Since(since))
}

// awaitRoom waits until those who are in the rooms can take n more messages, of so many bytes together. Only who takes in what
// a journal has kept calls it, and nothing is locked.
func (h *Hub) awaitRoom(rooms []*room, n, bytes int) {
	began := time.Now()
	var full []*Member
	h.mu.Lock()
	for _, r := range rooms {
		for _, s := range r.seats {
			if !s.member.canTake(n, bytes) {
				full = append(full, s.member)
			}
		}
	}
	h.mu.Unlock()
	if len(full) == 0 {
		return
	}
	most := h.patience.left(hubPatience)
	for _, m := range full {
		m.awaitRoom(n, bytes, began, most)
	}
	h.patience.spend(began)
}

// awaitRoom does so for one member. It returns when so much time has passed since the hub began to wait.
func (m *Member) awaitRoom(n, bytes int, began time.Time, most time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.hasRoom(n, bytes) {
		return
	}
	most = min(most, m.patience.left(memberPatience))
	if !m.since.IsZero() {
		most = min(most, memberPatience-began.Sub(m.since))
	}
	late := time.NewTimer(time.Until(began.Add(most)))
	defer late.Stop()
	for waiting := true; waiting && !m.hasRoom(n, bytes); {
		taken := m.untilTaken()
		m.mu.Unlock()
		select {
		case <-taken:
		case <-late.C:
			waiting = false
		}
		m.mu.Lock()
	}
	m.patience.spend(began)
}

func (m *Member) canTake(n, bytes int) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.hasRoom(n, bytes)
}

// hasRoom says whether n more messages fit into the queue, besides answers that are under way. An empty queue has room. The
// member is locked.
func (m *Member) hasRoom(n, bytes int) bool {
	return m.err != nil || len(m.queue) == 0 ||
		len(m.queue)+m.unkept+n <= m.hub.queueMessages() && m.bytes+bytes <= m.hub.queueBytes()
}

// settleFirst settles the first n decisions that wait, or as many of them as members can take at once, and returns how many.
func (h *Hub) settleFirst(n int, err error) int {
	if err != nil {
		return h.settleAll(err)
	}
	h.mu.Lock()
	n, bytes := h.portion(n)
	rooms := roomsOf(h.log.waiting[:n])
	h.mu.Unlock()
	h.awaitRoom(rooms, n, bytes)
	h.begin()
	defer h.end()
	h.settle(h.first(n), nil)
	return n
}

// settleAll undoes all that waits, and returns how much that was: the offsets of what has been decided until now count on what
// is not kept. Nothing can be decided meanwhile.
func (h *Hub) settleAll(err error) int {
	h.begin()
	defer h.end()
	n := len(h.log.waiting)
	h.settle(h.first(n), err)
	return n
}

// first takes the first n of the decisions that wait.
func (h *Hub) first(n int) []decision {
	group := h.log.waiting[:n:n]
	h.log.waiting = h.log.waiting[n:]
	return group
}

// portion returns how many of the first n decisions that wait members can take at once: as many as fill a quarter of a queue.
// It is at least one of them. bytes is about how large these are.
func (h *Hub) portion(n int) (count, bytes int) {
	const more = 200 // bytes of an entry beside its event, or of a member
	most := max(1, h.queueMessages()/4)
	for ; count < min(n, len(h.log.waiting)); count++ {
		d := &h.log.waiting[count]
		size := len(d.line) + more + len(d.here)*more
		full := count >= most || bytes+size > h.queueBytes()/4
		if full && count > 0 && h.log.waiting[count-1].letter == nil { // which goes with what follows it
			break
		}
		bytes += size
	}
	return count, bytes
}

// roomsOf returns the rooms that decisions are about, each once.
func roomsOf(group []decision) (rooms []*room) {
	for i := range group {
		r := group[i].room
		if m := group[i].mark; m != nil && m.work != nil {
			r = m.work.room
		}
		if r != nil && !slices.Contains(rooms, r) {
			rooms = append(rooms, r)
		}
	}
	return rooms
}

// roomsAbout returns the rooms that entries are about, each once, how many entries these are, and how many bytes of events.
func (h *Hub) roomsAbout(entries []journal.Entry) (rooms []*room, n, bytes int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for i := range entries {
		name, _, _ := strings.Cut(entries[i].Room, "/") // of a queue: those who watch it
		if r, _ := h.find(name); r != nil && !slices.Contains(rooms, r) {
			rooms = append(rooms, r)
		}
		bytes += len(entries[i].Event)
	}
	return rooms, len(entries), bytes
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

// Skip is for a transport that cannot make the sender wait. It says that the next request is to be dropped: half of
// what the member's queue holds is there for its own requests, or the member gives way to others. The member is told
// how many were dropped when its queue is taken next.
func (m *Member) Skip() bool {
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
