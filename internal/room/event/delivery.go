package event

import (
	"encoding/json"
	"fmt"

	"wirelab/internal/term/visible"
)

// Subscribed answers a subscribe.
type Subscribed struct {
	ID      *uint64 // of the subscribe; nil if it had none
	Room    string
	Durable string
	Waiting uint64 // events that nobody has done yet
}

// Delivery hands an event of a room to a consumer, as work. The consumer answers with done or again, or it is
// delivered once more, to this consumer or another one.
type Delivery struct {
	Room    string
	Offset  uint64 // of the event
	Attempt uint64 // 1 for the first delivery of this event
	From    string
	Event   string
	Data    json.RawMessage // nil: none
}

// Dead is what the data of a dead letter says: an event that was delivered too often, and never done.
type Dead struct {
	Offset   uint64          `json:"offset"` // in the room that it comes from
	Durable  string          `json:"durable"`
	Attempts uint64          `json:"attempts"`
	Data     json.RawMessage `json:"data,omitempty"` // of the event; left out where it would make the dead letter too large
}

// DeadRoom is the room of the dead letters of another one.
func DeadRoom(room string) string { return room + ".dead" }

// Line returns the reply as it goes on the wire.
func (r Subscribed) Line() []byte {
	o := newObject("subscribed", 0)
	o.optional("id", r.ID)
	o.text("room", r.Room)
	o.text("durable", r.Durable)
	o.number("waiting", r.Waiting)
	return o.line()
}

// Line returns the reply as it goes on the wire.
func (r Delivery) Line() []byte {
	o := newObject("delivery", len(r.Data))
	o.text("room", r.Room)
	o.number("offset", r.Offset)
	o.number("attempt", r.Attempt)
	o.text("from", r.From)
	o.text("event", r.Event)
	o.raw("data", r.Data)
	return o.line()
}

// JSON returns what is dead as the data of an event.
func (d Dead) JSON() json.RawMessage {
	o := &object{b: fmt.Appendf(nil, `{"offset":%d,"durable":%s,"attempts":%d`, d.Offset, Quote(d.Durable), d.Attempts)}
	o.raw("data", d.Data)
	return append(o.b, '}')
}

func plainSubscribed(s Subscribed) string {
	return visible.Text(fmt.Sprintf("* %s has %d waiting in %s: answer /done NUMBER or /again NUMBER", s.Durable, s.Waiting, s.Room))
}

// plainDelivery begins with the number that its answer has.
func plainDelivery(d Delivery) string {
	line := plainEvent(Event{From: d.From, Event: d.Event, Data: d.Data})
	if d.Attempt > 1 {
		return fmt.Sprintf("#%d (attempt %d) %s", d.Offset, d.Attempt, line)
	}
	return fmt.Sprintf("#%d %s", d.Offset, line)
}
