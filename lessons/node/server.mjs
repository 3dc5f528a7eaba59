// A small chat server of one's own, with the official package of Socket.IO:
//
//	node server.mjs [PORT]
//
// It speaks as `wirelab serve broadcast` does, as far as a chat needs it, so that the same clients can join it.

import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { Server } from "socket.io";

const http = createServer((request, response) => response.writeHead(404).end("Here is a chat: node chat.mjs\n"));
const io = new Server(http, { connectionStateRecovery: { maxDisconnectionDuration: 60_000 } });

// A room begins with the first who joins, and ends when the last has left. In between its events are numbered.
const rooms = new Map(); // by name: {epoch, offset}, which life of the room and how many events it has had
io.of("/").adapter.on("create-room", (room) => rooms.set(room, { epoch: randomUUID(), offset: 0 }));
io.of("/").adapter.on("delete-room", (room) => rooms.delete(room));

// tell tells others of an event in a room, and returns its number.
function tell(others, room, event, data, from) {
  const offset = ++rooms.get(room).offset;
  others.to(room).emit(event, data, { room, from, offset });
  return offset;
}

const isWord = (text) => typeof text === "string" && /^[A-Za-z0-9._-]{1,64}$/.test(text);
const refusal = (reason) => ({ type: "error", code: "malformed", reason });

io.on("connection", (socket) => {
  const mine = () => [...socket.rooms].filter((room) => room !== socket.id); // there is a room for each socket alone

  // listen has a function answer an event. A client may send anything, and wants an acknowledgement or not.
  const listen = (event, answer) => socket.on(event, (...args) => {
    const reply = typeof args.at(-1) === "function" ? args.pop() : () => {};
    reply(answer(...args));
  });

  listen("join", (about) => {
    const { room = about, name = socket.handshake.auth.name ?? "guest" } = Object(about);
    if (!isWord(room) || !isWord(name)) return refusal("a room and a name are 1 to 64 of A-Z a-z 0-9 . _ -");
    socket.data.name = name;
    socket.join(room);
    tell(socket, room, "join", null, name);
    return { type: "joined", room, ...rooms.get(room), member: name };
  });

  listen("message", (text, about) => {
    const room = about?.room ?? mine()[0];
    if (!mine().includes(room)) return refusal("you are not in that room");
    return { type: "ack", room, offset: tell(io, room, "message", text, socket.data.name) };
  });

  if (socket.recovered) mine().forEach((room) => tell(socket, room, "join", null, socket.data.name));
  socket.on("disconnecting", () => mine().forEach((room) => tell(socket, room, "leave", null, socket.data.name)));
});

http.listen(Number(process.argv[2] ?? 3000), "127.0.0.1", () => console.log(`http://127.0.0.1:${http.address().port}`));
