// What the scripts with the official client of Socket.IO share. node_test.go runs them:
//
//	node SCRIPT DIRECTORY ROOMS TCP ECHO
//
// DIRECTORY has the client in its node_modules; the others are ports: of the broadcast server, as the client reaches it
// and over TCP, and of the echo server. A script prints what has been tried. At the first thing that does not come, or
// is not as it should be, it ends with status 1, and says all that it knows.

import { createRequire } from "node:module";
import net from "node:net";
import readline from "node:readline";

const [directory, , tcp] = process.argv.slice(2);
export const [, rooms, , echo] = process.argv.slice(2);
const { io } = createRequire(directory + "/")("socket.io-client");

// What has happened: the last of it is said where something does not come.
const noted = [];
const begun = Date.now();
const note = (...what) => noted.push(`${Date.now() - begun} ms ${what.join(" ")}`);

// within waits for a promise, for 20 seconds.
export async function within(what, promise) {
  let late;
  const tooLate = new Promise((_, reject) => (late = setTimeout(() => reject(new Error(`nothing comes of ${what}\n${state()}`)), 20_000)));
  try {
    return await Promise.race([promise, tooLate]);
  } finally {
    clearTimeout(late);
  }
}

// next waits for the next event, and returns its arguments.
export const next = (socket, name) => within(name, new Promise((resolve) => socket.once(name, (...args) => resolve(args))));

// ask has the test do something: cut and mend the network before the server of the rooms, or restart that server.
const done = readline.createInterface({ input: process.stdin })[Symbol.asyncIterator]();
export async function ask(what) {
  note("test:", what);
  console.log("?", what);
  await within(what, done.next());
}

let latest; // socket

// connect returns a socket that is about to connect. Whatever happens to it is noted.
export function connect(port, options) {
  const socket = io(`http://127.0.0.1:${port}`, { reconnectionDelay: 20, reconnectionDelayMax: 20, forceNew: true, ...options });
  latest = socket;
  for (const name of ["connect", "disconnect", "connect_error"]) socket.on(name, (why) => note(name, why ?? ""));
  socket.onAny((name, data) => note("event", name, JSON.stringify(data)?.slice(0, 80)));
  socket.io.on("open", () => {
    note("open");
    for (const name of ["upgrading", "upgrade", "upgradeError", "close"]) {
      socket.io.engine.on(name, (what) => note("engine:", name, what?.name === "Error" ? what.message : what?.name ?? what));
    }
  });
  return socket;
}

// carriedBy waits until a socket that is connected is carried by a transport, to which it upgrades.
export async function carriedBy(socket, transport) {
  if (socket.io.engine.transport.name !== transport) await next(socket.io.engine, "upgrade");
}

// state says where the latest socket is, and what has happened last.
function state() {
  const { connected, recovered, io } = latest ?? {};
  const { readyState, upgrading, transport, writeBuffer } = io?.engine ?? {};
  const is = { connected, recovered, manager: io?._readyState, readyState, upgrading, by: transport?.name, transport: transport?.readyState };
  return [JSON.stringify({ ...is, waiting: writeBuffer?.length }), ...noted.slice(-40)].join("\n");
}

// Eve is somebody who has nc.
class Eve {
  #conn = net.connect(tcp, "127.0.0.1");
  #lines = readline.createInterface({ input: this.#conn })[Symbol.asyncIterator]();

  says(...lines) {
    this.#conn.write(lines.join("\n") + "\n");
  }

  // hears waits for a line, and passes over others.
  async hears(want) {
    while ((await this.next(want)) !== want);
  }

  // next returns the next line.
  async next(want = "a line") {
    const { value, done } = await within(`eve: ${want}`, this.#lines.next());
    if (done) throw new Error(`eve did not hear ${want}`);
    note("eve hears", value);
    return value;
  }
}

export const eve = new Eve();
eve.says("/join lobby eve");
await eve.hears("* you are eve in lobby");
