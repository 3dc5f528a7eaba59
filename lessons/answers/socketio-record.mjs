// Records what Socket.IO says on the wire: a server, a client, and between them a proxy that writes down
// every byte. Then a plain WebSocket client tries to talk to the same server.
//
// To run it, copy it to an empty folder of your own, and there:
//
//	npm install socket.io socket.io-client ws
//	node socketio-record.mjs > socketio-session.txt
//
// It uses 127.0.0.1 only and ends by itself after a few seconds. What differs from run to run (session ids,
// keys, dates, ports) is written as <sid 1>, <...>, <port>, and the same id always in the same way.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { Server } from "socket.io";
import { io } from "socket.io-client";
import WebSocket from "ws";

const once = (emitter, name) => new Promise((resolve) => emitter.once(name, resolve));
const listen = async (server) => (await once(server.listen(0, "127.0.0.1"), "listening"), server.address().port);

// The server: it acknowledges each hello, and answers it with an event of its own, for which the client has
// no listener.
const http = createServer((request, response) => response.writeHead(404).end("no such page\n"));
const rooms = new Server(http, { pingInterval: 400 }); // 25 s unless told otherwise
rooms.on("connection", (socket) => {
  socket.on("hello", (text, acknowledge) => {
    acknowledge("got " + text);
    socket.emit("news", text + " was said");
  });
});
const serverPort = await listen(http);

// The proxy: it passes on what comes, and writes it down. WebSocket frames are taken apart, HTTP is text.
let connections = 0;
const proxyPort = await listen(net.createServer((client) => {
  const number = ++connections;
  const server = net.connect(serverPort, "127.0.0.1");
  const state = { webSocket: false };
  relay(client, server, number, ">", state);
  relay(server, client, number, "<", state);
}));

function relay(from, to, number, arrow, state) {
  let rest = Buffer.alloc(0);
  from.on("data", (bytes) => {
    to.write(bytes);
    rest = Buffer.concat([rest, bytes]);
    if (!state.webSocket) {
      const end = rest.indexOf("\r\n\r\n") + 4; // of the head
      state.webSocket = arrow === "<" && rest.subarray(0, 12).equals(Buffer.from("HTTP/1.1 101"));
      const http = state.webSocket ? rest.subarray(0, end) : rest;
      note(number, arrow, http.toString());
      rest = rest.subarray(http.length);
    }
    for (let frame; state.webSocket && (frame = firstFrame(rest)); rest = rest.subarray(frame.size)) {
      note(number, arrow, "[frame] " + frame.text);
    }
  });
  from.on("end", () => (note(number, arrow, "[end of the connection]"), to.end()));
  from.on("error", () => to.destroy());
}

// firstFrame reads a WebSocket frame of less than 64 KiB (RFC 6455 section 5.2).
function firstFrame(b) {
  if (b.length < 2) return null;
  let head = 2, length = b[1] & 127;
  if (length === 126) [head, length] = [4, b.length < 4 ? Infinity : b.readUInt16BE(2)];
  const mask = b[1] & 128 ? b.subarray(head, (head += 4)) : Buffer.alloc(4);
  if (b.length < head + length) return null;
  const payload = Buffer.from(b.subarray(head, head + length)).map((byte, i) => byte ^ mask[i % 4]);
  const kind = { 1: "text", 2: "binary", 8: "close", 9: "ping", 10: "pong" }[b[0] & 15];
  const text = kind === "close" && length >= 2 ? payload.readUInt16BE(0) + payload.toString("utf8", 2) : payload.toString();
  return { size: head + length, text: `${kind} ${text}`.trimEnd() };
}

const ids = new Map(); // session ids, in the order in which they came
function note(number, arrow, text) {
  for (const [, id] of text.matchAll(/(?:"sid":"|[?&]sid=)([\w-]+)/g)) {
    if (!ids.has(id)) ids.set(id, `<sid ${ids.size + 1}>`);
  }
  for (const [id, name] of ids) text = text.replaceAll(id, name);
  text = text.replace(/([?&]t)=[\w-]+/g, "$1=<t>").replace(/^(Sec-WebSocket-Key|Sec-WebSocket-Accept|Date|ETag): .*$/gm, "$1: <...>")
    .replaceAll(String(proxyPort), "<port>").replaceAll("\u001e", "<RS>"); // RS separates packets in one HTTP body
  if (/^HTTP.*\r\n(.*\r\n)*Content-Type: application\/javascript/.test(text)) text = text.split("\r\n\r\n")[0] + "\r\n\r\n[the client's source]";
  else if (text.length > 4000) return; // the rest of that file
  for (const line of text.trimEnd().split(/\r?\n/)) console.log(`${number} ${arrow} ${line}`.trimEnd());
}

const version = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`)).version;
const title = (text) => console.log(`\n=== ${text}\n`);
console.log(`What Socket.IO says on the wire. socket.io ${version("socket.io")}, engine.io ${version("engine.io")}, node ${process.version}.
Recorded by socketio-record.mjs: a TCP proxy between client and server, on one machine.
The number is that of the TCP connection; > is from the client, < from the server. Session ids, keys, dates and
ports are written as <sid 1>, <...>, <port>. Lines of different connections may come in another order.`);

title("1. A Socket.IO client as it is, with no settings");
const socket = io(`http://127.0.0.1:${proxyPort}`);
const upgraded = new Promise((resolve) => socket.io.on("open", () => socket.io.engine.once("upgrade", resolve)));
await once(socket, "connect");
await upgraded;
await socket.emitWithAck("hello", "one");
socket.emit("unheard", "is anybody listening?"); // the server has no listener for it
await once(socket.io, "ping");
await sleep(100);
socket.disconnect();
await sleep(300);

title("2. The same client, and the setting transports: polling");
const polls = io(`http://127.0.0.1:${proxyPort}`, { transports: ["polling"], forceNew: true });
await once(polls, "connect");
await polls.emitWithAck("hello", "two");
await sleep(100);
polls.disconnect();
await sleep(300);

title("3. The script for a web page comes from the same server and port");
await (await fetch(`http://127.0.0.1:${proxyPort}/socket.io/socket.io.js`, { headers: { connection: "close" } })).text();

let part = 4;
for (const [path, ...texts] of [
  ["/", "hi"],
  ["/socket.io/?EIO=4&transport=websocket", "hi"],
  ["/socket.io/?EIO=4&transport=websocket", "40", '427["hello","by hand"]'],
]) {
  title(`${part++}. A plain WebSocket client at ${path}, which says ${texts.join(" and ")}`);
  const plain = new WebSocket(`ws://127.0.0.1:${proxyPort}${path}`, { perMessageDeflate: false });
  plain.on("open", async () => {
    for (const text of texts) await sleep(50).then(() => plain.send(text));
    await sleep(200).then(() => plain.close());
  });
  plain.on("error", () => {}); // what happened stands in the record
  await once(plain, "close");
  await sleep(100);
}
process.exit();
