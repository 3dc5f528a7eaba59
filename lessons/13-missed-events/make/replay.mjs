// The last events of a room, kept for members who were away.
//
// An event is { offset, text }. The offset counts the room's events: 1, 2, 3 ...
//
// A gap says that events are lost for good: { from, to, restarted }. From and to are the first and the last of them;
// where there are none, to is from - 1. Restarted is true if the member knows another life of the room: what it did not
// see of that life is lost too, and nobody knows how much that is.

// A Log is what a server keeps of one life of a room.
export class Log {
  // epoch is the name of this life; keep is how many events are kept, at least 1.
  constructor({ epoch, keep }) {
    Object.assign(this, { epoch, keep });
    // Your fields go here. An array is enough, and a number beside it.
  }

  // append makes text the room's next event and returns its offset. The log keeps the last keep events and forgets the
  // rest: the test cannot see that, but your memory would.
  append(text) {
    throw new Error("append is still to be written");
  }

  // since is for a member who comes back. It knows the life of the room that is called epoch, and has seen the events of
  // that life up to offset. since returns { gap, events }: what the member has missed, in order and without anything
  // twice; and a gap if part of that is lost, or null if nothing is.
  //
  // Three things can be wrong with what the member knows. Some of what it missed may have been forgotten since. The room
  // may have begun anew, so that the member's offset counts the events of another life. And the offset may be one that
  // this life has not reached, which is the same: no such event was ever seen.
  since(epoch, offset) {
    throw new Error("since is still to be written");
  }
}
