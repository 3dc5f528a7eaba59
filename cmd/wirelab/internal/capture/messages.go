package capture

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// Message returns a message that a ladder can quote: "message 1", repeated or cut to size bytes if size
// is not 0.
func Message(number, size int) []byte {
	text := fmt.Sprintf("message %d", number)
	if size == 0 {
		return []byte(text)
	}
	return []byte(strings.Repeat(text+" ", size/len(text)+1)[:size])
}

// Title says what the ladder shows.
func (p Plan) Title() string {
	rtt := float64(p.Link.RTT()) / float64(time.Millisecond)
	return fmt.Sprintf("%s on %q: RTT %g ms, %s · seed %d", p.Transport.Title, p.Link.Name, rtt, p.Link.Describe(), p.Seed)
}

// Seen says of each packet how its sender saw the network when it sent it.
func (r Result) Seen() []string {
	texts := make([]string, len(r.Senders))
	for i, s := range r.Senders {
		if s == nil {
			continue
		}
		ms := func(d time.Duration) float64 { return math.Round(10*d.Seconds()*1000) / 10 }
		texts[i] = fmt.Sprintf("cwnd %d", s.CongestionWindow)
		if s.Threshold > 0 {
			texts[i] += fmt.Sprintf(" ssthresh %d", s.Threshold)
		}
		texts[i] += fmt.Sprintf(" flight %d", s.Unacknowledged)
		if s.SmoothedRTT > 0 {
			texts[i] += fmt.Sprintf(" SRTT %g", ms(s.SmoothedRTT))
		}
		texts[i] += fmt.Sprintf(" RTO %g", ms(s.RTO))
		if s.Phase != "open" {
			texts[i] += " " + s.Phase
		}
	}
	return texts
}
