// The official client of Socket.IO talks to our servers, in every way that it has to carry a session. Beside it,
// somebody talks in the same room by TCP.

import assert from "node:assert/strict";
import { ask, carriedBy, connect, echo, eve, next, rooms, within } from "./talk.mjs";

async function conversation(transports) {
  const socket = connect(rooms, { transports, auth: { name: "ada" } });
  const heard = [];
  socket.onAny((name, data) => heard.push(`${name} ${data}`));
  await next(socket, "connect");
  assert.equal(socket.recovered, false);
  await carriedBy(socket, transports.at(-1));

  const joined = await within("join", socket.emitWithAck("join", { room: "lobby" }));
  assert.equal(joined.type, "joined");
  assert.equal(joined.member, "ada");
  await eve.hears("* ada (socketio) joined lobby");
  assert.deepEqual((await within("who", socket.emitWithAck("who", "lobby"))).members, ["ada", "eve"]);

  // Events, both ways, with and without an acknowledgement.
  let came = next(socket, "message");
  eve.says("hi ada");
  const [text, about] = await came;
  assert.equal(text, "hi ada");
  assert.deepEqual({ room: about.room, from: about.from }, { room: "lobby", from: "eve" });
  came = next(socket, "message");
  const answer = await socket.timeout(20_000).emitWithAck("message", "hi eve", { room: "lobby" });
  assert.equal(answer.offset, about.offset + 1);
  await eve.hears("ada (socketio): hi eve");
  assert.equal((await came)[0], "hi eve");
  // The first line of Socket.IO's own tutorial.
  came = next(socket, "chat message");
  socket.emit("chat message", "hello");
  await eve.hears("ada (socketio): hello");
  assert.equal((await came)[0], "hello");
  // The client drops what is volatile while a POST is under way.
  const quickly = setInterval(() => socket.volatile.emit("message", "quickly", { self: false }), 20);
  await eve.hears("ada (socketio): quickly");
  clearInterval(quickly);

  // Bytes.
  came = next(socket, "file");
  socket.emit("file", { name: "a", bytes: Buffer.from([1, 2, 3]) });
  await eve.hears('ada (socketio) file: {"name":"a","bytes":{"_binary":"AQID"}}');
  assert.deepEqual((await came)[0].bytes, Buffer.from([1, 2, 3]));

  // Refusals.
  assert.equal((await within("a refusal", socket.emitWithAck("message", "x", { room: "elsewhere" }))).code, "not-joined");
  came = next(socket, "error");
  socket.emit("chat: message", "x");
  assert.equal((await came)[0].code, "bad-event");

  // Three times the connection is cut, and what is said meanwhile comes afterwards. It is not cut during an upgrade: there the
  // official client can be left with neither transport, and sees it when the server's pings have not come for 45 seconds.
  const { id } = socket;
  for (const n of [1, 2, 3]) {
    heard.length = 0;
    const gone = next(socket, "disconnect");
    await ask("cut");
    await gone; // the server may not know it yet: between two polls there is no connection
    eve.says(`missed ${n}a`, `missed ${n}b`);
    await eve.hears(`eve (tcp): missed ${n}b`);
    const back = next(socket, "connect");
    await ask("mend");
    await back;
    assert.equal(socket.recovered, true);
    assert.equal(socket.id, id);
    await eve.hears("* ada (socketio) joined lobby");
    eve.says(`live ${n}`);
    while (!heard.includes(`message live ${n}`)) await next(socket, "message");
    const messages = heard.filter((event) => event.startsWith("message"));
    assert.deepEqual(messages, [`message missed ${n}a`, `message missed ${n}b`, `message live ${n}`]);
    await carriedBy(socket, transports.at(-1));
  }

  socket.disconnect();
  await eve.hears("* ada (socketio) left lobby");
}

async function refusals() {
  const admin = connect(`${rooms}/admin`, { reconnection: false });
  assert.equal((await next(admin, "connect_error"))[0].message, "Invalid namespace");
  const named = connect(rooms, { auth: { name: "a b" } });
  assert.equal((await next(named, "connect_error"))[0].data.code, "bad-name");
  for (const socket of [admin, named]) socket.disconnect();

  const clumsy = connect(rooms, { auth: { name: "joe" } });
  await next(clumsy, "connect");
  const gone = next(clumsy, "disconnect");
  for (let n = 0; n < 10; n++) clumsy.emit("a:b");
  assert.equal((await gone)[0], "io server disconnect");
}

// What is sent again because its acknowledgement did not come is said once.
async function retries() {
  const socket = connect(rooms, { auth: { name: "ada", session: "s1" }, retries: 3, ackTimeout: 20_000 });
  await within("join", new Promise((resolve) => socket.emit("join", { room: "lobby" }, resolve)));
  const answers = [];
  for (let n = 0; n < 2; n++) {
    answers.push(await within("an answer", new Promise((resolve) => socket.emit("message", "once", { id: 1 }, (_, answer) => resolve(answer)))));
  }
  assert.equal(answers[1].duplicate, true);
  assert.equal(answers[1].offset, answers[0].offset);
  eve.says("and then");
  await eve.hears("ada (socketio): once");
  assert.equal(await eve.next(), "eve (tcp): and then");
  socket.disconnect();
}

async function echoes(transports) {
  const socket = connect(echo, { transports });
  const came = next(socket, "hello");
  socket.emit("hello", 1, { a: [null] }, Buffer.from([7]));
  assert.deepEqual(await came, [1, { a: [null] }, Buffer.from([7])]);
  assert.deepEqual(await within("an echo", socket.emitWithAck("hello", Buffer.from([8]))), Buffer.from([8]));
  socket.on("ask", (n, reply) => reply(n + 1));
  assert.equal(await within("ask", socket.emitWithAck("ask", 41)), 42);
  const large = "x".repeat(300_000);
  assert.equal(await within("a large echo", socket.emitWithAck("large", large)), large);
  socket.disconnect();
}

// The server stops, and another one begins in its place.
async function restart() {
  const socket = connect(rooms, { auth: { name: "ada" } });
  await next(socket, "connect");
  await within("join", socket.emitWithAck("join", "lobby"));
  await carriedBy(socket, "websocket");
  const back = next(socket, "disconnect").then(() => next(socket, "connect"));
  await ask("restart");
  await back;
  assert.equal(socket.recovered, false);
  assert.equal((await within("a refusal", socket.emitWithAck("message", "x"))).code, "not-joined");
  assert.equal((await within("join", socket.emitWithAck("join", "lobby"))).type, "joined");
  socket.disconnect();
}

for (const transports of [["polling"], ["websocket"], ["polling", "websocket"]]) {
  await conversation(transports);
  await echoes(transports);
  console.log("ok", transports.join(" then "));
}
await refusals();
await retries();
await restart();
console.log("ok all");
process.exit();
