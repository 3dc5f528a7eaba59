// Sees to it that what is asked for repeatedly is done once.

// A Table remembers what has been done for whom.
export class Table {
  #sessions = new Map(); // by session: a Map of offsets by id, in the order in which they were carried out

  constructor({ keep }) {
    this.keep = keep; // how many ids are remembered of each session
  }

  do(session, id, work) {
    const offsets = this.#sessions.get(session) ?? new Map();
    if (offsets.has(id)) return { offset: offsets.get(id), again: true };
    const offset = work();
    this.#sessions.set(session, offsets.set(id, offset));
    if (offsets.size > this.keep) offsets.delete(offsets.keys().next().value);
    return { offset, again: false };
  }
}
