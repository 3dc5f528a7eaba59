// One end of a TCP connection, as far as it receives.

// A Receiver takes the segments that arrive, and keeps their bytes for the program.
export class Receiver {
  constructor({ next, room }) {
    Object.assign(this, { next, room });
    this.unread = []; // in order
    this.early = new Map(); // bytes by number
  }

  arrive(seq, data) {
    data.forEach((byte, i) => {
      const number = (seq + i) >>> 0;
      const ahead = (number - this.next) | 0;
      if (ahead >= 0 && ahead < this.room - this.unread.length) this.early.set(number, byte);
    });
    while (this.early.has(this.next)) {
      this.unread.push(this.early.get(this.next));
      this.early.delete(this.next);
      this.next = (this.next + 1) >>> 0;
    }
    return { ack: this.next, window: this.room - this.unread.length };
  }

  read(most) {
    return this.unread.splice(0, most);
  }
}
