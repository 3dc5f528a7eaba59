// Your chat in a terminal. It is finished, and uses chat.mjs:
//
//	node talk.mjs [NAME [ROOM [HOST [PORT]]]]
//
// What is typed is said in the room of wirelab serve broadcast. /cut cuts the connection for 10 seconds, and /cut 3 for 3:
// the server goes on, and so do the others. Ctrl-D ends it.

import { subscribe } from "node:diagnostics_channel";
import readline from "node:readline";

const { Chat } = await import(process.env.SOLUTION ?? "./chat.mjs");

let socket; // of the chat, the last that it has made
let cutUntil = 0; // no connection before this time

// Node tells here of each socket that net.connect makes, so the chat need not know of /cut.
subscribe("net.client.socket", (made) => {
  socket = made.socket;
  if (Date.now() < cutUntil) process.nextTick(() => made.socket.destroy());
});

// shown is what somebody has said as text for a terminal: no character in it can move the cursor, or change colours.
const shown = (said) => String(said).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "\ufffd");

function hear({ from, text, lost, refused }) {
  if (lost) console.log("! the server does not have all any more: something you have not heard may be lost");
  else if (refused) console.log(`! not said: ${shown(refused)}${text === undefined ? "" : `: ${shown(text).slice(0, 40)}`}`);
  else console.log(`${shown(from)}: ${shown(text)}`);
}

function cut(seconds) {
  console.log(`* cut for ${seconds} s`);
  cutUntil = Date.now() + seconds * 1000;
  socket.destroy();
}

const [name = "guest", room = "lobby", host = "127.0.0.1", port = "7101"] = process.argv.slice(2);
const chat = new Chat({ host, port: Number(port), room, name, hear });
readline
  .createInterface({ input: process.stdin })
  .on("line", (text) => {
    const command = /^\/cut(?: +(\d{1,3}))?$/.exec(text.trimEnd());
    if (command) cut(Number(command[1] ?? 10));
    else chat.say(text);
  })
  .on("close", () => chat.close());
