package packet

import (
	"time"

	"wirelab/internal/network/link"
)

// A Received is a unit as the receiving host saw it come.
type Received struct {
	Up bool // the receiver is the server
	Unit
}

// A Receiver sees the units of all TCP connections as the hosts that receive them do. It is given the
// records in the order in which they enter the link, and keeps those that are still under way.
type Receiver struct {
	Protocol Protocol // of all TCP connections

	underWay link.Transit[Record]
	tracker  Tracker
}

// Add takes the next record, and returns the units that could be delivered before it entered the link.
// Unit.Stall is what each waited for others.
func (r *Receiver) Add(record Record) []Received {
	delivered := r.before(record.Time)
	if record.Arrived() {
		direction := link.Down
		if record.Up {
			direction = link.Up
		}
		r.underWay.Add(record.Arrives, direction, record)
	}
	return delivered
}

// Rest returns the units that are delivered when no more records enter the link.
func (r *Receiver) Rest() []Received { return r.before(1<<63 - 1) }

// before follows what arrives before the time t.
func (r *Receiver) before(t time.Duration) (delivered []Received) {
	r.tracker.Protocol = r.Protocol
	for at, ok := r.underWay.Next(); ok && at < t; at, ok = r.underWay.Next() {
		record := r.underWay.Take()
		record.Time = at // the tracker stands at the other end
		for _, u := range r.tracker.See(record).Units {
			delivered = append(delivered, Received{record.Up, u})
		}
	}
	return delivered
}
