package journal

import "errors"

// A Shared journal is a list of groups of entries that several servers append to. Each server takes in all groups, its own
// and the others', in the one order that they have: so all of them come to the same rooms.
//
// Two servers may decide at the same time what comes next. Append lets one of them win. The other one takes in what the
// winner has appended, decides again, and appends that.
type Shared interface {
	// Server is this server's name in groups and entries. It is drawn when the journal is opened: a server that is
	// started again is another one.
	Server() string
	// Follow calls Take with each group that is kept, the oldest first. It returns when all groups have been taken that
	// there were when it was called; Take and Tick are called with later ones until Close. It is called once.
	Follow(Follower) error
	// Append adds a group at its position, which is the one after the last group that was taken. It returns nil when Take
	// has returned for it. Otherwise the error is, or wraps:
	//   - ErrBehind: another group is at that position, and Take has returned for that;
	//   - ErrUnanswered: it is not known whether the group is kept. If it is, Take is called with it later.
	//   - ErrFull, or another one: it is not kept.
	// One group is appended at a time.
	Append(Group) error
	// Lapsed says whether a server has not been heard of for a lease. It is taken to be dead then, and its members to
	// have left.
	Lapsed(server string) bool
	// Fading says whether the journal may forget before long what this server has said of who is there, which is then to be
	// said again (Entry.Here).
	Fading() bool
	// Close ends the journal. Neither Take nor Tick is called when it has returned.
	Close() error
}

// A Group is what a server has appended at once.
type Group struct {
	Position uint64 // in the journal: 1 for the first, and no number is left out
	Server   string // whose it is
	Number   uint64 // of this group among the server's
	Entries  []Entry
}

// A Follower takes in what a shared journal has.
type Follower struct {
	// Take takes in the next group. It is called by one goroutine at a time. An error says that the group cannot follow those before it: no other one is taken.
	Take func(Group) error
	// Tick is called about once a second, perhaps at once with Take. It must not wait for Append.
	Tick func()
}

var (
	// ErrBehind says that another server's group has come first.
	ErrBehind = errors.New("journal: another server was first")
	// ErrUnanswered says that it is not known whether a group is kept.
	ErrUnanswered = errors.New("the queue does not answer")
)
