package event

// Error is a refusal, as an error in this program and as a reply to the client.
type Error struct {
	Code   string  // one of the codes below, for programs
	Reason string  // one line for people: what was wrong
	ID     *uint64 // the ID of the request; nil where it had none or none could be read
	Wait   uint64  // how long to wait before asking again, in milliseconds; 0 where waiting does not help
}

// These are the codes of errors.
const (
	Malformed       = "malformed"         // not one JSON object with fields of the right types
	UnknownType     = "unknown-type"      // no such request
	BadName         = "bad-name"          // missing, or not a word (IsWord)
	BadRoom         = "bad-room"          // the same
	BadEvent        = "bad-event"         // missing, or not what an event may be called (IsEvent), or reserved
	TooLarge        = "too-large"         // an event larger than the server takes
	NotJoined       = "not-joined"        // the sender is not in that room
	TooManyRooms    = "too-many-rooms"    // the sender is in as many rooms as it may be
	NoRoomLeft      = "no-room-left"      // the server has as many rooms as it may have
	TooManyMembers  = "too-many-members"  // the server has as many members as it may have, or the sender's address has
	Replaced        = "replaced"          // the session has joined the room through another connection
	TooSlow         = "too-slow"          // the client did not take what was queued for it; it is cut off
	NotKept         = "not-kept"          // the server cannot keep the event, or does not know whether it is kept: its disk is full, or broken
	NotSubscribed   = "not-subscribed"    // the sender is no consumer in that room
	NameTaken       = "name-taken"        // the durable name has a consumer, and one of the two does not share
	TooManyQueues   = "too-many-queues"   // the server has as many queues as it may have
	TooManyWatchers = "too-many-watchers" // the room has as many watchers as it may have
	NoSuchRoom      = "no-such-room"      // nobody is in a room of that name, and nothing is kept of one
	QueueFull       = "queue-full"        // so much in the room is not done that no more is taken
	NotThere        = "not-there"         // the room has no event at that offset yet
	NotWaiting      = "not-waiting"       // the event at that offset is done, or was never delivered in this queue
	NotYours        = "not-yours"         // another consumer has it, or nobody yet
	TooFast         = "too-fast"          // the sender asks for more than its rate allows, or than it takes answers
)

// These are the reasons of TooManyMembers.
const (
	Full           = "no room for one more: the server is full"
	FullForAddress = "no room for one more from your address"
)

// Error makes an Error an error of Go.
func (e *Error) Error() string { return e.Code + ": " + e.Reason }
