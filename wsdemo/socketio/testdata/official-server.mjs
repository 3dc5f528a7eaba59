// Two servers with the official library of Socket.IO: one that restores connections and has something for each thing
// that a client can do, and the smallest chat there is, which acknowledges nothing. It is run by officialserver_test.go:
//
//	node official-server.mjs DIRECTORY
//
// DIRECTORY has the library in its node_modules. It says the two ports, and serves until its input ends.

import { once } from "node:events";
import { createServer } from "node:http";
import { createRequire } from "node:module";

const { Server } = createRequire(process.argv[2] + "/")("socket.io");

async function serve(options, connected) {
  const http = createServer();
  const io = new Server(http, options);
  io.use((socket, next) => next(socket.handshake.auth.name === "nobody" ? new Error("not you") : undefined));
  io.on("connection", (socket) => connected(io, socket));
  await once(http.listen(0, "127.0.0.1"), "listening");
  console.log(http.address().port);
}

await serve({ connectionStateRecovery: {} }, (io, socket) => {
  socket.on("auth", (answer) => answer(socket.handshake.auth));
  socket.on("reverse", (bytes, answer) => answer(Buffer.from(bytes).reverse()));
  socket.on("ask", (n, answer) => socket.emit("ask", n, answer));
  socket.on("listen", (answer) => (socket.join("told"), answer()));
  socket.on("tell", (text) => io.to("told").emit("told", text));
  socket.on("go", () => socket.disconnect(true));
});

await serve({}, (io, socket) => socket.on("message", (text) => io.emit("message", text)));

process.stdin.on("end", () => process.exit()).resume();
