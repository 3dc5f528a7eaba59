// The class's room, with a WebSocket that does nothing by itself.

import assert from "node:assert/strict";
import test from "node:test";
import { enter } from "../classroom.mjs";

class Socket {
  static CONNECTING = 0;
  static OPEN = 1;
  static CLOSING = 2;
  static CLOSED = 3;
  sent = [];
  constructor() {
    Socket.last = this;
  }
  send(text) {
    this.sent.push(JSON.parse(text));
  }
  says(reply) {
    this.onmessage({ data: JSON.stringify(reply) });
  }
}

test("a join that comes too fast, as one of a whole hall's, is asked for again when the server allows it", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  globalThis.WebSocket = Socket;
  globalThis.location = { protocol: "http:", host: "192.168.1.5" };
  const states = [], numbers = [];
  enter("class", "abc", ({ number }) => numbers.push(number), (state) => states.push(state));
  const socket = Socket.last;
  socket.readyState = Socket.OPEN;
  socket.onopen();
  const join = { type: "join", room: "class", name: "phone" };
  assert.deepEqual(socket.sent, [join]);
  socket.says({ type: "error", code: "too-fast", reason: "wait", wait: 700 });
  t.mock.timers.tick(699);
  assert.equal(socket.sent.length, 1);
  t.mock.timers.tick(1);
  assert.deepEqual(socket.sent, [join, join]);
  socket.says({ type: "joined", room: "class", epoch: "k3f9", offset: 2, member: "phone" });
  socket.says({ type: "event", room: "class", offset: 3, from: "teacher", event: "number", data: { number: 1, tag: "a" } });
  assert.deepEqual([states, numbers], [["connected"], [1]]);
  socket.says({ type: "error", code: "too-fast", reason: "wait", wait: 5 }); // instead of what was missed
  t.mock.timers.tick(5);
  assert.deepEqual(socket.sent.at(-1), { ...join, epoch: "k3f9", offset: 3 });
});
