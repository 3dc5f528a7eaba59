// The same chat with nothing but TCP, and no package at all:
//
//	node chat-net.mjs [NAME [ROOM [HOST [PORT]]]]
//
// TCP carries bytes, so lines make messages of them: each is a JSON object. Events have numbers (offset), so that
// this client can say how far it had seen the room when it comes back: it does what Socket.IO's connection state
// recovery does, and one can read how. When the connection has ended it comes back after two seconds and a bit: where a server
// is started again, not all of its clients are to come back at the same moment. /away ends it for ten seconds, and /away 60 for a minute.

import { randomUUID } from "node:crypto";
import net from "node:net";
import readline from "node:readline";
import { shown } from "./shown.mjs";

const [name = "guest", room = "lobby", host = "127.0.0.1", port = "7101"] = process.argv.slice(2);
const session = randomUUID(); // by which the server knows us again
let seen = null; // {epoch, offset}: which life of the room, and its last event that we have seen
let socket, ended;
let pause = 2000; // until the next attempt, in milliseconds

function connect() {
  socket = net.connect(Number(port), host, join);
  socket.on("error", (error) => console.log(`! ${error.message}`));
  socket.on("close", () => ended || (console.log("* disconnected"), setTimeout(connect, pause + Math.random() * 500)));
  pause = 2000;
  let rest = ""; // of a line that has not come to its end
  socket.setEncoding("utf8").on("data", (text) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop();
    for (const line of lines) hear(JSON.parse(line));
  });
}

function join() {
  send({ type: "join", id: 1, room, name, session, ...seen });
}

function send(request) {
  socket.write(JSON.stringify(request) + "\n");
}

function hear(reply) {
  const { type, epoch, offset } = reply;
  if (reply.code === "too-fast" && reply.id === 1) return setTimeout(join, reply.wait); // many come at once
  if (type === "error") console.log(`! ${shown(reply.reason)}`);
  if (type === "joined") {
    console.log(`* you are ${shown(reply.member)} in ${room}`);
    if (epoch !== seen?.epoch) seen = { epoch, offset: seen ? 0 : offset }; // what we have missed follows, after a restart too
  }
  if (type === "gap") console.log(`! events are lost: the server does not have them any more`);
  if (type !== "event") return;
  seen.offset = Math.max(seen.offset, offset);
  const from = shown(reply.from);
  if (["message", "chat message"].includes(reply.event)) console.log(`${from}: ${shown(reply.data)}`);
  else if (reply.event === "join") console.log(`* ${from} joined ${room}`);
  else if (reply.event === "leave") console.log(`* ${from} left ${room}`);
}

connect();
const typed = readline.createInterface({ input: process.stdin });
typed.on("line", (text) => {
  const [, seconds] = /^\/away *(\d*)$/.exec(text) ?? [];
  if (seconds === undefined) return send({ type: "emit", room, event: "message", data: text });
  pause = 1000 * (seconds || 10);
  socket.destroy();
});
typed.on("close", () => ((ended = true), socket.end())); // Ctrl-D
