//go:build solution

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

	head uint64  // the offset of the last event
	kept []Event // the last ones, head the last of them
}

// Append makes text the room's next event and returns its offset. The log keeps the last l.Keep events.
func (l *Log) Append(text string) (offset uint64) {
	l.head++
	l.kept = append(l.kept, Event{l.head, text})
	if len(l.kept) > l.Keep {
		l.kept = l.kept[1:] // append moves what is left to a new array now and then, and so frees the rest
	}
	return l.head
}

// Since is for a member who comes back. It knows the life of the room that is called epoch, and has seen
// the events of that life up to offset. Since returns what it has missed, in order and without anything
// twice; and a gap if part of that is lost, or nil if nothing is.
func (l *Log) Since(epoch string, offset uint64) (gap *Gap, events []Event) {
	next, first := offset+1, l.head-uint64(len(l.kept))+1 // first that it lacks, and that is kept
	if epoch != l.Epoch || offset > l.head {
		return &Gap{From: 1, To: first - 1, Restarted: true}, l.kept
	}
	if next < first {
		return &Gap{From: next, To: first - 1}, l.kept
	}
	return nil, l.kept[next-first:]
}
