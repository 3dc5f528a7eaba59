//go:build !solution

package fanout

// Emit makes the room's next event of text: its offset is one more than that of the last. It puts the event
// into the queue of every member, in order, by Push, and takes those out of Members who are evicted then. It
// returns the event's offset, which is what the server acknowledges to the emitter.
//
// It never waits: there is no channel here, no sleep, and nothing that looks whether anyone has read.
func (r *Room) Emit(text string) (offset int) {
	return 0 // your code
}

// Push puts an event into the member's queue. Where the queue holds Limit events already, the member's
// Policy says what happens. Count in Dropped what is dropped; what Disconnect throws away is not counted.
func (m *Member) Push(e Event) {
	// your code
}
