// The two maps of a server of Socket.IO: who is in a room, and in which rooms somebody is.
//
//	node maps.mjs

import { createServer } from "node:http";
import { once } from "node:events";
import { Server } from "socket.io";
import { io } from "socket.io-client";

const http = createServer();
const server = new Server(http);
server.on("connection", (socket) => {
  socket.on("join", (room, answer) => { socket.join(room); answer(); });
});
http.listen(0, "127.0.0.1");
await once(http, "listening");

const names = new Map(); // by the id of a socket
async function enter(name, ...rooms) {
  const socket = io(`http://127.0.0.1:${http.address().port}`, { transports: ["websocket"], forceNew: true });
  await new Promise((done) => socket.on("connect", done));
  names.set(socket.id, name);
  for (const room of rooms) await socket.emitWithAck("join", room);
  return socket;
}

const named = (id) => names.get(id) ?? id;
function print(title, map) {
  console.log(`  ${title}`);
  for (const [key, set] of map) console.log(`    ${named(key).padEnd(6)}-> ${[...set].map(named).join(", ")}`);
}
function printBoth(when) {
  const { rooms, sids } = server.of("/").adapter;
  console.log(when);
  print("adapter.rooms", rooms);
  print("adapter.sids", sids);
}

await enter("ada", "blue");
const bob = await enter("bob", "blue", "green");
await enter("joe", "green");
printBoth("ada and bob have joined blue, bob and joe green");
bob.disconnect();
while (server.of("/").adapter.sids.size > 2) await new Promise(setImmediate); // until the server has noticed
printBoth("bob's connection has ended");
process.exit();
