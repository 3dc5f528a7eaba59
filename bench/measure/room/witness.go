package room

import (
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"wirelab/bench"
	"wirelab/bench/measure/trial"
	"wirelab/internal/room/event"
	"wirelab/internal/room/hub"
)

// A witness is a member of the room inside the server, with no network in between: it tells when the
// server had each message, and what number that got.
type witness struct {
	hub *hub.Hub
	now func() time.Duration

	before hub.Stats // at the beginning of the trial

	mu      sync.Mutex
	member  *hub.Member
	format  trial.Format
	at      []time.Duration // by sequence number; Never if the server did not have it
	offsets []uint64
	queue   []*hub.Message
}

// begin enters the room, for a trial of n messages.
func (w *witness) begin(room string, f trial.Format, n int) {
	w.before = w.hub.Stats()
	member := w.hub.Connect(netip.Addr{}, "", w.look) // which looks already, perhaps
	w.mu.Lock()
	w.format, w.at, w.offsets = f, trial.Nevers(n), make([]uint64, n)
	w.member = member
	w.mu.Unlock()
	member.Handle(event.Request{Type: event.TypeJoin, Room: room, Name: "witness"})
}

// look takes what has come. The hub calls it.
func (w *witness) look() {
	now := w.now()
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.member == nil {
		return
	}
	w.queue, _ = w.member.Take(w.queue[:0])
	for _, m := range w.queue {
		reply, err := event.DecodeReply(m.JSON())
		e, ok := reply.(event.Event)
		if err != nil || !ok {
			continue
		}
		if seq, ok := w.format.SeqOfText(e.Data); ok && seq < len(w.at) && w.at[seq] == bench.Never {
			w.at[seq], w.offsets[seq] = now, e.Offset
		}
	}
}

// end leaves the room, and fills in the offsets that it has seen. It returns when the messages came, and what
// the hub has done in the trial.
func (w *witness) end(offsets []atomic.Uint64) ([]time.Duration, *hub.Stats) {
	w.member.Close()
	stats := w.hub.Stats()
	stats.Evicted -= w.before.Evicted
	stats.Dropped -= w.before.Dropped
	w.mu.Lock()
	defer w.mu.Unlock()
	for seq, offset := range w.offsets {
		if offset > 0 {
			offsets[seq].Store(offset)
		}
	}
	at := w.at
	w.member, w.at, w.offsets = nil, nil, nil
	return at, &stats
}
