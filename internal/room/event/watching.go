package event

import (
	"encoding/json"
	"fmt"
	"strings"

	"wirelab/internal/term/visible"
	"wirelab/internal/term/words"
)

// Queues answers queue and watch: how far the queues of a room are.
type Queues struct {
	ID     *uint64 // of the request; nil if it had none
	Room   string
	Offset uint64  // of the room's last event
	Queues []Queue // sorted by name
	More   uint64  // how many others there are for which the message had no space
}

// Queue is how far the consumers of one durable name are.
type Queue struct {
	Durable   string `json:"durable"`
	Consumers uint64 `json:"consumers"` // subscribed now
	Waiting   uint64 `json:"waiting"`   // events that no consumer has
	Delivered uint64 `json:"delivered"` // events that a consumer has and has not done
	Done      uint64 `json:"done"`      // all events up to this offset are done, or dead letters
	Dead      uint64 `json:"dead"`      // dead letters so far
}

// Step is what has become of an event in a queue. It goes to those who watch.
type Step struct {
	Room    string
	Number  uint64 // of the room's steps, from 1; the next one's is one more, so that a watcher sees what was lost
	Durable string
	Offset  uint64 // of the event
	What    string // one of the kinds below
	Attempt uint64 // how often it has been delivered so far
	Who     string // the consumer; of a done, "" if it has left meanwhile; of a dead letter, ""
}

// These are the kinds of steps. That an event was put into the room is the event itself.
const (
	StepDelivered = "delivered" // to Who
	StepDone      = "done"      // Who has done it
	StepAgain     = "again"     // Who has asked for another delivery
	StepLate      = "late"      // Who has not answered in time
	StepLeft      = "left"      // Who has left, or has lost the connection, before it was done
	StepDead      = "dead"      // delivered too often: a dead letter now
)

// Line returns the reply as it goes on the wire.
func (r Queues) Line() []byte {
	o := newObject("queues", 0)
	o.optional("id", r.ID)
	o.text("room", r.Room)
	o.number("offset", r.Offset)
	o.key("queues")
	o.b = append(o.b, '[')
	for i, q := range r.Queues {
		if i > 0 {
			o.b = append(o.b, ',')
		}
		o.b = append(o.b, q.JSON()...)
	}
	o.b = append(o.b, ']')
	o.positive("more", r.More)
	return o.line()
}

// JSON returns one of the queues as it goes on the wire.
func (q Queue) JSON() json.RawMessage {
	return fmt.Appendf(nil, `{"durable":%s,"consumers":%d,"waiting":%d,"delivered":%d,"done":%d,"dead":%d}`,
		Quote(q.Durable), q.Consumers, q.Waiting, q.Delivered, q.Done, q.Dead)
}

// Line returns the reply as it goes on the wire.
func (r Step) Line() []byte {
	o := newObject("step", 0)
	o.text("room", r.Room)
	o.number("number", r.Number)
	o.text("durable", r.Durable)
	o.number("offset", r.Offset)
	o.text("what", r.What)
	o.number("attempt", r.Attempt)
	o.text("who", r.Who)
	return o.line()
}

// queues returns the field of a Queues.
func (f *fields) queues(key string) []Queue {
	value := f.find(key)
	if value == nil {
		return nil
	}
	var raw []json.RawMessage
	if value[0] != '[' || json.Unmarshal(value, &raw) != nil {
		f.fail(Malformed, key+" is not a list")
		return nil
	}
	queues := make([]Queue, len(raw))
	for i, b := range raw {
		var q fields
		q.parse(b)
		queues[i] = Queue{
			Durable: q.text("durable"), Consumers: q.number("consumers"), Waiting: q.number("waiting"),
			Delivered: q.number("delivered"), Done: q.number("done"), Dead: q.number("dead"),
		}
		f.fail(q.code, q.reason)
	}
	return queues
}

func plainQueues(r Queues) string {
	if len(r.Queues) == 0 {
		return visible.Text("* " + r.Room + " has no queues")
	}
	var all []string
	for _, q := range r.Queues {
		all = append(all, plainQueue(q))
	}
	line := "* in " + r.Room + ": " + strings.Join(all, "; ")
	if r.More > 0 {
		line += fmt.Sprintf("; and %d more", r.More)
	}
	return visible.Text(line)
}

func plainQueue(q Queue) string {
	return fmt.Sprintf("%s has %d waiting, %d with %s, done up to %d, %s",
		q.Durable, q.Waiting, q.Delivered, words.Count(q.Consumers, "consumer"), q.Done, words.Count(q.Dead, "dead letter"))
}

// plainStep begins with the number of the event, as a delivery does.
func plainStep(s Step) string {
	line := fmt.Sprintf("#%d %s: ", s.Offset, s.Durable)
	switch s.What {
	case StepDelivered:
		line += "delivered to " + s.Who
		if s.Attempt > 1 {
			line += fmt.Sprintf(", attempt %d", s.Attempt)
		}
	case StepDone:
		line += strings.TrimSuffix("done by "+s.Who, " by ")
	case StepAgain:
		line += s.Who + " asks for it again"
	case StepLate:
		line += s.Who + " has not answered in time"
	case StepLeft:
		line += s.Who + " has left it"
	case StepDead:
		line += "dead after " + words.Count(s.Attempt, "attempt")
	default: // of a newer server
		line += strings.TrimSuffix(s.What+" "+s.Who, " ")
	}
	return visible.Text(line)
}
