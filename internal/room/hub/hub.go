package hub

import (
	"cmp"
	"crypto/rand"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"wirelab/internal/network/netx"
	"wirelab/internal/room/journal"
)

// Hub is a set of rooms with their members. The zero value is ready to use. Do not change the fields once
// it is in use. A Hub may be used by many goroutines at once.
type Hub struct {
	// Policy says what happens to a member whose queue is full. Zero means Disconnect.
	Policy Policy
	// QueueMessages and QueueBytes limit a member's queue. Zero means 256 messages and 256 KiB. An empty
	// queue takes any single message.
	QueueMessages, QueueBytes int
	// QueueTotal limits the queues of all members together, in bytes. A message that is in many queues
	// counts once. Above the limit, the members with the longest queues are evicted. Zero means 64 MiB.
	QueueTotal int
	// Rate is how many events a member may cause in a second, on average: joins, changes of name, replayed
	// events, and what it emits, unless all others are silent and keep up with it. A silent member saves up
	// ten seconds' worth at most. Each 2 KiB begun count as one event. The hub refuses what is too much, and
	// tells the member how long to wait. Zero means 100, a negative number means no limit.
	Rate int
	// MaxEvent is the size in bytes of the largest event, encoded, without the newline, and of the
	// answers to who and rooms. Zero means 1200, which fits a datagram on any path. 16 KiB is right
	// where nobody joins over UDP.
	MaxEvent int
	// History and HistoryBytes are how many events a room keeps for those who missed them, and how
	// large these are together. Zero means 256 events and 512 KiB.
	History, HistoryBytes int
	// HistoryTotal is how many bytes of events all rooms keep together. Each room has the same share of
	// it, if that is less than HistoryBytes. Zero means 64 MiB, which is 512 KiB for each of 128 rooms.
	HistoryTotal int
	// MaxRooms limits the number of rooms, including empty rooms that are kept for their history. Zero means
	// 1024. A room counts for the address whose member entered it when it was empty. All members from one
	// address together may open only a share of the rooms, so that some are left for others (netx.Shares).
	MaxRooms int
	// MaxJoined is how many rooms a member may be in. Zero means 32.
	MaxJoined int
	// MaxSessions is the number of sessions whose emits are remembered, so that a repeated emit is
	// recognised. Above it, the session that has been idle longest is forgotten. Zero means 4096.
	MaxSessions int
	// Gather is how long Pump waits, after the first message in an empty queue, for more messages that can
	// go out in the same write. Zero means no wait; messages that have to wait for an earlier write are
	// gathered in any case. A nanosecond of virtual time means: until everything else is idle.
	Gather time.Duration
	// Quiet says that joins and leaves are not announced to members. In a large room they would be most of
	// the traffic, since each of n members would hear of all who come later.
	Quiet bool
	// NoTransports says that members are not told which transports the others use. That saves bytes where
	// nobody looks at it, as in a measurement.
	NoTransports bool
	// NewEpoch draws the name of a room's life, which must be a word (event.IsWord). It must not
	// call the hub. Nil means 8 random letters and digits.
	NewEpoch func() string
	// Watch, if not nil, is called in order when a member enters a room, leaves it, or changes its name there.
	// The hub is locked during the call: Watch must not wait for anything, and must not call the hub.
	Watch func(Change)
	// Journal keeps what happens in the rooms, for a hub that goes on there (Restore). Nobody hears of anything, and
	// no emit is acknowledged, before it is kept. Nil means that nothing is kept for longer than the hub is.
	Journal journal.Journal
	// Shared is what keeps it where several hubs have the same rooms, instead of Journal. What a member hears, and in which
	// order, is the same at all of them. Restore has the hub follow the journal, which is closed after Settle.
	Shared journal.Shared
	// AtOnce says that the Journal takes no time, as one in memory: each thing is kept by itself, while the hub is locked. So
	// what happens at one instant of virtual time has one order.
	AtOnce bool

	mu       sync.Mutex // guards the rest, and everything in rooms
	rooms    []*room    // sorted by name
	made     uint64     // rooms, ever
	seats    uint64     // ever given
	emptied  uint64     // times that a room became empty
	sessions sessions
	reserved reservations
	members  []*Member
	leaving  []*Member // evicted, and still in their rooms
	woken    *[]*Member
	stats    Stats
	log      log
	queues   int            // of all rooms (work.go)
	servers  map[string]int // members by their server, says the shared journal (roster.go)
	ready    []*work        // queues that may have something to hand out
	patience patience       // with all members together; who takes in what a journal has kept has it

	debts   debts
	talk    talk[*Member]
	turns   turns        // of those who are not modest, and of those who come (rate.go)
	openers netx.Shares  // of the rooms that are not empty, by the address that is charged
	makers  netx.Shares  // of the queues, by the address that has made them
	held    atomic.Int64 // bytes in all queues
	crew    crew         // writes to the members
}

