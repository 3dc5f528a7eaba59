// Package fanout is one room of a server, with a queue for each member: the last task of the lesson on
// events. A server's other parts, which read from the network and write to it, are not here.
package fanout

// An Event is what members receive.
type Event struct {
	Offset int // counts the room's events, from 1
	Text   string
}

// A Room tells its members what is emitted. Nothing in it waits for anybody.
type Room struct {
	Members []*Member // those who are in it, in the order in which they came
	Last    int       // the offset of the last event; 0: there was none
}

// A Member has a queue, which somebody else empties by Take whenever the network has space.
type Member struct {
	Name   string
	Queue  []Event // what is still to be sent, the oldest first
	Limit  int     // how many events the queue holds, at least 1
	Policy Policy  // what happens when it is full and one more comes

	Dropped int  // how many events were dropped
	Evicted bool // cut off: the member is in no room any more, and its queue is empty
}

// Take returns what is queued, and leaves the queue empty.
func (m *Member) Take() []Event {
	taken := m.Queue
	m.Queue = nil
	return taken
}

// A Policy is what happens to a member whose queue is full when one more event comes.
type Policy int

// The policies.
const (
	Disconnect Policy = iota // empty the queue, and cut the member off
	DropOldest               // drop the oldest event in the queue, and take the new one
	DropNewest               // drop the new one
)
