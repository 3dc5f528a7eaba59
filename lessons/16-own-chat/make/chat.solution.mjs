// A chat client of one's own, for the TCP server of wirelab serve broadcast.

import { randomUUID } from "node:crypto";
import net from "node:net";

const maxLine = 65_536; // bytes: a longer one ends the connection

// A Chat is in one room, from when it is made until it is closed.
export class Chat {
  #options;
  #session = randomUUID(); // by which the server knows us again
  #seen = null; // the room's life that we know, epoch, and the offset of the last event that we have seen in it
  #unacknowledged = new Map(); // what we have said, by id
  #ids = 0;
  #socket = null;
  #joined = false; // on this connection
  #timer = null; // until the next attempt, the next ping, or until the connection is taken for dead
  #closed = false;

  constructor({ host = "127.0.0.1", port = 7101, room = "lobby", name = "guest", pause = 1000, quiet = 10_000, hear }) {
    this.#options = { host, port, room, name, pause, quiet, hear };
    this.#connect();
  }

  say(text) {
    const emit = { type: "emit", id: ++this.#ids, room: this.#options.room, event: "message", data: text };
    if (Buffer.byteLength(JSON.stringify(emit)) > maxLine) {
      return this.#options.hear({ refused: `a line has at most ${maxLine} bytes`, text });
    }
    this.#unacknowledged.set(emit.id, emit);
    if (this.#joined) this.#send(emit); // else it waits
  }

  close() {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#socket.end();
  }

  #connect() {
    const { host, port, room, name, pause } = this.#options;
    this.#socket = net.connect(port, host, () => {
      this.#send({ type: "join", room, name, session: this.#session, ...this.#seen });
      this.#watch();
    });
    this.#socket.on("error", () => {}); // "close" comes next
    this.#socket.on("close", () => {
      this.#joined = false;
      clearTimeout(this.#timer);
      if (!this.#closed) this.#timer = setTimeout(() => this.#connect(), pause * (1 + Math.random() / 2));
    });
    let rest = ""; // of a line that has not come to its end
    this.#socket.setEncoding("utf8").on("data", (text) => {
      if (this.#closed) return;
      this.#watch();
      const lines = (rest + text).split("\n");
      rest = lines.pop();
      for (const line of lines) this.#answer(JSON.parse(line));
    });
  }

  #send(request) {
    this.#socket.write(JSON.stringify(request) + "\n");
  }

  // watch waits for the next sign of life.
  #watch() {
    const { room, quiet } = this.#options;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#send({ type: "ping", room });
      this.#timer = setTimeout(() => this.#socket.destroy(), quiet);
    }, quiet);
  }

  #answer({ type, epoch, offset, id, reason, from, event, data }) {
    switch (type) {
      case "joined":
        this.#joined = true;
        if (!this.#seen) this.#seen = { epoch, offset };
        else if (epoch !== this.#seen.epoch) this.#seen = { epoch, offset: 0 }; // all of this life is new to us
        for (const emit of this.#unacknowledged.values()) this.#send(emit);
        break;
      case "ack":
        this.#unacknowledged.delete(id);
        break;
      case "error":
        this.#options.hear({ refused: reason, text: this.#unacknowledged.get(id)?.data });
        this.#unacknowledged.delete(id);
        break;
      case "gap": // after a restart, too
        this.#options.hear({ lost: true });
        break;
      case "event":
        if (offset <= this.#seen.offset) break; // again
        this.#seen.offset = offset;
        if (event === "message") this.#options.hear({ from, text: data });
    }
  }
}
