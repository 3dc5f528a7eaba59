package capture

import (
	"fmt"
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
