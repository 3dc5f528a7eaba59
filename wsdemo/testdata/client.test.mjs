// The client, against a server that says what the test has it say.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Client, maxWaiting, times } from "../chat/client.js";

// setup returns a client in virtual time, the sockets it has opened and what it has told. Pings, and
// what goes with them, are not kept among what was sent.
function setup() {
  const world = { now: 0, sockets: [], told: [] };
  const open = () => {
    const socket = { readyState: 0, sent: [], pings: 0, close() { this.readyState = 3; } };
    socket.send = (line) => {
      const request = JSON.parse(line);
      if (request.type === "ping") socket.pings++;
      else if (request.type !== "rooms" && request.type !== "who") socket.sent.push(request);
    };
    world.sockets.push(socket);
    return socket;
  };
  world.client = new Client({
    open, now: () => world.now, session: "f3", notify: (n) => world.told.push(n), name: "ada",
  });
  world.pass = (ms) => {
    for (const end = world.now + ms; world.now < end;) {
      world.now += 50;
      world.client.tick();
    }
  };
  world.connect = () => { // the next attempt succeeds
    const n = world.sockets.length;
    for (let i = 0; world.sockets.length === n && i < 200; i++) world.pass(50);
    const socket = world.sockets.at(-1);
    socket.readyState = 1;
    socket.onopen();
    socket.says = (reply) => socket.onmessage({ data: JSON.stringify(reply) });
    return socket;
  };
  world.cut = () => world.sockets.at(-1).onclose({ reason: "" });
  return world;
}

const emit = (id, data) => ({ type: "emit", room: "blue", event: "message", data, id });
const inBlue = { type: "joined", room: "blue", epoch: "a", offset: 10, member: "ada" };

test("what is said waits for the room, and is said again until it is acknowledged", () => {
  const w = setup();
  w.client.join("blue");
  const hi = w.client.say("blue", "hi");
  let socket = w.connect();
  const join = { type: "join", room: "blue", name: "ada", session: "f3", who: true };
  assert.deepEqual(socket.sent, [{ ...join, id: 1 }]);
  socket.says(inBlue);
  assert.deepEqual(socket.sent.slice(1), [emit(hi, "hi")]);
  w.cut();
  const ho = w.client.say("blue", "ho");

  socket = w.connect();
  assert.deepEqual(socket.sent, [{ ...join, id: 4, epoch: "a", offset: 10 }]);
  socket.says({ ...inBlue, offset: 12 });
  assert.deepEqual(socket.sent.slice(1), [emit(hi, "hi"), emit(ho, "ho")], "the same id as before");
  socket.says({ type: "ack", id: hi, room: "blue", offset: 11, duplicate: true });
  socket.says({ type: "event", room: "blue", offset: 11, from: "ada", event: "message", data: "hi" });
  const said = w.told.filter((n) => n.kind === "acked" || n.kind === "said");
  assert.deepEqual(said.map((n) => [n.kind, n.recovered ?? n.offset]), [["acked", 11], ["said", true]]);
  w.cut();
  socket = w.connect();
  socket.says({ ...inBlue, offset: 14 });
  assert.deepEqual(socket.sent.slice(1), [emit(ho, "ho")], "hi was acknowledged");
});

for (const [drawn, expected] of [
  [1, [250, 500, 1000, 2000, 4000, 5000, 5000]],
  [0, [150, 250, 500, 1000, 2000, 2500, 2500]],
]) test(`each attempt to connect waits longer than the one before, up to 5 s; ${drawn} is drawn`, () => {
  const w = setup();
  w.client.random = () => drawn;
  w.client.tick();
  const delays = [];
  for (let i = 0; i < 7; i++) {
    const n = w.sockets.length, cut = w.now;
    w.cut();
    while (w.sockets.length === n) w.pass(50);
    delays.push(w.now - cut);
  }
  assert.deepEqual(delays, expected);
  w.cut();
  w.client.hurry();
  w.pass(50);
  assert.equal(w.sockets.length, 9, "there may be a network again");
});

test("the conversation goes on by another kind of socket at once", () => {
  const w = setup();
  w.client.join("blue");
  const before = w.connect();
  before.says(inBlue);
  w.client.over(w.client.open, 25_000);
  assert.equal(before.readyState, 3);
  const n = w.now;
  const socket = w.connect();
  assert.ok(w.now - n <= 50, "it does not wait");
  assert.deepEqual([socket.sent[0].type, socket.sent[0].session, socket.sent[0].offset], ["join", "f3", 10]);
  socket.says({ ...inBlue, offset: 12 });
  const { pings } = socket;
  w.pass(24_000);
  assert.equal(socket.pings, pings, "pings are rarer");
});

test("a server that is silent is left", () => {
  const w = setup();
  const socket = w.connect();
  for (let i = 0; i < 20; i++) {
    w.pass(times.ping);
    socket.says({ type: "rooms", rooms: [] });
  }
  assert.equal(w.sockets.length, 1);
  assert.ok(socket.pings >= 20, `${socket.pings} pings`);
  w.pass(times.ping + times.silence + times.firstDelay + 100);
  assert.equal(w.told.at(-1).why, "the server is silent");
  assert.equal(w.sockets.length, 2);
  w.pass(times.dial + times.lastDelay);
  assert.equal(w.told.at(-1).why, "no answer");
});

