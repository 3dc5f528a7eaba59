package bench

import "time"

// A Role says how a subscriber behaves in a trial.
type Role string

// The roles.
const (
	Ordinary     Role = "ordinary"
	Slow         Role = "slow"         // takes a tenth of the messages that are due
	Disconnected Role = "disconnected" // goes away for a while, and comes back
)

// Heard is what one subscriber to a room has received. Role and SetUp apart, it is its seat's, under the
// seat's lock, as long as the seat receives.
type Heard struct {
	Role     Role
	SetUp    time.Duration   // from the start of Dial until it was in the room
	Received []time.Duration // when each message first came, by sequence number; Never if it did not
	Copies   []int           // how many times it came
	Arrivals []Arrival       // in the order in which they came
	Told     []bool          // the server has said that it is lost (a gap), by sequence number
	Foreign  int
	Evicted  bool  // the server ended the membership, because the subscriber was too slow
	Failed   error // how its connection failed, if it did
}
