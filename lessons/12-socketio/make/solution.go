//go:build solution

// Package outbox keeps what a program says while it has no connection, as the client of Socket.IO does.
package outbox

import (
	"math"
	"time"
)

// Limit is how many events an Outbox keeps.
const Limit = 100

// An Outbox stands between a program and a connection that comes and goes. In the beginning there is none.
type Outbox struct {
	// Send is called for each event that leaves now.
	Send func(event string)

	connected bool
	kept      []kept
}

type kept struct {
	event string
	until time.Duration
}

const forever = time.Duration(math.MaxInt64)

// Emit sends an event if there is a connection, and keeps it if not.
func (o *Outbox) Emit(event string) bool { return o.emit(kept{event, forever}) }

// EmitVolatile sends an event if there is a connection, and drops it if not.
func (o *Outbox) EmitVolatile(event string) bool {
	if !o.connected {
		return false
	}
	o.Send(event)
	return true
}

// EmitWithin is Emit for an event that is worth nothing later than that.
func (o *Outbox) EmitWithin(event string, now, within time.Duration) bool {
	return o.emit(kept{event, now + within})
}

func (o *Outbox) emit(k kept) bool {
	switch {
	case o.connected && len(o.kept) == 0:
		o.Send(k.event)
	case len(o.kept) == Limit:
		return false
	default:
		o.kept = append(o.kept, k) // also while what was kept is being sent, so that the order stays
	}
	return true
}

// Connected is told that there is a connection.
func (o *Outbox) Connected(now time.Duration) {
	o.connected = true
	for o.connected && len(o.kept) > 0 {
		first := o.kept[0]
		o.kept = o.kept[1:]
		if first.until >= now {
			o.Send(first.event)
		}
	}
}

// Disconnected is told that there is no connection any more.
func (o *Outbox) Disconnected() { o.connected = false }
