// Puts messages that came out of order back into order, and does not wait for ever. Times are in milliseconds.

// An OrderBuffer stands between the network and the program. Messages are numbered from 1 by their sender.
export class OrderBuffer {
  // wait is how long a message is kept back for those before it. A long time makes it like TCP: nothing is skipped, and
  // much comes late. Zero makes it like a game that wants the newest: nothing is kept back, and what comes too late is
  // dropped.
  constructor({ wait }) {
    this.wait = wait;
    // YOUR TASK: what has it to remember? (A Map from number to message and time will do, and one number.)
  }

  // arrive takes a message that has come at the time now, and returns an array of the messages that are handed to the
  // program now, in order:
  //
  //   - A message whose predecessors have all been handed on, or given up, is handed on at once, and with it those
  //     behind it that have been waiting for just this one.
  //   - Any other is kept back.
  //   - A message that has come before, or that has been given up, is dropped.
  //
  // At the end it does what tick does, in any case, and what tick hands on comes behind.
  //
  // YOUR TASK: write it.
  arrive(now, number, message) {
    throw new Error("arrive is still to be written");
  }

  // tick is called now and then, at least once after each message's wait is over. When a message has been kept back for
  // wait or longer, those before it that have not come are given up: it is handed on, and so are those before it that
  // have come, and those behind it until the next that is missing.
  //
  // YOUR TASK: write this one, too.
  tick(now) {
    throw new Error("tick is still to be written");
  }
}
