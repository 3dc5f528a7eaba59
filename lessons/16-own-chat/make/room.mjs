// A room for tests: a TCP server that does what wirelab serve broadcast does, as far as a chat needs it, and fails when
// it is told to. It is finished; nothing is to be changed here.

import { once } from "node:events";
import net from "node:net";
import readline from "node:readline";

const maxLine = 65_536; // bytes
const maxText = 10_000; // characters

// A Room has one room, and as many members as come.
export class Room {
  keep = 100; // how many events it remembers
  lose = null; // what is lost next, with the connection: "emit", or "ack", when the event has been made
  slow = false; // a line comes in two pieces, cut in the middle of its last character that has more than one byte
  busy = null; // until when it does not read what those say who connect: a promise
  refused = null; // the last request that it did not understand
  tooLarge = 0; // how many emits it has refused
  came = null; // the last join
  pings = 0; // how many it has had
  accepted = 0; // how many connections it has ever had
  #lives = 0;
  #sockets = new Set(); // all connections
  #members = new Map(); // by connection: the join with which it came
  #emits = new Map(); // by session and id: the acknowledgement
  #server = net.createServer((socket) => this.#welcome(socket));

  constructor() {
    this.restart();
  }

  // open listens, again at the same port if it has listened before.
  async open() {
    this.#server.listen(this.port ?? 0, "127.0.0.1");
    await once(this.#server, "listening");
    this.port = this.#server.address().port;
    return this;
  }

  // close stops listening, and ends all connections.
  close() {
    this.#server.close();
    this.drop();
  }

  // drop ends all connections.
  drop() {
    this.mute();
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets.clear();
  }

  // tear ends all connections in the middle of a line.
  tear() {
    this.mute();
    for (const socket of this.#sockets) socket.end('{"type":"event","roo');
  }

  // mute has nothing pass through any of the connections, and nobody is told: they do not end.
  mute() {
    this.#members.clear();
  }

  // restart forgets everything: the room begins a new life.
  restart() {
    this.epoch = `life${++this.#lives}`;
    this.head = 0;
    this.events = [];
    this.#emits.clear();
    this.drop();
  }

  // connections is how many there are, joined or not.
  get connections() {
    return this.#sockets.size;
  }

  // members are the names of those who are there.
  get members() {
    return [...this.#members.values()].flatMap(({ name }) => name ?? []);
  }

  // say makes an event, and tells all members but one.
  say(from, data, event = "message", except = null) {
    const said = { type: "event", room: "lobby", offset: ++this.head, from, event, data };
    this.events.push(said);
    if (this.events.length > this.keep) this.events.shift();
    for (const [socket, { name }] of this.#members) {
      if (name && socket !== except) this.#reply(socket, said);
    }
  }

  // tell tells all members something.
  tell(reply) {
    for (const socket of this.#members.keys()) this.#reply(socket, reply);
  }

  // again tells all members the last event once more.
  again() {
    this.tell(this.events.at(-1));
  }

  async #welcome(socket) {
    this.accepted++;
    this.#sockets.add(socket);
    this.#members.set(socket, {});
    socket.setNoDelay(true);
    socket.on("error", () => {});
    socket.on("close", () => (this.#sockets.delete(socket), this.#members.delete(socket)));
    await this.busy;
    const lines = readline.createInterface({ input: socket });
    lines.on("error", () => {}); // it is the socket's
    lines.on("line", (line) => {
      if (!this.#members.has(socket)) return;
      if (Buffer.byteLength(line) <= maxLine) return this.#handle(socket, JSON.parse(line));
      this.#reply(socket, { type: "error", code: "too-large", reason: `a line has at most ${maxLine} bytes` });
      this.#members.delete(socket);
      socket.end();
    });
  }

  #handle(socket, request) {
    const { type, id, name, session, event, data } = request;
    const join = this.#members.get(socket);
    if (type === "ping") this.pings++;
    if (type === "ping") return this.#reply(socket, { type: "head", room: "lobby", epoch: this.epoch, offset: this.head });
    if (type === "join" && name && session) {
      this.#members.set(socket, request);
      this.came = request;
      this.say(name, undefined, "join", socket);
      this.#reply(socket, { type: "joined", room: "lobby", epoch: this.epoch, offset: this.head, member: name });
      return this.#resume(socket, request);
    }
    if (type !== "emit" || !join.name || !Number.isInteger(id)) {
      this.refused = request;
      return this.#reply(socket, { type: "error", code: "bad-request", reason: "it is no join with a session, and no emit with an id from a member" });
    }
    if (this.#loses("emit")) return socket.destroy();
    const key = `${join.session} ${id}`;
    const made = this.#emits.get(key);
    if (made) return this.#reply(socket, { ...made, duplicate: true });
    if (data.length > maxText) {
      this.tooLarge++;
      return this.#reply(socket, { type: "error", code: "too-large", reason: "the event is larger than this server takes", id });
    }
    const ack = { type: "ack", id, room: "lobby", offset: this.head + 1 };
    this.#emits.set(key, ack);
    if (this.#loses("ack")) {
      this.#members.delete(socket);
      socket.destroy();
    }
    this.#reply(socket, ack);
    this.say(join.name, data, event);
  }

  #loses(what) {
    if (this.lose !== what) return false;
    this.lose = null;
    return true;
  }

  // resume tells a member what it has missed, if it says what it has seen.
  #resume(socket, { epoch, offset }) {
    if (epoch === undefined) return;
    const seen = epoch === this.epoch && offset <= this.head ? offset : 0;
    const first = this.head - this.events.length + 1;
    if (seen + 1 < first || epoch !== this.epoch) {
      this.#reply(socket, { type: "gap", room: "lobby", from: seen + 1, to: first - 1, epoch: this.epoch });
    }
    for (const event of this.events) {
      if (event.offset > seen && event.offset < this.head) this.#reply(socket, event); // the last is its own join
    }
  }

  #reply(socket, reply) {
    if (socket.destroyed) return;
    const line = Buffer.from(JSON.stringify(reply) + "\n");
    if (!this.slow) return socket.write(line);
    const cut = 1 + line.findLastIndex((byte) => byte >= 0xc0); // such a byte begins a character (UTF-8)
    socket.write(line.subarray(0, cut));
    setTimeout(() => socket.write(line.subarray(cut)), 30);
  }
}