test("what is missing is asked for, also if nothing follows it", () => {
  const w = setup();
  w.client.join("blue");
  const socket = w.connect();
  socket.says(inBlue);
  socket.says({ type: "event", room: "blue", offset: 13, from: "eve", event: "message" });
  w.pass(50);
  assert.equal(socket.sent.length, 1, "it may be under way");
  w.pass(200);
  const resume = { type: "resume", room: "blue", epoch: "a" };
  assert.deepEqual(socket.sent.slice(1), [{ ...resume, offset: 10 }]);
  for (const offset of [11, 12, 13]) {
    socket.says({ type: "event", room: "blue", offset, from: "eve", event: "message" });
  }
  const said = w.told.filter((n) => n.kind === "said").map((n) => [n.event.offset, n.recovered]);
  assert.deepEqual(said, [[11, true], [12, true], [13, false]]);
  w.pass(times.repeat);
  socket.says({ type: "head", room: "blue", epoch: "a", offset: 14 });
  assert.deepEqual(socket.sent.slice(2), [{ ...resume, offset: 13 }]);
});

test("a room that was left and joined again is another", () => {
  const w = setup();
  w.client.join("blue");
  const socket = w.connect();
  w.client.leave("blue");
  w.client.join("blue");
  socket.says(inBlue);
  assert.deepEqual(socket.sent.map((r) => r.type), ["join", "leave", "join"]);
  socket.says({ ...inBlue, offset: 12 });
  socket.says({ type: "event", room: "blue", offset: 13, from: "eve", event: "message" });
  assert.deepEqual(w.told.filter((n) => n.kind === "said").map((n) => n.event.offset), [13]);
});

test("a goodbye leaves the rooms that we are in", () => {
  const w = setup();
  w.client.join("blue");
  w.client.leaveAll(); // before there is a connection
  const socket = w.connect();
  w.client.leaveAll();
  socket.says(inBlue);
  w.client.leaveAll();
  assert.deepEqual(socket.sent.map((r) => r.type), ["join", "leave"]);
});

test("a refusal says what was refused", () => {
  const w = setup();
  w.client.join("blue");
  const socket = w.connect();
  socket.says({ type: "error", code: "no-room-left", reason: "full", id: 1 });
  assert.equal(w.told.at(-1).request.type, "join");
  assert.equal(w.client.rooms.size, 0);
});

test("a join that comes too fast is asked for again when the server allows it", () => {
  const w = setup();
  w.client.join("blue");
  w.client.say("blue", "hi");
  const socket = w.connect();
  const { id } = socket.sent[0];
  socket.says({ type: "error", code: "too-fast", reason: "wait", id, wait: 700 });
  w.pass(500);
  assert.deepEqual(socket.sent.filter((r) => r.type === "join").length, 1);
  w.pass(1000);
  assert.deepEqual(socket.sent.filter((r) => r.type === "join").map((r) => r.id), [id, id]);
  assert.equal(socket.sent.filter((r) => r.type === "emit").length, 0, "the emit waits for the join");
  socket.says(inBlue);
  assert.equal(socket.sent.at(-1).type, "emit");
  assert.equal(w.told.filter((n) => n.kind === "refused").length, 0, "nothing was refused");
});

test("a page that is cut off because it is too slow comes back, and goes on where it was", () => {
  const w = setup();
  w.client.join("blue");
  let socket = w.connect();
  socket.says(inBlue);
  socket.says({ type: "error", code: "too-slow", reason: "the queue of messages for you is full" });
  assert.deepEqual(w.told.slice(-2).map((n) => n.why ?? n.kind), ["slow", "this page was too slow"]);
  assert.equal(socket.readyState, 3);
  socket = w.connect();
  assert.equal(w.sockets.length, 2);
  assert.deepEqual(socket.sent[0], {
    type: "join", room: "blue", name: "ada", session: "f3", who: true, id: socket.sent[0].id, epoch: "a", offset: 10,
  });
  assert.equal(w.told.filter((n) => n.kind === "refused").length, 0, "nothing was refused");
});

test("what waits is bounded", () => {
  const w = setup();
  w.client.join("blue");
  for (let i = 0; i < 2 * maxWaiting; i++) w.client.say("blue", "hi");
  assert.equal(w.client.waiting.length, maxWaiting);
  assert.equal(w.told.at(-1).code, "too-large");
});

test("what is no reply is passed over", () => {
  const w = setup();
  w.client.join("blue");
  const socket = w.connect();
  socket.says(inBlue);
  const before = w.told.length;
  for (const data of ["", "{", "null", "[]", "7", '{"type":"toString"}', '{"type":"joined","room":"blue","offset":"1"}',
    '{"type":"event","room":"blue","offset":-1}', '{"type":"gap","room":"blue","to":1e300,"epoch":"b"}',
    '{"type":"who","room":"blue","members":[7]}', '{"type":"head","room":7}']) {
    socket.onmessage({ data });
  }
  assert.equal(w.told.length, before);
});
