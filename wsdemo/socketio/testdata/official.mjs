// The official client of Socket.IO talks to our servers, in every way that it has to carry a session. Beside it, somebody
// talks in the same room by TCP. It is run by node_test.go:
//
//	node official.mjs DIRECTORY ROOMS TCP ECHO
//
// DIRECTORY has the client in its node_modules; the others are ports. It prints what has been tried, and ends with
// status 1 at the first thing that is not as it should be.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createRequire } from "node:module";
import net from "node:net";
import readline from "node:readline";

const [directory, rooms, tcp, echo] = process.argv.slice(2);
const { io } = createRequire(directory + "/")("socket.io-client");

// Whatever does not come within 20 seconds does not come.
let waitsFor = "";
setTimeout(() => assert.fail(`nothing comes of ${waitsFor}`), 20_000).unref();

// A proxy before the server of the rooms, whose connections can be cut.
const pairs = new Set();
let open = true;
const proxy = net.createServer((client) => {
  if (!open) return client.destroy();
  const server = net.connect(rooms, "127.0.0.1");
  for (const [from, to] of [[client, server], [server, client]]) {
    from.on("error", () => {}).on("close", () => (to.destroy(), pairs.delete(client))).pipe(to);
  }
  pairs.add(client);
});
await once(proxy.listen(0, "127.0.0.1"), "listening");
const cut = () => ((open = false), pairs.forEach((client) => client.destroy()));

// Somebody who has nc.
const eve = net.connect(tcp, "127.0.0.1");
const lines = readline.createInterface({ input: eve })[Symbol.asyncIterator]();
const hears = async (want) => {
  waitsFor = `eve: ${want}`;
  for (let line; ({ value: line } = await lines.next()) && line !== undefined; ) if (line === want) return;
  assert.fail(`eve did not hear ${want}`);
};
eve.write("/join lobby eve\n");
await hears("* you are eve in lobby");

const connect = (port, options) => io(`http://127.0.0.1:${port}`, { reconnectionDelay: 20, reconnectionDelayMax: 20, forceNew: true, ...options });
const next = (socket, name) => (waitsFor = name) && new Promise((resolve) => socket.once(name, (...args) => resolve(args)));

async function conversation(transports) {
  const socket = connect(proxy.address().port, { transports, auth: { name: "ada" } });
  const heard = [];
  socket.onAny((name, data) => heard.push(`${name} ${data}`));
  await next(socket, "connect");
  assert.equal(socket.recovered, false);
  const last = transports.at(-1);
  if (socket.io.engine.transport.name !== last) await next(socket.io.engine, "upgrade");
  assert.equal(socket.io.engine.transport.name, last);

  const joined = await socket.emitWithAck("join", { room: "lobby" });
  assert.equal(joined.type, "joined");
  assert.equal(joined.member, "ada");
  await hears("* ada (socketio) joined lobby");
  assert.deepEqual((await socket.emitWithAck("who", "lobby")).members, ["ada", "eve"]);

  // Events, both ways, with and without an acknowledgement.
  let came = next(socket, "message");
  eve.write("hi ada\n");
  const [text, about] = await came;
  assert.equal(text, "hi ada");
  assert.deepEqual({ room: about.room, from: about.from }, { room: "lobby", from: "eve" });
  came = next(socket, "message");
  const answer = await socket.timeout(5000).emitWithAck("message", "hi eve", { room: "lobby" });
  assert.equal(answer.offset, about.offset + 1);
  await hears("ada (socketio): hi eve");
  assert.equal((await came)[0], "hi eve");
  // The first line of Socket.IO's own tutorial.
  came = next(socket, "chat message");
  socket.emit("chat message", "hello");
  await hears("ada (socketio): hello");
  assert.equal((await came)[0], "hello");
  // The client drops what is volatile while a POST is under way.
  const quickly = setInterval(() => socket.volatile.emit("message", "quickly", { self: false }), 20);
  await hears("ada (socketio): quickly");
  clearInterval(quickly);

  // Bytes.
  came = next(socket, "file");
  socket.emit("file", { name: "a", bytes: Buffer.from([1, 2, 3]) });
  await hears('ada (socketio) file: {"name":"a","bytes":{"_binary":"AQID"}}');
  assert.deepEqual((await came)[0].bytes, Buffer.from([1, 2, 3]));

  // Refusals.
  assert.equal((await socket.emitWithAck("message", "x", { room: "elsewhere" })).code, "not-joined");
  came = next(socket, "error");
  socket.emit("chat: message", "x");
  assert.equal((await came)[0].code, "bad-event");

  // Three times the connection is cut, and what is said meanwhile comes afterwards.
  const { id } = socket;
  for (const n of [1, 2, 3]) {
    heard.length = 0;
    const gone = next(socket, "disconnect");
    cut();
    await gone; // the server may not know it yet: between two polls there is no connection
    eve.write(`missed ${n}a\nmissed ${n}b\n`);
    await hears(`eve (tcp): missed ${n}b`);
    const back = next(socket, "connect");
    open = true;
    await back;
    assert.equal(socket.recovered, true);
    assert.equal(socket.id, id);
    await hears("* ada (socketio) joined lobby");
    eve.write(`live ${n}\n`);
    while (!heard.includes(`message live ${n}`)) await next(socket, "message");
    const messages = heard.filter((event) => event.startsWith("message"));
    assert.deepEqual(messages, [`message missed ${n}a`, `message missed ${n}b`, `message live ${n}`]);
  }

  socket.disconnect();
  await hears("* ada (socketio) left lobby");
}

