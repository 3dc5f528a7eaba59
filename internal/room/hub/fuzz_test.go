package hub

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"wirelab/internal/room/event"
	"wirelab/internal/room/journal"
)

// FuzzHub reads its input as a script: a byte each for what to do, who does it, and with what. After
// each step the hub must be whole. Its limits are low, so that all of them are met.
func FuzzHub(f *testing.F) {
	f.Add(byte(0), []byte("\x00\x00\x00\x00\x01\x00\x01\x00\x00\x01\x01\x05\x02\x00\x00"))
	f.Add(byte(1), []byte("\x00\x00\x11\x00\x01\x11\x01\x00\x00\x01\x00\x00\x01\x00\x00\x01\x00\x00\x01\x00\x00\x07\x01\x00"))
	f.Add(byte(2), []byte("\x00\x00\x00\x00\x00\x01\x03\x00\x00\x03\x00\x01\x00\x01\x02\x00\x01\x03\x00\x01\x00"))
	f.Add(byte(64), []byte("\x00\x00\x00\x00\x01\x00\x01\x00\x00\x01\x00\x00\x01\x00\x00\x03\x01\x00\x01\x00\x00\x09\x00\x00\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, policy byte, script []byte) {
		synctest.Test(t, func(t *testing.T) { fuzzHub(t, policy, script) }) // where it waits for nobody, it takes no time
	})
}

func fuzzHub(t *testing.T, policy byte, script []byte) {
	h := newHub()
	h.Policy = Policy(policy % 3)
	if policy&64 != 0 { // one in three times nothing is kept
		h.Journal = &sickJournal{every: 3}
	}
	h.QueueMessages, h.QueueBytes, h.MaxEvent = 4, 500, 200
	h.History, h.HistoryBytes, h.MaxRooms, h.MaxJoined, h.MaxSessions = 4, 600, 3, 2, 2
	members := make([]*Member, 4)
	for i := range members {
		members[i] = h.Connect(netip.Addr{}, "", nil)
	}
	for len(script) >= 3 {
		what, who, with := script[0], script[1]%4, script[2]
		script = script[3:]
		fuzzStep(h, members, what%12, who, with)
		h.Settle()
		checkHub(t, h, members)
	}
}

func fuzzStep(h *Hub, members []*Member, what, who, with byte) {
	m := members[who]
	room := string('a' + rune(with%4))
	detail := with >> 4
	switch what {
	case 0:
		r := event.Request{Type: event.TypeJoin, Room: room, Name: fmt.Sprint("n", detail%2)}
		if with>>2&1 == 1 {
			r.Session = fmt.Sprint("s", detail%4)
		}
		if with>>3&1 == 1 {
			r.Epoch, r.Offset = "e1", uint64(detail)
		}
		m.Handle(r)
	case 1, 2:
		r := event.Request{Type: event.TypeEmit, Room: room, Event: "x", ID: new(uint64(detail)), Data: []byte("7")}
		if detail == 3 {
			r.Data = event.Quote(fmt.Sprintf("%0200d", 0))
		}
		if detail == 5 {
			r.Self = new(false)
		}
		m.Handle(r)
	case 3:
		m.Handle(event.Request{Type: event.TypeLeave, Room: room, ID: new(uint64(detail))})
	case 4:
		m.Handle(event.Request{Type: event.TypeResume, Room: room, Epoch: fmt.Sprint("e", 1+detail%3), Offset: uint64(detail)})
	case 5:
		m.Handle(event.Request{Type: event.TypeName, Name: fmt.Sprint("n", detail%3)})
	case 6:
		m.Handle(event.Request{Type: event.TypeWho, Room: room})
		m.Handle(event.Request{Type: event.TypeRooms})
	case 7:
		m.Handle(event.Request{Type: event.TypePing})
	case 8:
		m.Refuse(&event.Error{Code: event.Malformed, Reason: "x"})
	case 9:
		m.Close()
		members[who] = h.Connect(netip.Addr{}, "", nil)
	default:
		m.Take(nil)
	}
}

// checkHub checks what must hold whenever the hub is not locked.
func checkHub(t *testing.T, h *Hub, members []*Member) {
	t.Helper()
	if !h.mu.TryLock() {
		t.Fatal("the hub is locked")
	}
	defer h.mu.Unlock()
	if len(h.leaving) > 0 || len(h.rooms) > h.MaxRooms || len(h.sessions.byName) > h.MaxSessions ||
		h.sessions.recent.Len() != len(h.sessions.byName) {
		t.Fatalf("%d are leaving, %d rooms, %d sessions", len(h.leaving), len(h.rooms), len(h.sessions.byName))
	}
	if !slices.IsSortedFunc(h.rooms, func(a, b *room) int { return int(a.name[0]) - int(b.name[0]) }) {
		t.Fatal("the rooms are not sorted")
	}
	seats := 0
	for _, r := range h.rooms {
		seats += len(r.seats)
		checkRoom(t, h, r)
	}
	connected := 0
	for _, m := range members {
		seats -= len(m.seats)
		if checkMember(t, h, m); m.err == nil {
			connected++
		}
	}
	if n := waiting(members); h.held.Load() != n {
		t.Fatalf("%d bytes are counted as waiting, want %d", h.held.Load(), n)
	}
	if seats != 0 || len(h.members) != connected {
		t.Fatalf("%d seats are not known to both sides; %d members, want %d", seats, len(h.members), connected)
	}
}

