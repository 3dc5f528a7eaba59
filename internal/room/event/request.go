package event

import "encoding/json"

// Request is what a client asks of a broadcast server. The comments say in which types a field
// counts; in the others it is ignored. An empty field is the same as none.
type Request struct {
	Type    string
	ID      *uint64         // the client's number for the request; emit, leave, name. nil: none
	Room    string          // join, emit, resume, leave, who
	Name    string          // join, name
	Session string          // join: random, chosen by the client; outlives its connections
	Epoch   string          // resume, and join when it is a reconnect
	Offset  uint64          // goes with Epoch: of the last event that the client has seen; done, again: of the delivery
	Event   string          // emit: what kind of event
	Data    json.RawMessage // emit: any JSON value, without spaces; nil: none
	Self    *bool           // emit: false leaves the sender out. nil means true
	Who     bool            // join: also answered by Who, after what was missed
	Cookie  string          // UDP only: proves the sender's address

	// The rest is for consumers (subscribe).
	Durable  string // the name of the queue, which outlives its consumers
	Share    bool   // divides the work with others who share the name
	Prefetch uint64 // how many deliveries may be unanswered at once, up to MaxPrefetch; 0: 16
	Attempts uint64 // how often an event is delivered before it is a dead letter, up to MaxAttempts; 0: 5
	// Wait is how long an answer to a delivery may take, in milliseconds up to MaxWait; 0: 30 seconds. In again it
	// is how long the next delivery is put off; 0: not at all.
	Wait uint64
}

// These are the largest numbers that a consumer may ask for.
const (
	MaxPrefetch = 100
	MaxAttempts = 100
	MaxWait     = 600_000 // ten minutes
)

// These are the types of requests.
const (
	TypeHello  = "hello"  // asks for a Cookie; UDP only
	TypeJoin   = "join"   // enters a room; answered by Joined
	TypeEmit   = "emit"   // makes an event in a room; answered by Ack
	TypeResume = "resume" // asks for the events after Offset; answered by those, or Gap
	TypeLeave  = "leave"
	TypeName   = "name" // changes the sender's name in all its rooms
	TypeWho    = "who"
	TypeRooms  = "rooms"
	TypePing   = "ping" // asks for a Head of each of the sender's rooms

	TypeSubscribe = "subscribe" // asks for the room's events as work; answered by Subscribed, then by deliveries
	TypeDone      = "done"      // what was delivered is done; answered by Ack
	TypeAgain     = "again"     // it is not, and is to be delivered again; answered by Ack
	TypeQueue     = "queue"     // asks how far the room's queues are; answered by Queues
	TypeWatch     = "watch"     // the same, and to hear of each Step from then on
)

// Line returns the request as a JSON object and a newline after it.
func (r *Request) Line() []byte {
	o := newObject(r.Type, len(r.Data))
	o.optional("id", r.ID)
	o.text("room", r.Room)
	o.text("name", r.Name)
	o.text("session", r.Session)
	o.text("epoch", r.Epoch)
	if r.Epoch != "" || r.answersDelivery() {
		o.number("offset", r.Offset)
	}
	o.text("event", r.Event)
	o.raw("data", r.Data)
	if r.Self != nil && !*r.Self {
		o.raw("self", []byte("false"))
	}
	if r.Who {
		o.raw("who", []byte("true"))
	}
	o.text("durable", r.Durable)
	if r.Share {
		o.raw("share", []byte("true"))
	}
	o.positive("prefetch", r.Prefetch)
	o.positive("attempts", r.Attempts)
	o.positive("wait", r.Wait)
	o.text("cookie", r.Cookie)
	return o.line()
}

// JSON returns the same without the newline.
func (r *Request) JSON() []byte {
	line := r.Line()
	return line[:len(line)-1]
}

// Check says what is wrong with a request, if anything. The error is an *Error.
func (r *Request) Check() error {
	code, reason := r.check()
	if code == "" {
		return nil
	}
	return &Error{Code: code, Reason: reason, ID: r.ID}
}

func (r *Request) check() (code, reason string) {
	var room, name, event, epoch, durable bool // which are needed
	switch r.Type {
	case TypeSubscribe:
		room, durable = true, true
	case TypeDone, TypeAgain, TypeQueue, TypeWatch:
		room = true
	case TypeJoin, TypeLeave, TypeWho:
		room = true
	case TypeEmit:
		room, event = true, true
	case TypeResume:
		room, epoch = true, true
	case TypeName:
		name = true
	case TypeHello, TypeRooms, TypePing:
	default:
		return UnknownType, "there is no request of that type"
	}
	switch {
	case !wordIf(room, r.Room):
		return BadRoom, "room: " + wordRule
	case !wordIf(name, r.Name):
		return BadName, "name: " + wordRule
	case !IsEvent(r.Event) && (event || r.Event != ""):
		return BadEvent, "event: " + eventRule
	case r.Type == TypeEmit && Reserved(r.Event):
		return BadEvent, "event: join, leave and name are the server's own"
	case !wordIf(false, r.Session):
		return Malformed, "session: " + wordRule
	case !wordIf(epoch, r.Epoch):
		return Malformed, "epoch: " + wordRule
	case !wordIf(false, r.Cookie):
		return Malformed, "cookie: " + wordRule
	case !wordIf(durable, r.Durable):
		return BadName, "durable: " + wordRule
	case r.answersDelivery() && r.Offset == 0:
		return Malformed, "offset: which delivery is it?"
	case r.Prefetch > MaxPrefetch:
		return Malformed, "prefetch is more than 100"
	case r.Attempts > MaxAttempts:
		return Malformed, "attempts are more than 100"
	case r.Wait > MaxWait:
		return Malformed, "wait is more than 600000 milliseconds"
	}
	return "", ""
}

// answersDelivery says whether the request is a consumer's answer to a delivery.
func (r *Request) answersDelivery() bool { return r.Type == TypeDone || r.Type == TypeAgain }

// wordIf says whether s is a word, or missing and not needed.
func wordIf(needed bool, s string) bool {
	return IsWord(s) || s == "" && !needed
}
