// A WebSocket server without a library: the last task of the lesson on WebSocket. This file is finished; what it calls
// is for you to write, in frames.mjs. When the tests pass, try it with a browser:
//
//	node serve.mjs [PORT]

import net from "node:net";
import { fileURLToPath } from "node:url";

// serve speaks WebSocket on one TCP connection, a node:net socket. It answers the handshake, speaks first, and sends
// back each text that comes. The last argument has the three functions of frames.mjs.
export function serve(socket, { accept, frame, readFrame }) {
  let waiting = Buffer.alloc(0); // what has come, and is not yet a whole request or frame
  let open = false; // the handshake is over
  socket.on("error", () => socket.destroy()); // the client is gone
  socket.on("data", (data) => {
    waiting = Buffer.concat([waiting, data]);
    if (!open) {
      const end = waiting.indexOf("\r\n\r\n");
      if (end < 0) return;
      const [, key] = /^sec-websocket-key: *(\S+)/im.exec(waiting.toString("latin1", 0, end)) ?? [];
      if (!key) return socket.end("HTTP/1.1 426 Upgrade Required\r\nUpgrade: websocket\r\nConnection: Upgrade, close\r\nContent-Length: 0\r\n\r\n");
      waiting = waiting.subarray(end + 4);
      open = true;
      socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
        `Sec-WebSocket-Accept: ${accept(key)}\r\n\r\n`);
      socket.write(frame(TEXT, Buffer.from("welcome")));
    }
    try {
      for (let found; (found = readFrame(waiting))?.used > 0; ) {
        waiting = waiting.subarray(found.used);
        socket.write(frame(found.opcode, found.payload));
        if (found.opcode === CLOSE) return socket.end(); // each side has said it
      }
    } catch (error) {
      console.error(error.message);
      socket.end(frame(CLOSE, Buffer.from([1002 >> 8, 1002 & 0xff]))); // a protocol error (RFC 6455 section 7.4.1)
    }
  });
}

// GUID is the text that only a WebSocket server puts behind a key (RFC 6455 section 1.3): a server that does not know
// the protocol cannot give the right answer by chance.
export const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

// The opcodes that serve knows (RFC 6455 section 5.2).
export const TEXT = 0x1;
export const CLOSE = 0x8;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const port = Number(process.argv[2] ?? 7110);
  const mine = import(process.env.SOLUTION ?? "./frames.mjs"); // which imports this file: so nothing here may wait for it
  const server = net.createServer(async (socket) => serve(socket, await mine));
  server.listen(port, "127.0.0.1", () => console.log(`It listens. In a browser's console (F12):

  const socket = new WebSocket("ws://127.0.0.1:${port}/");
  socket.onmessage = ({ data }) => console.log(data);
  socket.send("Hello");`));
}
