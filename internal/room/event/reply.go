package event

import "encoding/json"

// Reply is what a broadcast server sends: Joined, Ack, Event, Gap, Head, Who, Rooms, Cookie, Subscribed, Delivery,
// Queues, Step or *Error.
type Reply interface {
	// Line returns the reply as a JSON object and a newline after it. No newline is inside.
	Line() []byte
}

// Joined answers a join. It stands for the joiner's own join event.
type Joined struct {
	Room   string
	Epoch  string // names this life of the room
	Offset uint64 // of the joiner's join event
	Member string // the joiner's name in this room: as given, made unique
}

// Ack says that an emit has become the event at Offset. Its sender counts as having seen that event.
type Ack struct {
	ID        *uint64 // of the emit; nil if it had none
	Room      string
	Offset    uint64 // from 1; 0 for a request that made no event
	Duplicate bool   // the emit had been made before and is not delivered again
}

// Event is something that happened in a room, told to its members.
type Event struct {
	Room   string
	Offset uint64          // from 1; the next event's is one more
	From   string          // the member that did it
	Event  string          // what kind of event
	Data   json.RawMessage // any JSON value, without spaces; nil: none
	// Transport is what From has come over, such as tcp. A server says it in a join alone, so that the
	// others need no more bytes: who wants to show it remembers it.
	Transport string
}

// These are kinds of events. The first three are the server's own and cannot be emitted.
const (
	EventJoin    = "join"    // From has entered the room
	EventLeave   = "leave"   // From has left it
	EventName    = "name"    // From is now called Data
	EventMessage = "message" // From says Data; what plain text becomes
)

// IsMessage says whether an event is a message to people: EventMessage, or "chat message", which is what it is called
// in the tutorial of Socket.IO. Both are shown in the same way.
func IsMessage(event string) bool { return event == EventMessage || event == "chat message" }

// Reserved says whether an event is the server's own, so that no client can emit it.
func Reserved(event string) bool {
	return event == EventJoin || event == EventLeave || event == EventName
}

// Gap says that the server cannot replay the events From to To. Where Epoch is not the one that the
// client knows, everything since its offset is lost, too; To is 0 if nothing of this epoch is.
type Gap struct {
	Room     string
	From, To uint64
	Epoch    string
}

// Head answers a ping with the offset of a room's last event.
type Head struct {
	Room   string
	Epoch  string
	Offset uint64
}

// Who answers who.
type Who struct {
	Room    string
	Members []string // their names, sorted
	// Transports are what the members have come over, in their order; nil if the server does not know.
	Transports []string
	More       uint64 // how many others there are for whom the message had no space
}

// Rooms answers rooms.
type Rooms struct {
	Rooms []string // those that have members, sorted
	More  uint64   // how many others there are for which the message had no space
}

// Cookie answers a hello. It is good for requests from the address that it was sent to.
type Cookie struct {
	Cookie string
}
