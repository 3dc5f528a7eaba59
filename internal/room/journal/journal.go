// Package journal keeps what has happened in rooms, so that a server that is started again goes on where it
// was. Rooms decide what happens next, append that to a journal, and tell nobody of it before the journal has kept it.
//
// A Journal is one list of entries for all rooms. Memory keeps it as long as the program runs; journal/file
// keeps it on a disk, through a crash, too. A Shared journal is one that several servers append to, so that they have the
// same rooms; journal/stream keeps it in NATS JetStream.
package journal

import (
	"errors"
	"time"
)

// A Journal is a list of entries that grows at its end and is trimmed at its beginning (Keep). Its methods may be
// called at once.
type Journal interface {
	// Append adds entries at the end, in their order. It returns nil when all of them are kept, and may take as long
	// as a disk does; many at once take hardly longer than one. After an error none of them is kept, and the
	// same offsets may be used again: at once where errors.Is(err, ErrFull), never where it is another error.
	Append(entries ...Entry) error
	// Replay calls each with every entry that is kept, the oldest first, until it returns an error. each must not
	// call the journal.
	Replay(each func(Entry) error) error
	// Rooms returns the rooms as they are after the last entry, sorted by name.
	Rooms() ([]Room, error)
	// Close ends the journal. What is kept stays kept.
	Close() error
}

// An Entry is an event in a room, and what it changes there. What is done of a queue (package queue) is kept in the same way,
// as the entries of a room that is called after both, orders/kitchen, and that nobody can join.
type Entry struct {
	Time   time.Time `json:"time"`
	Room   string    `json:"room"`
	Epoch  string    `json:"epoch"`  // of this life of the room: with another one, the room begins anew
	Offset uint64    `json:"offset"` // in the room: one more than that of its last entry

	// Went is the name of a member who is not in the room any more, Came of one who is in it from now on. A join has
	// Came, a leave Went, a change of name both.
	Came string `json:"came,omitempty"`
	Went string `json:"went,omitempty"`
	// Session is that of the member whose doing it is; ID is the member's number for the request. With both,
	// the request is known when it is made again.
	Session string  `json:"session,omitempty"`
	ID      *uint64 `json:"id,omitempty"`

	// Transport is how the member is connected, such as tcp; "" where that is not known.
	Transport string `json:"transport,omitempty"`

	// Seat is, in a Shared journal, which of its server's members has come or changed his name, whatever he is called.
	Seat uint64 `json:"seat,omitempty"`
	// Lapsed is, in a Shared journal, the server that a member was at who has gone because that server is dead.
	Lapsed string `json:"lapsed,omitempty"`
	// Here says, in a Shared journal, who is in the room at the server that says so. Such an entry is no event, and has the
	// offset of the last one.
	Here []Member `json:"here,omitempty"`

	Event Event `json:"event,omitempty"`
}

// An Event is a JSON object as the room's members get it, without a newline.
type Event []byte

// MarshalJSON returns the event itself.
func (e Event) MarshalJSON() ([]byte, error) { return e, nil }

// UnmarshalJSON stores a copy.
func (e *Event) UnmarshalJSON(b []byte) error {
	*e = append((*e)[:0], b...)
	return nil
}

// A Room is what the entries have made of a room.
type Room struct {
	Name    string
	Epoch   string
	Head    uint64   // the offset of its last entry
	Members []Member // who was in it, sorted by name
}

// A Member is somebody who has come to a room and not gone.
type Member struct {
	Name      string `json:"name"`
	Session   string `json:"session,omitempty"`   // "" where there is none
	Transport string `json:"transport,omitempty"` // in a Shared journal: such as tcp
	Seat      uint64 `json:"seat,omitempty"`      // in a Shared journal: as in an entry
}

// ErrFull says that there is no space for an entry. There may be later.
var ErrFull = errors.New("no space left on the disk")

// errOffset says that an entry does not follow the room's last one.
var errOffset = errors.New("journal: the offset does not follow the room's last one")

// Follows returns an error unless entry can be the next one in a room; known is false if the journal has no
// such room. A room that begins may begin at any offset: it may have gone on for longer than the journal keeps.
func (r Room) Follows(entry Entry, known bool) error {
	if known && r.Epoch == entry.Epoch && entry.Offset != r.Head+1 {
		return errOffset
	}
	return nil
}

// Keep is how much of a journal is kept: what is older than Age or, counted from the end, beyond Bytes is forgotten
// when something is appended. A limit of zero is none. The last entry is always kept. A room that nothing is
// kept of, and that nobody is in, is forgotten with its offset.
type Keep struct {
	Age   time.Duration
	Bytes int64 // of the entries as they are stored
}

// Forgets says whether the oldest entry is to be forgotten: it was appended at that time, and all that is kept has so many bytes.
func (k Keep) Forgets(oldest, now time.Time, bytes int64) bool {
	return k.Bytes > 0 && bytes > k.Bytes || k.Age > 0 && now.Sub(oldest) > k.Age
}
