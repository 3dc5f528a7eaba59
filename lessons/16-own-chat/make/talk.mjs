// Your chat in a terminal. It is finished, and uses chat.mjs:
//
//	node talk.mjs [NAME [ROOM [HOST [PORT]]]]
//
// What is typed is said in the room of wirelab serve broadcast. Ctrl-D ends it.

import readline from "node:readline";

const { Chat } = await import(process.env.SOLUTION ?? "./chat.mjs");

// shown is what somebody has said as text for a terminal: no character in it can move the cursor, or change colours.
const shown = (said) => String(said).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "\ufffd");

const [name = "guest", room = "lobby", host = "127.0.0.1", port = "7101"] = process.argv.slice(2);
const hear = ({ from, text, lost }) => console.log(lost ? "! something was said that is lost" : `${shown(from)}: ${shown(text)}`);
const chat = new Chat({ host, port: Number(port), room, name, hear });
readline.createInterface({ input: process.stdin }).on("line", (text) => chat.say(text)).on("close", () => chat.close());
