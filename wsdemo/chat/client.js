// A conversation with a broadcast server over WebSocket, or what carrier.js puts in its place: connecting, asking, asking again. It is
// internal/room/chat/client.go for a transport that loses messages only with the connection. What room.js
// says is handed on to notify, and besides that
//
//   {kind: "state", connected, why}       why: what ended the connection; "" where that is not known
//   {kind: "joined", room, member, offset}
//   {kind: "acked", room, offset, id}     the server has made an event of our emit
//   {kind: "who", room, members, transports, more}  {kind: "rooms", rooms, more}
//   {kind: "refused", code, reason, request}    request: what was refused, if that is known
//   {kind: "slow"}                        the server cuts us off: too much waited that we did not take

import { Room } from "./room.js";
import { decode } from "./reply.js";

// These are the client's times, in milliseconds.
export const times = {
  ping: 5000, // a head that is ahead of us shows that the last event was lost
  silence: 16000, // three pings' time without an answer: the connection is dead
  patience: 100, // what is missing may be under way
  repeat: 500, // between asking for what is missing
  dial: 10000, // for which a connection may take to open
  firstDelay: 250, // before connecting again; doubles
  lastDelay: 5000, // up to this
  steady: 10000, // a connection that lasted so long begins with firstDelay again
};

// maxWaiting is how many requests may wait for a connection.
export const maxWaiting = 256;

export class Client {
  // open returns a new WebSocket; now the time. tick is to be called every 100 ms or so.
  constructor({ open, notify, now, session, name = "", random = Math.random }) {
    Object.assign(this, { open, notify, now, session, name, random });
    this.rooms = new Map(); // by name, in the order in which they were joined
    this.waiting = []; // requests that are not answered, in order: {request, room, sent}
    this.lastID = 0;
    this.socket = null;
    this.delay = times.firstDelay;
    this.pinging = times.ping;
    this.next = 0; // when to connect
    this.resumed = -Infinity; // when we last asked for what is missing
  }

  get connected() {
    return this.socket !== null && this.socket.readyState === 1;
  }

  join(name) {
    if (this.rooms.has(name)) return;
    const room = new Room(name);
    this.rooms.set(name, room);
    this.#ask({ type: "join", room: name }, room);
  }

  leave(name) {
    this.rooms.delete(name);
    if (this.connected) {
      this.#ask({ type: "leave", room: name });
    } else { // the server takes us out by itself
      this.waiting = this.waiting.filter((a) => a.request.room !== name);
    }
  }

  // leaveAll says goodbye, since this page is being closed or loaded anew: when only the connection ends,
  // the server keeps our name for us, and the new page would get another one.
  leaveAll() {
    for (const room of this.rooms.values()) {
      if (room.in && this.connected) this.#send({ type: "leave", room: room.name });
    }
  }

  // say emits a message and returns its id; 0 if too many wait.
  say(room, text) {
    return this.#ask({ type: "emit", room, event: "message", data: text });
  }

  rename(name) {
    this.name = name;
    if (this.connected) this.#ask({ type: "name", name }); // a join says it anyway
  }