async function refusals() {
  const admin = io(`http://127.0.0.1:${rooms}/admin`, { forceNew: true, reconnection: false });
  assert.equal((await next(admin, "connect_error"))[0].message, "Invalid namespace");
  const named = connect(rooms, { auth: { name: "a b" } });
  assert.equal((await next(named, "connect_error"))[0].data.code, "bad-name");
  const old = io(`http://127.0.0.1:${rooms}`, { forceNew: true, reconnection: false, query: { EIO: 3 }, transports: ["polling"] });
  old.on("connect_error", () => {});
  for (const socket of [admin, named, old]) socket.disconnect();

  const clumsy = connect(rooms, { auth: { name: "joe" } });
  await next(clumsy, "connect");
  const gone = next(clumsy, "disconnect");
  for (let n = 0; n < 10; n++) clumsy.emit("a:b");
  assert.equal((await gone)[0], "io server disconnect");
}

// What is sent again because its acknowledgement did not come is said once.
async function retries() {
  waitsFor = "acknowledgements";
  const socket = connect(rooms, { auth: { name: "ada", session: "s1" }, retries: 3, ackTimeout: 5000 });
  await new Promise((resolve) => socket.emit("join", { room: "lobby" }, resolve));
  const answers = [];
  for (let n = 0; n < 2; n++) {
    answers.push(await new Promise((resolve) => socket.emit("message", "once", { id: 1 }, (_, answer) => resolve(answer))));
  }
  assert.equal(answers[1].duplicate, true);
  assert.equal(answers[1].offset, answers[0].offset);
  eve.write("and then\n");
  await hears("ada (socketio): once");
  assert.equal((await lines.next()).value, "eve (tcp): and then");
  socket.disconnect();
}

async function echoes(transports) {
  waitsFor = "echoes";
  const socket = connect(echo, { transports });
  let came = next(socket, "hello");
  socket.emit("hello", 1, { a: [null] }, Buffer.from([7]));
  assert.deepEqual(await came, [1, { a: [null] }, Buffer.from([7])]);
  assert.deepEqual(await socket.emitWithAck("hello", Buffer.from([8])), Buffer.from([8]));
  socket.on("ask", (n, reply) => reply(n + 1));
  assert.equal(await socket.emitWithAck("ask", 41), 42);
  const large = "x".repeat(300_000);
  assert.equal(await socket.emitWithAck("large", large), large);
  socket.disconnect();
}

// The server stops, and another one begins in its place.
async function restart() {
  const socket = connect(rooms, { auth: { name: "ada" } });
  await next(socket, "connect");
  await socket.emitWithAck("join", "lobby");
  const back = next(socket, "disconnect").then(() => next(socket, "connect"));
  console.log("restart");
  await back;
  assert.equal(socket.recovered, false);
  assert.equal((await socket.emitWithAck("message", "x")).code, "not-joined");
  assert.equal((await socket.emitWithAck("join", "lobby")).type, "joined");
  socket.disconnect();
}

for (const transports of [["polling"], ["websocket"], ["polling", "websocket"]]) {
  await conversation(transports);
  await echoes(transports);
  console.log("ok", transports.join(" then "));
}
await refusals();
await retries();
eve.end();
await restart();
console.log("ok all");
process.exit();
