// The official client of Socket.IO behind a slow link, with a server that asks often whether it is there.

import assert from "node:assert/strict";
import { ask, carriedBy, connect, eve, next, rooms, within } from "./talk.mjs";

const socket = connect(rooms, { auth: { name: "ada" } });
let pings = 0;
socket.io.on("ping", () => pings++);
const heard = [];
socket.on("message", (text) => heard.push(text));
await next(socket, "connect");
await within("join", socket.emitWithAck("join", "lobby"));
await carriedBy(socket, "websocket");
console.log("ok upgraded");

// There is so much to send that it takes the link several of the server's pings, which wait behind it.
const large = "x".repeat(1000);
const texts = Array.from({ length: 40 }, (_, n) => `${n} ${large}`);
const before = pings;
const answers = await within("answers", Promise.all(texts.map((text) => socket.emitWithAck("message", text))));
assert.deepEqual(answers.map(({ type }) => type), texts.map(() => "ack"));
while (heard.length < texts.length) await next(socket, "message");
assert.deepEqual(heard, texts);
assert.equal(socket.connected, true);
assert.ok(pings - before >= 2, `${pings - before} pings while so much was sent`);
console.log("ok alive");

heard.length = 0;
const missed = Array.from({ length: 20 }, (_, n) => `missed ${n}`);
const gone = next(socket, "disconnect");
await ask("cut");
await gone;
eve.says(...missed);
await eve.hears(`eve (tcp): ${missed.at(-1)}`);
const back = next(socket, "connect");
await ask("mend");
await back;
assert.equal(socket.recovered, true);
while (heard.length < missed.length) await next(socket, "message");
assert.deepEqual(heard, missed);
await carriedBy(socket, "websocket");
await next(socket.io, "ping");
assert.equal(socket.connected, true);
console.log("ok all");
process.exit();
