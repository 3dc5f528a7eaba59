// One room of a server, with a queue for each member: the last task of the lesson on events. A server's other parts,
// which read from the network and write to it, are not here. Nothing in a room waits for anybody.
//
// An event is { offset, text }. The offset counts the room's events, from 1. A room is an object:
//
//   last      the offset of the last event; 0: there was none
//   members   an array of those who are in it, in the order in which they came
//
// A member is an object with a queue, which somebody else empties whenever the network has space:
//
//   queue     an array of the events that are still to be sent, the oldest first
//   limit     how many events the queue holds, at least 1
//   policy    what happens when it is full and one more comes:
//             "disconnect"    empty the queue, and cut the member off: evicted is true
//             "drop oldest"   drop the oldest event in the queue, and take the new one
//             "drop newest"   drop the new one
//   dropped   how many events were dropped; what "disconnect" throws away is not counted
//   evicted   true for a member who was cut off, and who is in no room any more

// emit makes the room's next event of text: its offset is one more than that of the last. It puts the event into the
// queue of every member, in order, by push, and takes those out of members who are evicted then. It returns the event's
// offset, which is what the server acknowledges to the emitter.
//
// It never waits: there is no await here, no timer, and nothing that looks whether anyone has read.
//
// YOUR TASK: write it.
export function emit(room, text) {
  throw new Error("emit is still to be written");
}

// push puts an event into a member's queue. Where the queue holds limit events already, the member's policy says what
// happens.
//
// YOUR TASK: write this one, too.
export function push(member, event) {
  throw new Error("push is still to be written");
}