// Stats counts what a hub has done and what it holds.
type Stats struct {
	Published  uint64 // events, joins and leaves and changes of name included
	Queued     uint64 // messages put into queues; an event counts once for each receiver
	Dropped    uint64 // events dropped from queues that were full
	Refused    uint64 // events not made because their sender was too fast (Rate)
	Skipped    uint64 // requests dropped because their sender did not take its answers, or gave way to others (Skip)
	Evicted    uint64 // members cut off because their queue was full
	Duplicates uint64 // emits that had been made before
	NotKept    uint64 // emits that failed because the journal could not keep them
	Resumed    uint64 // times that a member asked for what it had missed
	Gaps       uint64 // times that not all of it was left
	Waiting    int64  // bytes in queues now
	Members    int    // connected now
	Rooms      int    // held now, empty ones included
}

// Stats returns the counters as they are now.
func (h *Hub) Stats() Stats {
	h.mu.Lock()
	defer h.mu.Unlock()
	stats := h.stats
	stats.Rooms, stats.Members, stats.Waiting = len(h.rooms), len(h.members), h.held.Load()
	return stats
}

// Change is that somebody has entered or left a room, or is called otherwise there.
type Change struct {
	Kind string     // event.EventJoin, event.EventLeave or event.EventName
	Room string     // in which
	Name string     // who; of a change of name, the new one
	Was  string     // of a change of name, the old one
	Over string     // the member's transport, such as tcp; "" is not known
	From netip.Addr // its address; the zero Addr is not known
	Here int        // how many are in the room now
}

func (h *Hub) watch(s *seat, kind, was string) {
	if h.Watch != nil {
		h.Watch(Change{
			Kind: kind, Room: s.room.name, Name: s.name, Was: was,
			Over: s.member.over, From: s.member.from, Here: len(s.room.seats),
		})
	}
}

// begin locks the hub. Every call that changes anything is between begin and end.
func (h *Hub) begin() {
	h.mu.Lock()
	h.woken = wokenPool.Get().(*[]*Member)
}

// end sees to what the call has caused, unlocks the hub, and then wakes those who got messages.
func (h *Hub) end() {
	h.leaveAll()
	h.deliverAll()
	h.relieve()
	h.leaveAll() // those whom it has evicted
	h.deliverAll()
	woken := h.woken
	h.mu.Unlock()
	for _, m := range *woken {
		m.wake()
	}
	clear(*woken)
	*woken = (*woken)[:0]
	wokenPool.Put(woken)
}

// wokenPool has lists of members to wake. The calls of wake come after the hub is unlocked, when
// another goroutine may be making its own list.
var wokenPool = sync.Pool{New: func() any { return new([]*Member) }}

func (h *Hub) newEpoch() string {
	if h.NewEpoch != nil {
		return h.NewEpoch()
	}
	return strings.ToLower(rand.Text()[:8])
}

func (h *Hub) queueMessages() int { return cmp.Or(h.QueueMessages, 256) }
func (h *Hub) halfQueue() int     { return max(1, h.queueMessages()/2) }
func (h *Hub) queueBytes() int    { return cmp.Or(h.QueueBytes, 256<<10) }
func (h *Hub) queueTotal() int    { return cmp.Or(h.QueueTotal, 64<<20) }
func (h *Hub) rate() int          { return cmp.Or(h.Rate, 100) }
func (h *Hub) historyTotal() int  { return cmp.Or(h.HistoryTotal, 64<<20) }
func (h *Hub) maxEvent() int      { return cmp.Or(h.MaxEvent, 1200) }
func (h *Hub) history() int       { return cmp.Or(h.History, 256) }
func (h *Hub) historyBytes() int  { return cmp.Or(h.HistoryBytes, 512<<10) }
func (h *Hub) maxRooms() int      { return cmp.Or(h.MaxRooms, 1024) }
func (h *Hub) maxJoined() int     { return cmp.Or(h.MaxJoined, 32) }
func (h *Hub) maxSessions() int   { return cmp.Or(h.MaxSessions, 4096) }
