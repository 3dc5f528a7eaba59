// A small client of Socket.IO, to read. It speaks Engine.IO 4, which makes a session of HTTP requests or of a WebSocket,
// and Socket.IO 5, which makes events and acknowledgements of the session's messages:
//
//   const socket = new SocketIO({ auth: { name: "ada" }, upgrade: true, connected, event, closed, wire });
//   socket.emit("join", [{ room: "lobby" }], (answer) => ...);
//
// connected() is called when events can be sent, event(name, args) for each that comes, and closed(why) once, at the
// end. Where upgrade is false, the session goes on by HTTP. wire(way, carrier, text) is told of whatever is sent (">")
// and comes ("<"): carrier is GET, POST, 200 (an answer), 101 or frame, and text a packet or an address.
//
// It does not connect again by itself, has no namespace but "/", and sends no bytes; those that come are Uint8Arrays.

const separator = "\u001e"; // between the packets of one HTTP body
const size = (packet) => new TextEncoder().encode(packet).length + 1; // in a body, in bytes

export class SocketIO {
  #options;
  #over = false;
  #ending = new AbortController(); // of requests
  #deadline = 0; // timer: until then the server must have sent something

  #session = null; // what the server has said of it: sid, upgrades, pingInterval, pingTimeout, maxPayload
  #waiting = []; // packets to be sent
  #paused = false; // the client goes over to a WebSocket: no more requests
  #posting = false;
  #posted = Promise.resolve(); // the last POST has been answered
  #polled; // the last GET has been answered
  #webSocket = null; // that is tried out, or by which all goes
  #upgraded = false; // all goes by it

  #acks = new Map(); // what to call with which acknowledgement
  #nextAck = 0;
  #partial = null; // an event whose bytes are still to come: {packet, count, bytes}

  constructor(options) {
    this.#options = options;
    this.#polled = this.#poll();
  }

  // Engine.IO: the session by HTTP.