  #ask(request, room = null) {
    if (this.waiting.length >= maxWaiting && request.type === "emit") {
      this.notify({ kind: "refused", code: "too-large", reason: "too much is waiting to be sent", request });
      return 0;
    }
    request.id = ++this.lastID;
    this.waiting.push({ request, room, sent: false });
    this.#flush();
    return request.id;
  }

  // tick does what is due.
  tick() {
    const now = this.now();
    if (this.socket === null) {
      if (now >= this.next) this.#connect();
    } else if (!this.connected) {
      if (now - this.began > times.dial) this.#lost("no answer");
    } else if (this.asked !== null && now - this.asked > times.silence) {
      this.#lost("the server is silent");
    } else {
      if (now - this.pinged >= this.pinging) this.#ping();
      this.#fillHoles();
      this.#flush();
    }
  }

  #connect() {
    const socket = this.open();
    this.socket = socket;
    this.began = this.now();
    const ours = (f) => (e) => { if (this.socket === socket) f(e); };
    socket.onopen = ours(() => this.#begin());
    socket.onmessage = ours((e) => this.#answer(decode(e.data)));
    socket.onclose = ours((e) => this.#lost(e.reason));
  }

  // lost ends a connection; the next is made after a while.
  #lost(why) {
    const { socket } = this;
    this.socket = null;
    socket.close();
    const now = this.now();
    if (now - this.began > times.steady) this.delay = times.firstDelay;
    this.next = now + this.delay * (0.5 + this.random() / 2); // so that those whom a server loses do not come back all at once
    this.delay = Math.min(2 * this.delay, times.lastDelay);
    this.notify({ kind: "state", connected: false, why });
  }

  // over has the conversation go on by sockets of another kind, with a ping every so often.
  over(open, pinging = times.ping) {
    Object.assign(this, { open, pinging, delay: times.firstDelay });
    if (this.socket !== null) this.#lost("");
    this.hurry();
  }

  // hurry connects at once: there may be a network again.
  hurry() {
    this.next = 0;
  }

  // begin starts in the rooms that we were in. What has not been answered is asked again; the server
  // knows an emit by its session and id, and carries it out once.
  #begin() {
    this.pinged = this.now();
    this.asked = null; // since when an answer is waited for; null: none is
    this.suspected = null; // since when a hole has been known; null: there is none
    this.notify({ kind: "state", connected: true, why: "" });
    this.waiting = this.waiting.filter((a) => a.request.type !== "name" && a.request.type !== "leave");
    for (const a of this.waiting) a.sent = false;
    const again = [];
    for (const room of this.rooms.values()) {
      if (!room.in) continue; // its join is among those that wait
      room.in = false;
      again.push({ request: { type: "join", room: room.name, id: ++this.lastID }, room, sent: false });
    }
    this.waiting = [...again, ...this.waiting];
    this.#ping();
    this.#flush();
  }

  // flush sends what has not been sent on this connection. It stops at a join, whose answer those
  // behind it need, and which may have to wait (hold).
  #flush() {
    if (!this.connected) return;
    for (const a of this.waiting) {
      if (!a.sent && !(a.not > this.now())) {
        a.sent = true;
        this.#send(a.request.type === "join" ? this.#joinRequest(a) : a.request);
      }
      if (a.request.type === "join") return;
    }
  }

  #joinRequest({ request, room }) {
    const join = { ...request, session: this.session, who: true };
    if (this.name) join.name = this.name;
    return room.epoch ? { ...join, epoch: room.epoch, offset: room.seen } : join;
  }

  #send(request) {
    this.socket.send(JSON.stringify(request));
  }

  // ping asks how far the rooms are, and which there are: that is answered also if we are in none.
  #ping() {
    this.pinged = this.now();
    this.asked ??= this.pinged;
    this.#send({ type: "ping" });
    this.#send({ type: "rooms" });
  }

  #fillHoles() {
    const now = this.now();
    const holes = [...this.rooms.values()].filter((room) => room.in && room.missing());
    this.suspected = holes.length === 0 ? null : this.suspected ?? now;
    if (holes.length === 0 || now - this.suspected < times.patience) return;
    if (now - this.resumed < times.repeat) return;
    for (const room of holes) this.#resume(room);
  }

  #resume(room) {
    this.resumed = this.now();
    for (const offset of room.held.keys()) room.recovered = Math.max(room.recovered, offset - 1);
    this.#send({ type: "resume", room: room.name, epoch: room.epoch, offset: room.seen });
  }

  #answer(reply) {
    this.asked = null;
    if (reply === null) return;
    const room = this.rooms.get(reply.room);
    switch (reply.type) {
      case "joined":
        this.#joined(reply);
        break;
      case "ack":
        if (this.#done((a) => a.request.id === reply.id)?.request.type === "emit") {
          this.notify({ kind: "acked", room: reply.room, offset: reply.offset, id: reply.id });
        }
        break;
      case "event":
        if (room && room.epoch !== "") this.#tell(room.said(reply));
        break;
      case "gap":
        if (room) this.#gap(room, reply);
        break;
      case "head":
        if (room && room.head(reply) && this.now() - this.resumed >= times.repeat) {
          room.recovered = Math.max(room.recovered, reply.offset);
          this.#resume(room);
        }
        break;
      case "who":
      case "rooms":
        this.notify({ ...reply, kind: reply.type });
        break;
      case "error":
        if (reply.code === "too-slow") {
          this.notify({ kind: "slow" });
          this.#lost("this page was too slow"); // nothing follows on this connection
        } else {
          this.#refused(reply);
        }
    }
    this.#flush();
  }

  #joined(reply) {
    const answered = this.#done((a) => a.request.type === "join" && a.request.room === reply.room);
    const room = this.rooms.get(reply.room);
    if (!room || answered?.room !== room) return; // we have left it since
    this.notify({ ...reply, kind: "joined" });
    this.#tell(room.joined(reply));
  }

  #gap(room, reply) {
    this.#tell(room.gap(reply));
    if (room.in) this.#send({ type: "who", room: room.name });
  }

  // hold has a join that came too fast, as one of a whole hall's, asked for again when the server allows it.
  #hold(join, wait) {
    join.sent = false;
    join.not = this.now() + wait;
  }

  #refused(reply) {
    const early = reply.code === "too-fast" && this.waiting.find((a) => a.room && a.request.id === reply.id);
    if (early) return this.#hold(early, reply.wait);
    const refused = this.#done((a) => a.request.id === reply.id);
    const name = refused?.request.room;
    if (refused?.room && this.rooms.get(name) === refused.room) this.rooms.delete(name); // a join
    this.notify({ kind: "refused", code: reply.code, reason: reply.reason, request: refused?.request });
  }

  #tell(notices) {
    for (const notice of notices) this.notify(notice);
  }

  // done takes the first request of which is holds off the list, and returns it.
  #done(is) {
    const i = this.waiting.findIndex(is);
    return i < 0 ? undefined : this.waiting.splice(i, 1)[0];
  }
}
