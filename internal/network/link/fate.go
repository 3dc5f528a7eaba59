package link

import (
	"net/netip"
	"time"
)

// A Direction is one of the two directions of a link.
type Direction uint8

// The two directions.
const (
	Up   Direction = iota // towards the server
	Down                  // towards the client
)

// String returns up or down.
func (d Direction) String() string {
	if d == Up {
		return "up"
	}
	return "down"
}

// A Flow names two hosts that talk to each other. It leaves out protocols and ports, so that the packets of
// all transports between these hosts meet the same fates.
type Flow struct{ From, To netip.Addr }

// A Fate is what happens to a packet.
type Fate uint8

// The fates. The first two arrive.
const (
	Delivered   Fate = iota
	Held             // delivered late, perhaps after packets that were sent later
	Lost             // by itself
	LostInBurst      // in the bad state of a GilbertElliott
	QueueFull        // dropped where it would have had to wait for bandwidth
)

// String returns the fate in words.
func (f Fate) String() string {
	switch f {
	case Delivered:
		return "delivered"
	case Held:
		return "held"
	case Lost:
		return "lost"
	case LostInBurst:
		return "lost in a burst"
	case QueueFull:
		return "queue full"
	}
	return "unknown"
}

// Arrives reports whether the packet is delivered, late or not.
func (f Fate) Arrives() bool { return f <= Held }

// A Verdict says what happens to one packet. Times are on the clock of the times given to Admit.
type Verdict struct {
	Fate        Fate
	At          time.Duration // when it is delivered; zero if it does not arrive
	Duplicate   bool          // a second copy arrives as well; never of a packet that does not arrive
	DuplicateAt time.Duration // when: at At or up to twice the jitter later; zero if there is none
}
