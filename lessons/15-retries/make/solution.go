//go:build solution

// Package once sees to it that what is asked for repeatedly is done once.
package once

// A Table remembers what has been done for whom. It is for one goroutine: a server calls it while nobody
// else may change the room.
type Table struct {
	Keep int // how many ids are remembered of each session, at least 1

	sessions map[string]*session
}

// A session is what is remembered of one client.
type session struct {
	offsets map[uint64]uint64 // by id
	order   []uint64          // the ids, as they were carried out
}

// Do carries out a request by calling do, which makes an event and returns its offset. If the session's
// request of that number has been carried out before, Do does not call do: it returns the offset of that
// time, and again is true.
func (t *Table) Do(name string, id uint64, do func() (uint64, error)) (offset uint64, again bool, err error) {
	s := t.sessions[name]
	if s == nil {
		s = &session{offsets: make(map[uint64]uint64)}
	}
	if offset, done := s.offsets[id]; done {
		return offset, true, nil
	}
	if offset, err = do(); err != nil {
		return 0, false, err
	}
	if t.sessions == nil {
		t.sessions = make(map[string]*session)
	}
	t.sessions[name] = s
	s.offsets[id] = offset
	if s.order = append(s.order, id); len(s.order) > t.Keep {
		delete(s.offsets, s.order[0])
		s.order = s.order[1:]
	}
	return offset, false, nil
}
