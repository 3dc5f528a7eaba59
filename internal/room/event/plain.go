package event

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"wirelab/internal/term/visible"
)

// ParsePlain reads a line that a person has typed:
//
//	/join blue [ada [COOKIE]]    /leave [blue]    /name ada    /who [blue]    /rooms    /hello
//	/subscribe kitchen [share]    /done 812    /again 812    /queue [blue]    /watch
//
// Anything else is said: an emit of the event "message". Two slashes at the beginning say one. Where
// the room is empty, as it always is in an emit and in what a consumer asks, the caller puts the room in which the person is.
// The error is an *Error.
func ParsePlain(line string) (Request, error) {
	line = strings.TrimRight(line, "\r\n")
	switch {
	case len(line) > MaxMessage:
		return Request{}, &Error{Code: TooLarge, Reason: "a line has at most 65536 bytes"}
	case !utf8.ValidString(line):
		return Request{}, &Error{Code: Malformed, Reason: "not UTF-8"}
	}
	text, command := strings.CutPrefix(line, "/")
	if !command || strings.HasPrefix(text, "/") {
		return Request{Type: TypeEmit, Event: EventMessage, Data: Quote(text)}, nil
	}
	r, ok := parseCommand(strings.Fields(text))
	if !ok {
		return Request{}, &Error{Code: UnknownType, Reason: "commands are /join ROOM [NAME] /leave /name /who /rooms " +
			"/subscribe NAME /done N /again N /queue /watch"}
	}
	whole := r
	if whole.Room == "" {
		whole.Room = "room" // the caller will see to it
	}
	if err := whole.Check(); err != nil {
		return Request{}, err
	}
	return r, nil
}

// parseCommand reads the words of a command, of which there may be too many or too few.
func parseCommand(words []string) (r Request, ok bool) {
	if len(words) == 0 || len(words) > 4 {
		return r, false
	}
	var arg [3]string
	n := copy(arg[:], words[1:])
	r.Type = words[0]
	switch {
	case r.Type == TypeJoin && n >= 1:
		r.Room, r.Name, r.Cookie = arg[0], arg[1], arg[2]
	case (r.Type == TypeLeave || r.Type == TypeWho || r.Type == TypeQueue) && n <= 1:
		r.Room = arg[0]
	case r.Type == TypeName && n == 1:
		r.Name = arg[0]
	case r.Type == TypeSubscribe && (n == 1 || n == 2 && arg[1] == "share"):
		r.Durable, r.Share = arg[0], n == 2
	case r.answersDelivery() && n == 1:
		offset, err := strconv.ParseUint(arg[0], 10, 53)
		r.Offset = offset
		return r, err == nil
	case (r.Type == TypeRooms || r.Type == TypeHello || r.Type == TypeWatch) && n == 0:
	default:
		return r, false
	}
	return r, true
}

// Plain returns a reply as a line for people, without a newline; "" where there is nothing to show,
// as for an Ack. What came from others is safe to print on a terminal. Spaces in a row are shown as one, so
// that nobody fills up a line with them, whose rest would look like a line from somebody else.
func Plain(r Reply) string {
	switch r := r.(type) {
	case Event:
		return plainEvent(r)
	case Joined:
		return visible.Text(fmt.Sprintf("* you are %s in %s", r.Member, r.Room))
	case Gap:
		if r.To == 0 {
			return visible.Text(fmt.Sprintf("* The server restarted. Earlier messages in %s are gone.", r.Room))
		}
		return visible.Text(fmt.Sprintf("* missed events %d to %d in %s", r.From, r.To, r.Room))
	case Head:
		return visible.Text(fmt.Sprintf("* the last event in %s was number %d", r.Room, r.Offset))
	case Who:
		return visible.Text("* in " + r.Room + ": " + plainList(r.people(), r.More))
	case Rooms:
		return visible.Text("* rooms: " + plainList(r.Rooms, r.More))
	case Cookie:
		return visible.Text(r.Cookie) // alone: on UDP the answer must not be much longer than the question
	case Subscribed:
		return plainSubscribed(r)
	case Delivery:
		return plainDelivery(r)
	case Queues:
		return plainQueues(r)
	case Step:
		return plainStep(r)
	case *Error:
		return visible.Text("! " + r.Reason)
	}
	return ""
}

func plainEvent(e Event) string {
	from, data := over(e.From, e.Transport), plainData(e.Data)
	line := ""
	switch {
	case e.Event == EventJoin:
		line = "* " + from + " joined " + e.Room
	case e.Event == EventLeave:
		line = "* " + from + " left " + e.Room
	case e.Event == EventName:
		line = "* " + from + " is now " + data
	case IsMessage(e.Event):
		line = from + ": " + data
	default:
		line = strings.TrimSuffix(from+" "+e.Event+": "+data, ": ")
	}
	return visible.Text(oneSpace(line))
}

// over is a name with what its bearer has come over, as in "ada (udp)". No name has a bracket in it.
func over(name, transport string) string {
	if transport == "" {
		return name
	}
	return name + " (" + transport + ")"
}

// people are the members, each with what it has come over.
func (r Who) people() []string {
	people := slices.Clone(r.Members)
	for i := range min(len(people), len(r.Transports)) {
		people[i] = over(people[i], r.Transports[i])
	}
	return people
}

// oneSpace leaves one of several spaces in a row.
func oneSpace(line string) string {
	if !strings.Contains(line, "  ") {
		return line
	}
	var b strings.Builder
	for i, c := range []byte(line) {
		if c != ' ' || i == 0 || line[i-1] != ' ' {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// plainData returns what a JSON string says, and any other value as JSON.
func plainData(data json.RawMessage) string {
	var text string
	if len(data) > 0 && data[0] == '"' && json.Unmarshal(data, &text) == nil {
		return text
	}
	return string(data)
}

func plainList(list []string, more uint64) string {
	line := strings.Join(list, ", ")
	if more > 0 {
		line += fmt.Sprintf(" and %d more", more)
	}
	return line
}
