// Package hub holds the rooms of the broadcast servers: their members, their events, and the messages that
// still have to be sent. It does no I/O, starts no goroutines except Pump's, one that waits for the journal and
// timers for what is delivered and not done, and uses the clock for three things only: how fast a member
// sends, how long a name is reserved for a member whose connection has ended, and how long a consumer takes. A
// server reads a message, hands it to the sender's Member, and writes what the members' queues hold:
//
//	member := h.Connect(from, over, wake)
//	defer member.Close()
//	... for each message that is read:
//		if request, err := event.DecodeRequest(msg); err != nil {
//			member.Refuse(err)
//		} else {
//			member.Handle(request)
//		}
//		member.Await() // until it has taken enough of its answers
//	... when wake was called:
//		queued, err := member.Take(nil)
//		... write each of queued; disconnect if err is not nil
//
// One hub can serve several transports at once, with the same rooms.
//
// It promises each member that the events of a room come in order and once each. Only a full queue can
// cause a gap. The gap shows in the offsets, and a resume fills it. Publishing never waits: it puts a
// pointer into each queue, and the Policy decides what happens to a full one. A member that asks faster
// than it reads the answers has to wait (Await), so that its own questions do not get it cut off.
//
// What happens is decided, logged and applied (log.go). Without a Journal all three are one step. With one, nobody
// hears of an event before the journal has kept it, and a hub that is made later goes on from there (Restore). What it has
// kept may come all at once, and then waits for a moment until members have read some of it (backlog.go).
//
// With a Shared journal several hubs have the same rooms. Each takes in what any of them has decided, in one order, and decides
// anew what was not first (shared.go). Who is in a room at another hub is known from there (roster.go).
//
// A member can be a consumer of a room: it hears nothing of the room, and gets its events as work that it says is done
// (work.go, package queue); others ask how far that is, and watch (deliver.go).
//
// One lock guards the rooms, and each queue has its own. The hub's lock is held while an event goes into
// all queues of a room, so that every member sees the same order. It is not held while a server's code
// runs, except for Watch.
package hub
