package conversation

import (
	"fmt"

	"wirelab/internal/room/chat"
	"wirelab/internal/room/event"
	"wirelab/internal/term/words"
)

// noticeLine is a notice as a line; "" if there is nothing to show. said says that it belongs to what
// happens in a room, and not to how this client fares.
func noticeLine(n chat.Notice, rooms int) (line string, said bool) {
	switch n := n.(type) {
	case chat.Said:
		line = event.Plain(n.Event)
		if rooms > 1 && !event.Reserved(n.Event.Event) {
			line = "[" + n.Room + "] " + line
		}
		if n.Recovered {
			line += "   (recovered)"
		}
		return line, true
	case chat.Missed:
		switch lost := n.To - n.From + 1; {
		case n.Restarted && n.To == 0:
			return fmt.Sprintf("! %s has begun anew: what you did not see of it before is lost", n.Room), true
		case n.Restarted:
			return fmt.Sprintf("! %s has begun anew: what you did not see of it before is lost, and %s since",
				n.Room, words.Count(lost, "event")), true
		default:
			return fmt.Sprintf("! %s in %s lost: %d to %d", words.Count(lost, "event"), n.Room, n.From, n.To), true
		}
	case *event.Error:
		return event.Plain(n), false
	case event.Joined:
		return event.Plain(n), false
	case event.Who:
		return event.Plain(n), false
	case event.Rooms:
		return event.Plain(n), false
	}
	return "", false
}