  // poll asks for packets again and again. The server answers a GET when it has some. The first GET begins the session.
  async #poll() {
    while (!this.#paused && !this.#over) {
      const body = await this.#request("GET");
      for (const packet of body?.split(separator) ?? []) this.#receive(packet, "200");
    }
  }

  #send(packet) {
    if (this.#over) return;
    if (this.#upgraded) return this.#frame(packet);
    this.#waiting.push(packet);
    if (!this.#posting && !this.#paused) this.#posted = this.#post();
  }

  // post sends what waits, with one POST at a time, and as much in each as the server takes.
  async #post() {
    this.#posting = true;
    while (this.#waiting.length > 0 && !this.#paused && !this.#over) {
      const packets = [this.#waiting.shift()];
      let space = this.#session.maxPayload - size(packets[0]);
      while (this.#waiting.length > 0 && (space -= size(this.#waiting[0])) >= 0) packets.push(this.#waiting.shift());
      await this.#request("POST", packets);
    }
    this.#posting = false;
  }

  // request makes a request, and returns the body of the answer; nothing if that has ended the session.
  async #request(method, packets) {
    const address = this.#address("polling");
    const { wire } = this.#options;
    for (const text of packets ?? [address]) wire(">", method, text);
    try {
      const body = packets?.join(separator);
      const signal = this.#ending.signal;
      const keepalive = body?.length < 4096; // a short one is sent though the page is left
      const answer = await fetch(address, { method, body, signal, keepalive, cache: "no-store" });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`the server has answered ${answer.status}: ${text}`);
      if (method === "POST") wire("<", "200", text);
      return text;
    } catch (error) {
      this.#end(error.message);
    }
  }

  #address(transport) {
    const sid = this.#session ? "&sid=" + this.#session.sid : "";
    return `/socket.io/?EIO=4&transport=${transport}${sid}`;
  }

  // Engine.IO: the upgrade.

  // upgrade opens a WebSocket for the session, and tries it out while the session goes on by HTTP.
  #upgrade() {
    const address = this.#address("websocket");
    const webSocket = (this.#webSocket = new WebSocket(location.origin.replace("http", "ws") + address));
    webSocket.binaryType = "arraybuffer";
    this.#options.wire(">", "GET", address);
    webSocket.onopen = () => {
      this.#options.wire("<", "101", "Switching Protocols");
      this.#frame("2probe");
    };
    webSocket.onmessage = async ({ data }) => {
      if (this.#upgraded) return this.#receive(data, "frame");
      if (data !== "3probe") return webSocket.close();
      this.#options.wire("<", "frame", data);
      this.#paused = true;
      await Promise.all([this.#polled, this.#posted]); // the server ends the poll that waits
      if (this.#over) return;
      this.#frame("5");
      this.#upgraded = true;
      this.#waiting.splice(0).forEach((packet) => this.#frame(packet));
    };
    webSocket.onclose = ({ reason }) => {
      if (this.#paused) this.#end(reason || "the WebSocket has ended"); // else the session goes on by HTTP
    };
  }

  #frame(packet) {
    this.#options.wire(">", "frame", packet);
    this.#webSocket.send(packet);
  }

  // Engine.IO: packets. The first character is the type; what is no text is a message of bytes.

  #receive(packet, carrier) {
    if (this.#over) return;
    this.#options.wire("<", carrier, packet);
    try {
      this.#take(packet);
    } catch (error) {
      this.#end(error.message); // it was none
    }
  }

  #take(packet) {
    if (packet[0] === "0") this.#open(JSON.parse(packet.slice(1)));
    clearTimeout(this.#deadline);
    const { pingInterval, pingTimeout } = this.#session;
    this.#deadline = setTimeout(() => this.#end("the server is silent"), pingInterval + pingTimeout);
    if (typeof packet !== "string") return this.#attach(new Uint8Array(packet));
    switch (packet[0]) {
      case "1":
        return this.#end("the server has closed the session");
      case "2":
        return this.#send("3" + packet.slice(1));
      case "4":
        return this.#message(packet.slice(1));
      case "b":
        return this.#attach(Uint8Array.from(atob(packet.slice(1)), (c) => c.charCodeAt(0)));
    }
  }

  #open(session) {
    this.#session = session;
    this.#send("40" + JSON.stringify(this.#options.auth));
    if (this.#options.upgrade && session.upgrades.includes("websocket")) this.#upgrade();
  }

  // close ends the session, and tells the server.
  close() {
    if (this.#session && !this.#upgraded && !this.#over) {
      this.#options.wire(">", "POST", "1");
      fetch(this.#address("polling"), { method: "POST", body: "1", keepalive: true }).catch(() => {}); // nobody waits for it
    }
    this.#end("closed");
  }

  #end(why) {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.#deadline);
    this.#ending.abort();
    this.#webSocket?.close();
    this.#options.closed(why);
  }

  // Socket.IO: TYPE [NUMBER OF ATTACHMENTS -] [ACKNOWLEDGEMENT] [JSON]

  // emit sends an event. Where there is an ack, it is called with the arguments of the acknowledgement.
  emit(name, args, ack) {
    let id = "";
    if (ack) {
      id = this.#nextAck++;
      this.#acks.set(id, ack);
    }
    this.#send("42" + id + JSON.stringify([name, ...args]));
  }

  #message(packet) {
    const [, type, , attachments, id, json] = /^(\d)((\d+)-)?(\d*)(.*)$/s.exec(packet);
    const data = json ? JSON.parse(json) : null;
    if (attachments) this.#partial = { type, id, data, count: Number(attachments), bytes: [] };
    else this.#decoded(type, id, data);
  }

  // attach takes bytes. When all have come, they are put where {"_placeholder":true,"num":...} stands for them.
  #attach(bytes) {
    const p = this.#partial;
    if (p === null) return this.#end("bytes that belong to no event");
    p.bytes.push(bytes);
    if (p.bytes.length < p.count) return;
    const put = (value) => {
      if (value === null || typeof value !== "object") return value;
      if (value._placeholder === true) return p.bytes[value.num];
      for (const key of Object.keys(value)) value[key] = put(value[key]);
      return value;
    };
    this.#partial = null;
    this.#decoded(p.type, p.id, put(p.data));
  }

  #decoded(type, id, data) {
    switch (type) {
      case "0":
        return this.#options.connected(data);
      case "1":
        return this.#end("the server has disconnected this client");
      case "2":
      case "5":
        return this.#options.event(data[0], data.slice(1));
      case "3":
      case "6": {
        const ack = this.#acks.get(Number(id));
        this.#acks.delete(Number(id));
        return ack?.(...data);
      }
      case "4":
        return this.#end(data.message);
    }
  }
}
