// A chat in a terminal, with the official client of Socket.IO:
//
//	node chat.mjs [NAME [ROOM [URL]]]
//
// What is typed is said in the room. /away closes the connection, as a network would that breaks down. After ten seconds,
// or with /away 60 a minute, the client is back by itself, and gets what it has missed.

import readline from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { io } from "socket.io-client";
import { shown } from "./shown.mjs";

const [name = "guest", room = "lobby", url = "http://127.0.0.1:7103"] = process.argv.slice(2);
const socket = io(url, { auth: { name }, randomizationFactor: 0 });
const comeBackAfter = (seconds) => socket.io.reconnectionDelay(1000 * seconds).reconnectionDelayMax(1000 * seconds);

socket.on("connect", async () => {
  comeBackAfter(2);
  console.log(`* connected, socket.recovered is ${socket.recovered}`);
  if (socket.recovered) return; // it is in its rooms already
  let answer = await socket.emitWithAck("join", { room, name });
  while (answer.code === "too-fast") { // many come at once
    await pause(answer.wait);
    answer = await socket.emitWithAck("join", { room, name });
  }
  if (answer.type === "joined") console.log(`* you are ${shown(answer.member)} in ${room}`);
  else console.log(`! ${shown(answer.reason)}`);
});
socket.on("disconnect", (why) => console.log(`* disconnected: ${why}`));
socket.on("connect_error", (error) => console.log(`! ${error.message}: ${url}`));

for (const event of ["message", "chat message"]) {
  socket.on(event, (data, about) => console.log(`${shown(about.from)}: ${shown(data)}`));
}
socket.on("join", (_, about) => console.log(`* ${shown(about.from)} joined ${room}`));
socket.on("leave", (_, about) => console.log(`* ${shown(about.from)} left ${room}`));
socket.on("error", (refusal) => console.log(`! ${shown(refusal.reason)}`));

const typed = readline.createInterface({ input: process.stdin });
typed.on("line", (text) => {
  const [, seconds] = /^\/away *(\d*)$/.exec(text) ?? [];
  if (seconds === undefined) return socket.emit("message", text, { room });
  comeBackAfter(seconds || 10);
  socket.io.engine.close();
});
typed.on("close", () => socket.disconnect()); // Ctrl-D
