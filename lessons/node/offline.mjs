// What becomes of what is said while the cable is out, with the official client and server of Socket.IO:
//
//	node offline.mjs [MILLISECONDS]
//
// So long it goes on after the last word, 200 unless told. It prints what `wirelab demo offline` prints. Between client and server stands a relay, which is the cable.

import { createServer } from "node:http";
import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { Server } from "socket.io";
import { io } from "socket.io-client";

const listening = (server) => new Promise((done) => server.listen(0, "127.0.0.1", () => done(server.address().port)));

// The server notes what it hears, and when.
const heard = new Map();
const http = createServer();
new Server(http).on("connection", (socket) => socket.on("say", (word) => heard.set(word, Date.now())));
const port = await listening(http);

// The relay. While it is out it swallows what comes, and lets nobody in.
let out = false;
const relay = net.createServer((near) => {
  if (out) return near.destroy();
  const far = net.connect(port, "127.0.0.1");
  near.on("data", (bytes) => out || far.write(bytes));
  far.on("data", (bytes) => out || near.write(bytes));
  for (const [end, other] of [[near, far], [far, near]]) end.on("close", () => other.destroy()).on("error", () => {});
});

const socket = io(`http://127.0.0.1:${await listening(relay)}`, {
  transports: ["websocket"], reconnectionDelay: 50, reconnectionDelayMax: 50, randomizationFactor: 0,
});
const connected = () => new Promise((done) => socket.once("connect", done));
await connected();

const said = [];
function say(when, how, word, emit) {
  said.push({ when, says: `${how}("${word}")`, word, at: Date.now() });
  emit(word);
}
say("connected", "emit", "one", (word) => socket.emit("say", word));
await sleep(200);
out = true;
say("cable out", "emit", "two", (word) => socket.emit("say", word));
await sleep(200);
socket.io.engine.close(); // the client notices, and soon tries to come back
await sleep(200);
say("disconnected", "emit", "three", (word) => socket.emit("say", word));
say("", "volatile.emit", "four", (word) => socket.volatile.emit("say", word));
say("", "timeout(500).emit", "five", (word) => socket.timeout(500).emit("say", word, () => {}));
await sleep(1000);
out = false;
await connected();
say("connected again", "emit", "six", (word) => socket.emit("say", word));
await sleep(Number(process.argv[2] ?? 200));

function hears({ word, at }) {
  if (!heard.has(word)) return "nothing";
  const late = Math.round((heard.get(word) - at) / 1000);
  return late > 0 ? `${word}, ${late} s later` : word;
}
const row = (when, says, hears) => console.log(`${when.padEnd(15)}  ${says.padEnd(25)}  ${hears}`);
row("when", "zoe's program", "the server hears");
for (const s of said) row(s.when, s.says, hears(s));
process.exit();
