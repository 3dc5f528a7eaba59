package bench

import (
	"time"

	"wirelab/internal/network/packet"
	"wirelab/internal/room/hub"
)

// A Sample is what was seen of one message. Times count from the start of its trial.
type Sample struct {
	Due      time.Duration // when it was to be sent
	Sent     time.Duration // when it was sent: just before Send was called; Never if it was not
	Returned time.Duration // when Send returned, so that the next could be sent; Never if it did not
	Reached  time.Duration // when the server first had it; Never if it did not, or nobody knows
	Received time.Duration // when its echo first came; Never if it did not
	Copies   int           // how many times its echo came

	Published bool // to a room: somebody is known to have got it

	late time.Duration // how long after its sending it came, if that is more than the wait: see Samples.settle
}

// Never is the time of what did not happen.
const Never time.Duration = -1

// An Arrival is one echo's coming. A message that arrived twice has two.
type Arrival struct {
	Seq int
	At  time.Duration
}

// Samples are the bare observations of one trial on one transport.
type Samples struct {
	Transport string
	Trial     int           // counted from 0
	Size      int           // bytes a message
	Wait      time.Duration // as in Plan
	Reliable  bool          // the transport sends again what was lost, and keeps order
	SetUp     time.Duration // from the start of Dial until the first message could be sent
	Messages  []Sample      // by sequence number
	Arrivals  []Arrival     // in the order in which they came
	Foreign   int           // messages that came and were not ours, or were not as we sent them
	Refused   int           // times that this machine was told that nobody listens there (UDP)
	// SocketErrors are how often this machine refused a datagram for another reason, or told of another
	// trouble with one, by what it said: "message too long" (UDP).
	SocketErrors map[string]int
	ServerSaw    bool            // the server was ours, so Reached is known
	Packets      []packet.Record // what went over the wire, if measure.Watcher.Packets is set and the network is ours to look into
	Start, Close time.Duration   // on the clock of Packets: when the first message was due, and when the connection was closed
	Stalls       *Stalls         // how long messages waited for bytes before them, where the network is ours to look into
	Wire         *Wire           // what it cost, where the network is ours to look into
	TCP          *TCPInfo        // what the operating system reports about the connection, if it does
	Pauses       []Pause         // times, during the sending, in which the program did not run
	Failed       error           // how the connection failed, if it did
	CutShort     bool            // the trial was not carried out to its end
	GivenUp      bool            // it ended although something could still come
	Interval     time.Duration   // of a bulk transfer's goodput over time; 0: the trial was none
	Window       []Window        // of a bulk transfer over TCP, from time to time; none where it is not known

	// Of a broadcast server there is no echo: Messages say when each was published, and the audience
	// when who got it.
	Audience []*Heard
	Hub      *hub.Stats // of the server, if it was ours

	// Of a queue there is no echo either: Received and Copies say when the work of each was done, and how often.
	Worked *Worked
}

// givenUp is 1 if the trial was given up, else 0.
func (s *Samples) givenUp() int {
	if s.GivenUp {
		return 1
	}
	return 0
}

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
