// An outbox keeps what a program says while it has no connection, as the client of Socket.IO does. Times are in
// milliseconds.

// LIMIT is how many events an Outbox keeps.
export const LIMIT = 100;

// An Outbox stands between a program and a connection that comes and goes. In the beginning there is none.
export class Outbox {
  #connected = false;
  #kept = []; // in order, each with event and until

  constructor(send) {
    this.send = send;
  }

  emit(event) {
    return this.emitWithin(event, 0, Infinity);
  }

  emitVolatile(event) {
    if (!this.#connected) return false;
    this.send(event);
    return true;
  }

  emitWithin(event, now, within) {
    if (this.#connected && this.#kept.length === 0) this.send(event);
    else if (this.#kept.length === LIMIT) return false;
    else this.#kept.push({ event, until: now + within }); // also while what was kept is being sent, so that the order stays
    return true;
  }

  connected(now) {
    this.#connected = true;
    while (this.#connected && this.#kept.length > 0) {
      const { event, until } = this.#kept.shift();
      if (until >= now) this.send(event);
    }
  }

  disconnected() {
    this.#connected = false;
  }
}
