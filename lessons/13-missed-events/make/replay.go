//go:build !solution

// Package replay keeps the last events of a room, for members who were away.
package replay

// An Event is something that happened in a room.
type Event struct {
	Offset uint64 // counts the room's events: 1, 2, 3 ...
	Text   string
}

// A Gap says that events are lost for good.
type Gap struct {
	// From and To are the first and the last of them. Where there are none, To is From-1.
	From, To uint64
	// Restarted says that the member knows another life of the room. What it did not see of that life is
	// lost too, and nobody knows how much that is.
	Restarted bool
}

// A Log is what a server keeps of one life of a room.
type Log struct {
	Epoch string // the name of this life
	Keep  int    // how many events are kept, at least 1

	// Your fields go here. A slice is enough, and so is a number beside it.
}

// Append makes text the room's next event and returns its offset. The log keeps the last l.Keep events
// and forgets the rest: the test cannot see that, but your memory would.
func (l *Log) Append(text string) (offset uint64) {
	// Your task, part 1.
	return 0
}

// Since is for a member who comes back. It knows the life of the room that is called epoch, and has seen
// the events of that life up to offset. Since returns what it has missed, in order and without anything
// twice; and a gap if part of that is lost, or nil if nothing is.
//
// Three things can be wrong with what the member knows. Some of what it missed may have been forgotten
// since. The room may have begun anew, so that the member's offset counts the events of another life. And
// the offset may be one that this life has not reached, which is the same: no such event was ever seen.
func (l *Log) Since(epoch string, offset uint64) (gap *Gap, events []Event) {
	// Your task, part 2.
	return nil, nil
}
