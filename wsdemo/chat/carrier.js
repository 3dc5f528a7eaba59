// Socket.IO in place of a WebSocket: what client.js needs of one, which sends and hears the language of the rooms as
// JSON. Here each request is an event of Socket.IO, and each answer an acknowledgement.

import { SocketIO } from "./socketio.js";

// waysTo returns the ways to the server, each a function that returns a socket which connects: a WebSocket, Socket.IO,
// or Socket.IO by nothing but polling.
export function waysTo(session, wire) {
  return {
    ws: () => new WebSocket((location.protocol === "https:" ? "wss://" : "ws://") + location.host + "/ws"),
    socketio: () => overSocketIO({ session, upgrade: true, wire }),
    polling: () => overSocketIO({ session, upgrade: false, wire }),
  };
}

// overSocketIO returns a socket that connects. session is the word by which the server knows this page again.
function overSocketIO({ session, upgrade, wire }) {
  const socket = { readyState: 0, onopen() {}, onmessage() {}, onclose() {} };
  const hear = (reply) => socket.onmessage({ data: JSON.stringify(reply) });
  const io = new SocketIO({
    auth: { session },
    upgrade,
    wire,
    connected() {
      socket.readyState = 1;
      socket.onopen();
    },
    event: (name, args) => hear(reply(name, args)),
    closed(reason) {
      socket.readyState = 3;
      socket.onclose({ reason });
    },
  });
  socket.close = () => io.close();
  socket.send = (line) => {
    const { type, id, session, who, event, data, ...about } = JSON.parse(line);
    // Acknowledgements have numbers of their own.
    const answered = (...answers) => answers.forEach((a) => hear("id" in a && id ? { ...a, id } : a));
    switch (type) {
      case "ping": // it asks what was lost, and by Socket.IO nothing is while the session lasts
        return;
      case "emit":
        return io.emit(event, [data, { ...about, id }], answered);
      case "join":
        io.emit("join", [about], answered);
        if (who) io.emit("who", [{ room: about.room }], answered);
        return;
      case "resume": // whoever is in the room already gets what follows an offset
        return io.emit("join", [about], answered);
    }
    io.emit(type, type === "rooms" ? [] : [about], answered);
  };
  return socket;
}

// reply returns an event of Socket.IO in the language of the rooms. The server's own have one argument.
function reply(name, args) {
  if (name === "error") return { ...args[0], id: undefined }; // it has an acknowledgement's number, if any
  if (name === "gap") return args[0];
  const [data, about] = args;
  const event = name.replace(/^event:/, ""); // before names that Socket.IO's client has for itself
  return { type: "event", event, data: marked(data), ...about };
}

// marked has bytes as the other transports show them.
function marked(data) {
  if (data instanceof Uint8Array) return { _binary: btoa(String.fromCharCode(...data)) };
  if (data === null || typeof data !== "object") return data;
  if (Array.isArray(data)) return data.map(marked);
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, marked(value)]));
}
