package journal

import (
	"cmp"
	"maps"
	"slices"
	"sync"
)

// Memory is a Journal that lives as long as the program. The zero value is empty and keeps everything.
type Memory struct {
	Keep Keep

	mu      sync.Mutex
	entries []Entry
	bytes   int64 // of their events
	rooms   map[string]*place
}

// place is a room in memory.
type place struct {
	Room
	members map[string]string // their sessions by their names
	kept    int               // entries of this life of the room
}

// Append adds entries at the end.
func (m *Memory) Append(entries ...Entry) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	heads := map[string]Room{}
	for _, e := range entries {
		r, known := heads[e.Room]
		if p := m.rooms[e.Room]; !known && p != nil {
			r, known = p.Room, true
		}
		if err := r.Follows(e, known); err != nil {
			return err
		}
		heads[e.Room] = Room{Epoch: e.Epoch, Head: e.Offset}
	}
	for _, e := range entries {
		m.entries = append(m.entries, e)
		m.bytes += int64(len(e.Event))
		m.change(e)
	}
	for len(m.entries) > 1 && m.Keep.Forgets(m.entries[0].Time, m.entries[len(m.entries)-1].Time, m.bytes) {
		m.forget(m.entries[0])
		m.bytes -= int64(len(m.entries[0].Event))
		m.entries[0] = Entry{}
		m.entries = m.entries[1:]
	}
	return nil
}

// change does to an entry's room what the entry says.
func (m *Memory) change(e Entry) {
	p := m.rooms[e.Room]
	if p == nil || p.Epoch != e.Epoch {
		p = &place{Room: Room{Name: e.Room, Epoch: e.Epoch}, members: map[string]string{}}
		if m.rooms == nil {
			m.rooms = map[string]*place{}
		}
		m.rooms[e.Room] = p
	}
	p.Head = e.Offset
	p.kept++
	if e.Went != "" {
		delete(p.members, e.Went)
	}
	if e.Came != "" {
		p.members[e.Came] = e.Session
	}
}

// forget forgets the room of an entry that is forgotten, if it was the last that there was of the room.
func (m *Memory) forget(e Entry) {
	p := m.rooms[e.Room]
	if p == nil || p.Epoch != e.Epoch {
		return
	}
	if p.kept--; p.kept == 0 && len(p.members) == 0 {
		delete(m.rooms, e.Room)
	}
}

// Replay calls each with every entry that is kept.
func (m *Memory) Replay(each func(Entry) error) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, e := range m.entries {
		if err := each(e); err != nil {
			return err
		}
	}
	return nil
}

// Rooms returns the rooms as they are after the last entry.
func (m *Memory) Rooms() ([]Room, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var rooms []Room
	for _, name := range slices.Sorted(maps.Keys(m.rooms)) {
		p := m.rooms[name]
		r := p.Room
		for name, session := range p.members {
			r.Members = append(r.Members, Member{Name: name, Session: session})
		}
		slices.SortFunc(r.Members, func(a, b Member) int { return cmp.Compare(a.Name, b.Name) })
		rooms = append(rooms, r)
	}
	return rooms, nil
}

// Close does nothing: a hub that is made later may go on with the journal.
func (m *Memory) Close() error { return nil }
