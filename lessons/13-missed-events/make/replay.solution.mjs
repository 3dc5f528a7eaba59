// The last events of a room, kept for members who were away.

// A Log is what a server keeps of one life of a room.
export class Log {
  constructor({ epoch, keep }) {
    Object.assign(this, { epoch, keep });
    this.head = 0; // the offset of the last event
    this.kept = []; // the last events, that of head the last of them
  }

  append(text) {
    this.kept.push({ offset: ++this.head, text });
    if (this.kept.length > this.keep) this.kept.shift();
    return this.head;
  }

  since(epoch, offset) {
    const first = this.head - this.kept.length + 1; // that is kept
    const next = offset + 1; // the first that the member lacks
    if (epoch !== this.epoch || offset > this.head) {
      return { gap: { from: 1, to: first - 1, restarted: true }, events: this.kept.slice() };
    }
    const gap = next < first ? { from: next, to: first - 1, restarted: false } : null;
    return { gap, events: this.kept.filter((event) => event.offset >= next) };
  }
}
