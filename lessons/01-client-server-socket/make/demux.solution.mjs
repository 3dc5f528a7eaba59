// The table in which a host looks up which socket an arriving TCP segment is for.

// inUse is the error for a name that is taken. Node gives it the same code.
export function inUse(name) {
  return Object.assign(new Error(`${name} is already in use`), { code: "EADDRINUSE" });
}

// A Table knows all sockets of a host.
export class Table {
  #listening = new Map(); // one end is enough: the other may be anybody
  #connected = new Map(); // both ends are the name

  listen(at) {
    if (this.#listening.has(at)) throw inUse(at);
    const socket = { local: at, remote: null };
    this.#listening.set(at, socket);
    return socket;
  }

  connect(local, remote) {
    const name = `${local} ${remote}`;
    if (this.#connected.has(name)) throw inUse(name);
    const socket = { local, remote };
    this.#connected.set(name, socket);
    return socket;
  }

  arrive({ from, to, syn }) {
    const connected = this.#connected.get(`${to} ${from}`);
    if (connected) return connected;
    return syn && this.#listening.has(to) ? this.connect(to, from) : null;
  }
}
