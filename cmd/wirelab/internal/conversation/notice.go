package conversation

import (
	"wirelab/internal/room/chat"
	"wirelab/internal/room/event"
	"wirelab/internal/term/words"
)

// missedLine says what is lost for good. rooms is how many rooms we are in.
func missedLine(n chat.Missed, rooms int) string {
	where := ""
	if rooms > 1 {
		where = " in " + n.Room
	}
	lost := words.Count(n.To-n.From+1, "event")
	switch {
	case n.Restarted && n.To == 0:
		return "! The server restarted. Earlier messages" + where + " are gone."
	case n.Restarted:
		return "! The server restarted. Earlier messages" + where + " are gone, and " + lost + " since then."
	}
	return "! " + lost + where + " lost: the server no longer has what you missed"
}

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
		return missedLine(n, rooms), true
	case *event.Error:
		return event.Plain(n), false
	case event.Joined:
		return event.Plain(n), false
	case event.Who:
		return event.Plain(n), false
	case event.Rooms:
		return event.Plain(n), false
	case event.Queues:
		return event.Plain(n), false
	}
	return "", false
}
