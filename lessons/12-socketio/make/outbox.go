//go:build !solution

// Package outbox keeps what a program says while it has no connection, as the client of Socket.IO does.
package outbox

import "time"

// Limit is how many events an Outbox keeps.
const Limit = 100

// An Outbox stands between a program and a connection that comes and goes. In the beginning there is none.
type Outbox struct {
	// Send is called for each event that leaves now. While it runs, it may call the Outbox: the program may say something,
	// or the connection may end.
	Send func(event string)

	// YOUR TASK: what has it to remember?
}

// Emit sends an event if there is a connection, and keeps it if not. It returns false if it has to drop the event,
// because Limit events are kept already.
//
// YOUR TASK: write it.
func (o *Outbox) Emit(event string) bool { return false }

// EmitVolatile sends an event now if there is a connection, and drops it if not. It waits for nothing, not even for what is
// kept. It returns whether it was sent.
//
// YOUR TASK: write it.
func (o *Outbox) EmitVolatile(event string) bool { return false }

// EmitWithin is Emit for an event that is worth nothing once more than within has passed since now. Then it is not sent any
// more.
//
// YOUR TASK: write it.
func (o *Outbox) EmitWithin(event string, now, within time.Duration) bool { return false }

// Connected is told that there is a connection. It sends what was kept, in order. If the connection ends meanwhile
// (Disconnected is called by Send), the rest is kept. What is emitted meanwhile comes after what was kept.
//
// YOUR TASK: write it.
func (o *Outbox) Connected(now time.Duration) {}

// Disconnected is told that there is no connection any more.
//
// YOUR TASK: write it.
func (o *Outbox) Disconnected() {}
