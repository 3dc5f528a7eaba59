package packet

import (
	"net/netip"
	"time"

	"wirelab/internal/network/link"
)

// A Record is one packet as it entered the link, and what became of it. Times are counted from the
// start of the experiment.
type Record struct {
	Time    time.Duration // when it entered the link
	Up      bool          // towards the server
	Data    []byte        // the IP packet
	Arrives time.Duration // when it reaches the other side; negative if it never does
	Fate    link.Fate     // what the link did to it
	Copy    bool          // the link's own duplicate of an earlier record: no host sent it
}

// Arrived reports whether the packet reached the other side.
func (r Record) Arrived() bool { return r.Arrives >= 0 }

// Happened says in words what the link did to the packet, "" if nothing.
func (r Record) Happened() string {
	var words string
	switch {
	case r.Fate == link.Held:
		words = "held back by the link"
	case r.Fate == link.LostInBurst:
		words = "lost by the link, in a burst"
	case r.Fate == link.QueueFull:
		words = "dropped by the link: queue full"
	case !r.Arrived():
		words = "lost by the link"
	}
	switch {
	case r.Copy && words != "":
		return "copy made by the link, " + words
	case r.Copy:
		return "copy made by the link"
	}
	return words
}

// FlowOf says which hosts an IPv4 packet is from and to; not ok if it is none.
func FlowOf(data []byte) (flow link.Flow, ok bool) {
	if len(data) < 20 || data[0]>>4 != 4 {
		return link.Flow{}, false
	}
	return link.Flow{From: netip.AddrFrom4([4]byte(data[12:16])), To: netip.AddrFrom4([4]byte(data[16:20]))}, true
}
