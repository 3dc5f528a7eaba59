package packet

import "time"

// A Record is one packet as it entered the link, and what became of it. Times are counted from the
// start of the experiment.
type Record struct {
	Time    time.Duration // when it entered the link
	Up      bool          // towards the server
	Data    []byte        // the IP packet
	Arrives time.Duration // when it reaches the other side; negative if it never does
	Fate    string        // what the link did to it: one of the constants below
	Copy    bool          // the link's own duplicate of an earlier record: no host sent it
}

// The fates of a packet.
const (
	Delivered   = ""                // nothing befell it
	Held        = "held"            // held back, so that later ones may overtake it
	Lost        = "lost"            // by itself
	LostInBurst = "lost in a burst" // with others near it
	QueueFull   = "queue full"      // it came when there was no room to wait for bandwidth
)

// Arrived reports whether the packet reached the other side.
func (r Record) Arrived() bool { return r.Arrives >= 0 }

// happened says in words what the link did to the packet, "" if nothing.
func (r Record) happened() string {
	words := map[string]string{
		Delivered:   "",
		Held:        "held back by the link",
		Lost:        "lost by the link",
		LostInBurst: "lost by the link, in a burst",
		QueueFull:   "dropped by the link: queue full",
	}
	word, known := words[r.Fate]
	switch {
	case !known:
		word = Visible(r.Fate)
	case word == "" && !r.Arrived():
		word = words[Lost]
	}
	if r.Copy {
		if word != "" {
			word = ", " + word
		}
		return "copy made by the link" + word
	}
	return word
}
