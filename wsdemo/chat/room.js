// How far a room has been seen: what is missing, what came twice, what is lost. No network, no clock
// and no page. It is internal/room/chat/room.go, method for method.
//
// The methods return what is to be told now, in the room's order:
//
//   {kind: "said", event, recovered}               an event; recovered: it was missed, and asked for again
//   {kind: "missed", room, from, to, restarted}    events that are lost for good; where restarted is true,
//                                                  the room has begun anew, and nobody knows how many
//                                                  were lost before that

// maxHeld is how many events are held back while those before them are waited for. It is as many as a
// server keeps: with more, what is missing is gone.
export const maxHeld = 256;

export class Room {
  constructor(name) {
    this.name = name;
    this.epoch = ""; // empty: never joined
    this.seen = 0; // all events up to this one have been told, or told to be missed
    this.held = new Map(); // by offset, what came beyond a hole; null: ours, seen without being told
    this.recovered = 0; // what comes up to this one was asked for again
    this.entered = 0; // our own join in an epoch that we do not know yet
    this.in = false; // the server has us in the room, on this connection
  }

  // joined takes the answer to a join.
  joined(j) {
    this.in = true;
    if (this.epoch === "") {
      this.epoch = j.epoch;
      this.seen = j.offset;
      return [];
    }
    if (this.epoch !== j.epoch) {
      this.entered = j.offset;
      return []; // a gap follows, which says what is left
    }
    this.recovered = Math.max(this.recovered, j.offset);
    return this.#place(j.offset, null);
  }

  // said takes an event.
  said(event) {
    return this.#place(event.offset, event);
  }

  // acknowledged takes the acknowledgement of something that the server does not send back to us.
  acknowledged(offset) {
    return offset === 0 ? [] : this.#place(offset, null);
  }

  // gap takes the news that events are gone.
  gap(g) {
    const told = [];
    if (g.epoch !== this.epoch) {
      this.epoch = g.epoch;
      this.held.clear();
      this.seen = g.to;
      this.recovered = this.entered;
      told.push({ kind: "missed", room: this.name, from: g.from, to: g.to, restarted: true });
      told.push(...this.acknowledged(this.entered));
      this.entered = 0;
    } else if (g.to > this.seen) {
      const from = Math.max(g.from, this.seen + 1);
      told.push({ kind: "missed", room: this.name, from, to: g.to, restarted: false });
      for (const offset of this.held.keys()) {
        if (offset <= g.to) this.held.delete(offset);
      }
      this.seen = g.to;
    }
    told.push(...this.#release());
    return told;
  }

  // head takes the news of how far the room is, and says whether that is further than we know.
  head(h) {
    return this.in && (h.epoch !== this.epoch || h.offset > this.seen);
  }

  // missing says whether there is a hole in what has come.
  missing() {
    return this.held.size > 0;
  }

  // place puts an event where it belongs, and returns what can be told now.
  #place(offset, event) {
    if (this.held.has(offset) || offset <= this.seen) return [];
    if (this.held.size >= maxHeld && offset !== this.seen + 1) return []; // which is what the others wait for
    this.held.set(offset, event);
    return this.#release();
  }

  // release tells what has no hole before it any more.
  #release() {
    const told = [];
    while (this.held.has(this.seen + 1)) {
      this.seen++;
      const event = this.held.get(this.seen);
      this.held.delete(this.seen);
      if (event) told.push({ kind: "said", event, recovered: event.offset <= this.recovered });
    }
    return told;
  }
}
