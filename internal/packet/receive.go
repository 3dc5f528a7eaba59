package packet

import (
	"cmp"
	"slices"
)

// A Received is a unit as the receiving host saw it come.
type Received struct {
	Up bool // the receiver is the server
	Unit
}

// Receive returns the units of all TCP connections in records in the order in which they could be
// delivered, as the hosts that received them saw it. Unit.Stall is what each waited for others.
func Receive(records []Record, protocol Protocol) []Received {
	var arrived []Record
	for _, r := range records {
		if r.Arrived() {
			arrived = append(arrived, r)
		}
	}
	slices.SortStableFunc(arrived, func(a, b Record) int { return cmp.Compare(a.Arrives, b.Arrives) })
	var all []Received
	t := tracker{protocol: protocol}
	for _, r := range arrived {
		r.Time = r.Arrives // the tracker stands at the other end now
		for _, u := range t.see(r).units {
			all = append(all, Received{r.Up, u})
		}
	}
	return all
}
