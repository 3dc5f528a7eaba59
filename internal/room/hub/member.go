package hub

import (
	"errors"
	"net/netip"
	"slices"
	"sync"
	"time"

	"wirelab/internal/room/event"
)

// Member is one connection to the hub, over any transport. Its methods may be called by several goroutines
// at once.
type Member struct {
	hub  *Hub
	wake func()
	from netip.Addr // who is to be charged for the rooms it opens; the zero Addr is nobody
	over string     // the transport, such as tcp; "" is not known

	// The hub's lock guards these.
	number   int    // its place in the hub's members
	name     string // the last that it gave itself; may be empty
	seats    []*seat
	mistakes int // in a row
	debt         // for what it caused (rate.go)
	hurry    hurry

	mu       sync.Mutex // guards the rest
	queue    []*Message
	bytes    int           // in queue, but for replays
	toReplay int           // bytes in these
	err      error         // why the member is no longer connected
	since    time.Time     // since when it was behind when an event came; zero: it was not
	way      time.Time     // until when it gives way to others
	own      int           // messages put into the queue for its own requests since it was last empty
	unkept   int           // of its requests that wait for the journal
	skipped  int           // requests dropped since the queue was last taken
	space    chan struct{} // closed when something is taken out of the queue; nil: nobody waits for that
	patience patience      // the hub's with this member (backlog.go)
}

// These errors say why a member is no longer connected. A member that Evict cut off has the error that
// was given to Evict.
var (
	ErrTooSlow  = errors.New("hub: the member did not take its messages")
	ErrMistakes = errors.New("hub: the member made too many mistakes")
	ErrClosed   = errors.New("hub: the member is closed")
)

// maxMistakes is how many mistakes a member may make in a row.
const maxMistakes = 10

// Connect adds a connection, which is in no room yet. The caller must call Close in the end. from is the
// address of the client, which may open a share of the rooms (MaxRooms); the zero Addr is not counted.
// over names the transport, such as tcp, for the other members to see; "" is not shown.
//
// wake, if not nil, is called when the member's queue stops being empty, and when the member is evicted.
// It runs in the goroutine that caused it, and must not block. It may be called once too often, when
// there is nothing to Take. No lock is held, so wake may call the hub.
func (h *Hub) Connect(from netip.Addr, over string, wake func()) *Member {
	if wake == nil {
		wake = func() {}
	}
	if h.NoTransports {
		over = ""
	}
	m := &Member{hub: h, wake: wake, from: from, over: over}
	h.mu.Lock()
	defer h.mu.Unlock()
	m.debt = h.debts.of(from)
	m.number = len(h.members)
	h.members = append(h.members, m)
	return m
}

// Handle carries out a request. The replies go to the member's queue, in order with its events. A
// hello is the transport's business and does nothing here. After Close, or when the member has been
// evicted, Handle does nothing.
func (m *Member) Handle(request event.Request) {
	m.hub.begin()
	defer m.hub.end()
	if m.Err() != nil {
		return
	}
	if err := request.Check(); err != nil {
		m.refuse(err)
		return
	}
	m.mistakes = 0
	m.hub.carryOut(m, &request)
}

// Refuse puts an error into the member's queue, usually what event.DecodeRequest returned. The tenth
// in a row evicts the member, and Refuse then returns ErrMistakes. It returns Err otherwise.
func (m *Member) Refuse(err error) error {
	m.hub.begin()
	defer m.hub.end()
	m.refuse(err)
	return m.Err()
}

// Evict cuts the member off and tells it why. Messages in its queue can still be sent.
func (m *Member) Evict(why *event.Error) {
	m.hub.begin()
	defer m.hub.end()
	m.refuseLast(why, why)
}

func (m *Member) refuse(err error) {
	refusal, ok := errors.AsType[*event.Error](err)
	if !ok {
		refusal = &event.Error{Code: event.Malformed, Reason: err.Error()}
	}
	if m.mistakes++; m.mistakes == maxMistakes {
		m.refuseLast(refusal, ErrMistakes)
		return
	}
	m.reply(refusal)
}

// takeBytes is about how much Take returns at once: a queue may hold much more, and whoever writes
// what was taken holds it in memory until the peer has read it.
const takeBytes = 64 << 10

// Take appends the queued messages to buf, about 64 KiB at most, and returns it. wake is called when there
// is more to take. An error says why the member was disconnected; the messages returned with it are the
// last to be sent.
func (m *Member) Take(buf []*Message) ([]*Message, error) {
	buf, more, err := m.take(buf)
	if more {
		m.wake()
	}
	return buf, err
}

func (m *Member) take(buf []*Message) (taken []*Message, more bool, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := 0
	for space := takeBytes; n < len(m.queue) && space > 0; n++ {
		msg := m.queue[n]
		if msg.replay != nil {
			done := false
			if buf, space, done = m.appendReplay(buf, msg.replay, space); !done {
				break
			}
			continue
		}
		buf = append(buf, msg)
		space -= len(msg.line)
		m.letGo(msg)
	}
	if n < len(m.queue) {
		m.queue = slices.Delete(m.queue, 0, n)
		m.tellSpace()
		return buf, true, nil
	}
	m.empty()
	if m.skipped > 0 {
		buf = append(buf, m.tellSkipped())
	}
	return buf, false, m.err
}

// Err returns nil while the member is connected, and afterwards the reason why it is not: ErrTooSlow,
// ErrMistakes, ErrClosed or the error given to Evict, whichever came first.
func (m *Member) Err() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.err
}

// Close ends the connection: the member leaves its rooms, and what is queued is dropped. It may be
// called again.
func (m *Member) Close() {
	m.hub.begin()
	defer m.hub.end()
	m.mu.Lock()
	defer m.mu.Unlock()
	m.clear()
	m.disconnect(ErrClosed)
}

// Leave ends the connection when what is queued has been taken: the member leaves its rooms, and
// nothing more is queued for it.
func (m *Member) Leave() {
	m.hub.begin()
	defer m.hub.end()
	m.mu.Lock()
	defer m.mu.Unlock()
	m.disconnect(ErrClosed)
	*m.hub.woken = append(*m.hub.woken, m)
}

// disconnect has the member leave its rooms before the hub is unlocked. Its queue takes nothing
// more. Both locks are held.
func (m *Member) disconnect(err error) {
	if m.err != nil {
		return
	}
	m.err = err
	h := m.hub
	h.debts.keep(m)
	h.leaving = append(h.leaving, m)
	last := h.members[len(h.members)-1]
	h.members[m.number], last.number = last, m.number
	h.members[len(h.members)-1] = nil
	h.members = h.members[:len(h.members)-1]
	m.tellSpace()
}
