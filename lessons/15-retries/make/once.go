//go:build !solution

// Package once sees to it that what is asked for repeatedly is done once.
package once

// A Table remembers what has been done for whom. It is for one goroutine: a server calls it while nobody
// else may change the room.
type Table struct {
	Keep int // how many ids are remembered of each session, at least 1

	// Your fields go here. A zero Table with Keep set has to be ready to use.
}

// Do carries out a request by calling do, which makes an event and returns its offset. A request has a
// number, id, and belongs to a session. If the session's request of that number has been carried out
// before, Do does not call do: it returns the offset of that time, and again is true.
//
// What returned an error has not been carried out. It is not remembered: if it is asked for again, do is
// called again.
//
// Of each session the last t.Keep numbers that were carried out are remembered. They may come in any
// order.
func (t *Table) Do(session string, id uint64, do func() (uint64, error)) (offset uint64, again bool, err error) {
	// Your task. As it is, everything is done as often as it is asked for.
	offset, err = do()
	return offset, false, err
}
