package hub

import (
	"errors"
	"sync"

	"wirelab/internal/event"
)

// Member is one connection to the hub, whatever it runs over. Its methods may be called by several
// goroutines at once.
type Member struct {
	hub  *Hub
	wake func()

	// The hub's lock guards these.
	name     string // the last that it gave itself; may be empty
	seats    []*seat
	mistakes int // in a row

	mu      sync.Mutex // guards the rest
	queue   []*Message
	bytes   int   // in queue
	err     error // why the member is no member any more
	dropped uint64
}

// These say why a member is not connected any more.
var (
	ErrTooSlow  = errors.New("hub: the member did not take its messages")
	ErrMistakes = errors.New("hub: the member made too many mistakes")
	ErrClosed   = errors.New("hub: the member is closed")
)

// maxMistakes is how many mistakes a member may make in a row.
const maxMistakes = 10

// Connect adds a connection, which is in no room yet. Whoever calls it calls Close in the end.
//
// wake, if not nil, is called when the member's queue stops being empty, and when the member is
// evicted. It is called from whichever goroutine caused it and must not block; it may be called
// once more than there is something to Take. No lock is held, so that it may call the hub.
func (h *Hub) Connect(wake func()) *Member {
	if wake == nil {
		wake = func() {}
	}
	h.mu.Lock()
	h.stats.Members++
	h.mu.Unlock()
	return &Member{hub: h, wake: wake}
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

// Evict tells the member why and cuts it off. What is queued is still to be sent.
func (m *Member) Evict(why *event.Error) {
	m.hub.begin()
	defer m.hub.end()
	m.refuseLast(why)
}

func (m *Member) refuse(err error) {
	refusal, ok := errors.AsType[*event.Error](err)
	if !ok {
		refusal = &event.Error{Code: event.Malformed, Reason: err.Error()}
	}
	if m.mistakes++; m.mistakes == maxMistakes {
		m.refuseLast(refusal)
		return
	}
	m.reply(refusal)
}

// Take appends to buf what is queued, and returns it. Where that is nothing, wake will be called
// when there is something. An error says that the member is no member any more: what was returned
// with it is the last that is to be sent.
func (m *Member) Take(buf []*Message) ([]*Message, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, msg := range m.queue {
		if msg.replay == nil {
			buf = append(buf, msg)
			continue
		}
		buf = msg.replay.appendTo(buf)
	}
	m.empty()
	return buf, m.err
}

// Err returns nil while the member is connected, and then ErrTooSlow, ErrMistakes or ErrClosed,
// whichever was first.
func (m *Member) Err() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.err
}

// Dropped returns how many events were dropped because the member's queue was full.
func (m *Member) Dropped() uint64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.dropped
}

// Close ends the connection: the member leaves its rooms, and what is queued is dropped. It may be
// called again.
func (m *Member) Close() {
	m.hub.begin()
	defer m.hub.end()
	m.mu.Lock()
	defer m.mu.Unlock()
	m.queue, m.bytes = nil, 0
	if m.err == nil {
		m.disconnect(ErrClosed)
	}
}

// disconnect has the member leave its rooms before the hub is unlocked. Its queue takes nothing
// more. Both locks are held.
func (m *Member) disconnect(err error) {
	m.err = err
	m.hub.leaving = append(m.hub.leaving, m)
	m.hub.stats.Members--
}
