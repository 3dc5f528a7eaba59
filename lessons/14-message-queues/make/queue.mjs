// A queue of work: what is put in is delivered to one consumer at a time, until somebody has done it.
//
// Work is an object, a delivery:
//
//   number    of what was put in: 1, 2, 3 ...
//   attempt   1 for its first delivery, 2 for the second
//   text      what was put in

// A Queue holds work that is not done. It has no clock: whoever asks says what time it is, in milliseconds.
export class Queue {
  // wait is how long a consumer may take; then the work is late. After so many attempts, if the last one is late, too,
  // the work is dead.
  constructor({ wait, attempts }) {
    Object.assign(this, { wait, attempts });
    this.dead = []; // the texts of what is dead, in the order in which it died
    // Your fields go here.
  }

  // put puts a text in as work and returns its number.
  put(text) {
    throw new Error("put is still to be written");
  }

  // next delivers the first work, by number, that nobody has: because it is new, or because it is late. A consumer that
  // was given work at a time has it until wait later, and at that moment it is late. Work that is late after its last
  // attempt goes to dead instead. next returns null if there is nothing to deliver.
  next(now) {
    throw new Error("next is still to be written");
  }

  // done says that a delivery is done. It returns false where that does not count: it is done or dead already, it is
  // late, or it has been delivered again since, so that it is another one's now.
  done({ number, attempt }, now) {
    throw new Error("done is still to be written");
  }
}
