// Package hub holds the rooms of the broadcast servers: who is in which, what was said in each, and
// what is still to be sent to whom. It does no I/O, starts no goroutine but Pump's and one that waits for
// the journal, and looks at the clock for two things only: how fast a member speaks, and how long a name is
// reserved for a member whose connection has ended. A server reads a message, hands it to the sender's
// Member, and writes what the members' queues hold:
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
// What it promises to a member of a room: the room's events come in order and once each. A queue
// that is full is the one thing that can make a hole; the hole shows in the offsets, and a resume
// fills it. Publishing waits for nobody: it puts a pointer into each queue, and what happens to a
// queue that is full is the Policy. A member that asks for more than it takes answers is made to wait
// (Await), so that nobody is cut off for what he asked for himself.
//
// What happens is decided, logged and applied (log.go). Without a Journal all three are one step. With one, nobody
// hears of an event before the journal has kept it, and a hub that is made later goes on from there (Restore).
//
// One lock guards the rooms, and each queue has its own. The hub's is held while an event goes into
// all queues of a room, so that every member sees the same order, and never while a server's code
// runs, but for Watch.
package hub
