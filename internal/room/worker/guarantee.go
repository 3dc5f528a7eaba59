package worker

import (
	"fmt"

	"wirelab/internal/room/event"
)

// A Guarantee says how often an event is done when something fails in between: when a consumer or a server is killed, when
// a connection is cut, when a datagram gets lost. While nothing fails, all three do each event once.
type Guarantee int

const (
	// AtLeastOnce has a consumer do the work first, and then say that it is done. Who is killed in between, or whose word gets
	// lost, does it again. A producer puts an event again until it is acknowledged.
	AtLeastOnce Guarantee = iota
	// AtMostOnce has a consumer say that it is done, and do the work when the server knows. What somebody was about to
	// do who is killed then is done by nobody. A producer puts an event once, and no answer is the end of it.
	AtMostOnce
	// Once is AtLeastOnce with a memory: a consumer writes down what it has done (Positions), and recognises what is
	// delivered again. A producer's number for the event does the same for it on the server's side.
	Once
)

var guarantees = []string{AtLeastOnce: "at-least-once", AtMostOnce: "at-most-once", Once: "once"}

func (g Guarantee) String() string { return guarantees[g] }

// ParseGuarantee returns the guarantee of that name.
func ParseGuarantee(name string) (Guarantee, error) {
	for g, n := range guarantees {
		if n == name {
			return Guarantee(g), nil
		}
	}
	return 0, fmt.Errorf("%q: choose one of at-most-once, at-least-once, once", name)
}

// Positions remember what a consumer has done, and outlive it.
//
// Between the work and Add the consumer may be killed. So an event is done once in effect only where both are one step:
// where the work is what Add writes, as with a Ledger, or is kept in one transaction with it; or where doing it twice
// is the same as doing it once.
type Positions interface {
	// Has says whether a delivery was done before, by this consumer or the one that it goes on for. A room's epoch tells its
	// events from those of an earlier life with the same offsets.
	Has(epoch string, d event.Delivery) bool
	// Add is called when a delivery is done, before the server is told.
	Add(epoch string, d event.Delivery) error
}
