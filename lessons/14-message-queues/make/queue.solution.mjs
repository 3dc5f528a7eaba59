// A queue of work: what is put in is delivered to one consumer at a time, until somebody has done it.

// A Queue holds work that is not done. It has no clock: whoever asks says what time it is, in milliseconds.
export class Queue {
  constructor({ wait, attempts }) {
    Object.assign(this, { wait, attempts });
    this.dead = []; // the texts of what is dead, in the order in which it died
    this.last = 0; // the number of what was put in last
    this.items = []; // what is not done: each with its number, its text, its last attempt and when that is late
  }

  put(text) {
    this.items.push({ number: ++this.last, text, attempt: 0, late: 0 });
    return this.last;
  }

  next(now) {
    for (const item of this.items.filter(({ attempt, late }) => attempt === 0 || now >= late)) {
      if (item.attempt < this.attempts) {
        item.attempt++;
        item.late = now + this.wait;
        return { number: item.number, attempt: item.attempt, text: item.text };
      }
      this.dead.push(item.text);
      this.items.splice(this.items.indexOf(item), 1);
    }
    return null;
  }

  done({ number, attempt }, now) {
    const at = this.items.findIndex((item) => item.number === number && item.attempt === attempt && now < item.late);
    if (at >= 0) this.items.splice(at, 1);
    return at >= 0;
  }
}
