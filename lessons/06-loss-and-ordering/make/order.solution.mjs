// Puts messages that came out of order back into order, and does not wait for ever. Times are in milliseconds.

// An OrderBuffer stands between the network and the program. Messages are numbered from 1 by their sender.
export class OrderBuffer {
  constructor({ wait }) {
    this.wait = wait; // how long a message is kept back for those before it
    this.last = 0; // that was handed on or given up
    this.kept = new Map(); // by number: the message, and when it came
  }

  arrive(now, number, message) {
    if (number > this.last && !this.kept.has(number)) this.kept.set(number, { message, came: now });
    return this.tick(now);
  }

  tick(now) {
    let patient = this.last; // up to here nobody is waited for any more
    for (const [number, { came }] of this.kept) {
      if (now - came >= this.wait) patient = Math.max(patient, number);
    }
    const handed = [];
    for (const number of [...this.kept.keys()].sort((a, b) => a - b)) {
      if (number !== this.last + 1 && number > patient) break;
      handed.push(this.kept.get(number).message);
      this.kept.delete(number);
      this.last = number;
    }
    return handed;
  }
}