// waiting returns how many bytes are in all queues together, each message once.
func waiting(members []*Member) (bytes int64) {
	seen := map[*Message]bool{}
	for _, m := range members {
		for _, msg := range m.queue {
			all := []*Message{msg}
			if msg.replay != nil {
				all = msg.replay.events
			}
			for _, msg := range all {
				if !seen[msg] {
					seen[msg] = true
					bytes += int64(len(msg.line))
				}
			}
		}
	}
	return bytes
}

func checkRoom(t *testing.T, h *Hub, r *room) {
	t.Helper()
	reserved := 0
	for who := range h.reserved.by {
		if who.room == r {
			reserved++
		}
	}
	if len(r.names) != len(r.seats)+reserved {
		t.Fatalf("%d names for %d members and %d who are absent", len(r.names), len(r.seats), reserved)
	}
	sessions := map[string]bool{}
	for _, s := range r.seats {
		if s.room != r || !r.names[folded(s.name)] || s.member.err != nil || s.session != "" && sessions[s.session] {
			t.Fatalf("%s has a wrong seat", s.name)
		}
		sessions[s.session] = true
	}
	bytes := 0
	for i, msg := range r.holds() {
		bytes += len(msg.line)
		if msg.offset != r.first()+uint64(i) {
			t.Fatalf("event %d is held as %d", msg.offset, r.first()+uint64(i))
		}
	}
	if r.held > h.History || bytes != r.bytes || r.held > 1 && bytes > h.HistoryBytes || len(r.history) > 3*h.History+16 {
		t.Fatalf("%d events with %d bytes (%d) of %d are held", r.held, bytes, r.bytes, len(r.history))
	}
}

func checkMember(t *testing.T, h *Hub, m *Member) {
	t.Helper()
	if !m.mu.TryLock() {
		t.Fatal("a member is locked")
	}
	defer m.mu.Unlock()
	if m.err != nil && len(m.seats) > 0 || len(m.seats) > h.MaxJoined {
		t.Fatalf("%v, and %d seats", m.err, len(m.seats))
	}
	bytes := 0
	replays := map[*room]bool{}
	for _, msg := range m.queue {
		if msg.replay != nil {
			if replays[msg.room] {
				t.Fatal("two replays of one room")
			}
			replays[msg.room] = true
			continue
		}
		bytes += len(msg.line)
		if _, err := event.DecodeReply(msg.JSON()); err != nil || len(msg.JSON()) > h.MaxEvent {
			t.Fatalf("%s: %v", msg.JSON(), err)
		}
	}
	if m.err != ErrTooSlow && (len(m.queue) > h.QueueMessages || bytes != m.bytes || len(m.queue) > 1 && bytes > h.QueueBytes) {
		t.Fatalf("%d messages with %d bytes (%d) are queued", len(m.queue), bytes, m.bytes)
	}
}

// FuzzTake takes in a group that somebody has put into a shared journal. Whatever is in it, the hub is whole afterwards, and
// its members get one event a line.
func FuzzTake(f *testing.F) {
	f.Add([]byte(`[{"room":"a","epoch":"e","offset":1,"came":"ada","seat":1,"event":{"type":"event","room":"a","offset":1,"from":"ada","event":"join"}}]`))
	f.Add([]byte(`[{"room":"a","epoch":"e1","offset":2,"session":"s","id":7,"event":{"type":"event","room":"a","offset":2,"from":"ada","event":"x"}},` +
		`{"room":"a/b","epoch":"e1","offset":1,"event":{"type":"queue","begin":0,"take":2,"attempt":1,"most":5,"consumers":"sharing"}},` +
		`{"room":"a/b","epoch":"e1","offset":2,"event":{"type":"queue","begin":1,"back":2,"attempt":5}}]`))
	f.Add([]byte(`[{"room":"a","epoch":"e1","offset":1,"here":[{"name":"bob","seat":3}]},{"room":"a","epoch":"e1","offset":2,"went":"bob","lapsed":"x",` +
		`"event":{"type":"event","room":"a","offset":2,"from":"bob","event":"leave"}}]`))
	f.Fuzz(func(t *testing.T, entries []byte) {
		var g journal.Group
		if json.Unmarshal(entries, &g.Entries) != nil {
			return
		}
		s := share(t, 1)
		h := s.hubs[0]
		h.NewEpoch = func() string { return "e1" }
		h.QueueMessages, h.QueueBytes, h.MaxEvent = 256, 256<<10, 1200
		h.History, h.HistoryBytes, h.MaxRooms, h.MaxJoined, h.MaxSessions = 256, 512<<10, 1024, 32, 4096
		ada := connect(t, s.hubs[0])
		s.send(ada, `{"type":"join","room":"a","name":"ada","session":"s"}`, `{"type":"subscribe","room":"a","durable":"b","share":true}`)
		g.Server, g.Position = "other", uint64(len(s.log.groups)+1)
		s.views[0].fails(func() (before, after error) { return journal.ErrUnanswered, nil })
		h.take(g)
		h.Settle()
		h.tick()
		h.Settle()
		for _, line := range ada.lines() {
			if _, err := event.DecodeReply([]byte(line)); err != nil || strings.ContainsAny(line, "\r\n") {
				t.Errorf("she gets %q: %v", line, err)
			}
		}
		checkHub(t, h, []*Member{ada.Member})
	})
}
