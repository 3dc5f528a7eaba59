// Puts the fragments of IP packets together again.

// PATIENCE is how long fragments are kept, in milliseconds, from when the first of them came.
export const PATIENCE = 30_000;

// MAX_SIZE is how long the whole can be, in bytes: what an IP packet holds.
export const MAX_SIZE = 65_535 - 20;

// A Reassembler keeps what is not whole yet.
export class Reassembler {
  #parts = new Map(); // by key: what there is of a whole

  add({ from, to, id, offset, more, data }, now) {
    this.#forget(now);
    const end = offset + data.length;
    if (offset < 0 || end > MAX_SIZE) return null;
    const key = `${from} ${to} ${id}`;
    const part = this.#parts.get(key) ?? { since: now, pieces: new Map(), have: 0, length: null };
    this.#parts.set(key, part);
    if (part.pieces.has(offset)) return null; // again
    part.pieces.set(offset, data.slice());
    part.have += data.length;
    if (!more) part.length = end;
    if (part.have !== part.length) return null;
    this.#parts.delete(key);
    const whole = new Uint8Array(part.length);
    for (const [at, piece] of part.pieces) {
      if (at + piece.length > whole.length) return null; // beyond what the last piece said
      whole.set(piece, at);
    }
    return whole;
  }

  waiting(now) {
    this.#forget(now);
    return this.#parts.size;
  }

  // forget drops what has been waited for long enough.
  #forget(now) {
    for (const [key, { since }] of this.#parts) {
      if (now - since >= PATIENCE) this.#parts.delete(key);
    }
  }
}
