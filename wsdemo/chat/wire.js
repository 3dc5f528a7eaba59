// What goes over the wire with Socket.IO, in a list: each request, answer and packet, as it is and in words.

import { element } from "./view.js";
import { visible } from "./visible.js";

const maxLines = 300; // that are kept
const maxText = 160; // characters of a packet that are shown

const engine = {
  0: "open: the session begins",
  1: "close: the session ends",
  2: "ping: are you there?",
  3: "pong: I am",
  5: "upgrade: from here on by the WebSocket",
  6: "noop: nothing, and it ends the poll",
};

const socket = { 0: "connect", 1: "disconnect", 2: "event", 3: "acknowledgement", 4: "connect error", 5: "event with bytes", 6: "acknowledgement with bytes" };

// explain says in words what goes over the wire; see socketio.js for its arguments.
export function explain(way, carrier, text) {
  if (carrier === "101") return "yes: what follows are frames";
  if (typeof text !== "string" || text[0] === "b") return "message: bytes of the event before it";
  if (carrier === "GET") {
    if (text.includes("transport=websocket")) return "may this connection become a WebSocket?";
    return text.includes("&sid=") ? "poll: answer when there is something" : "handshake: I would like a session";
  }
  if (text === "ok") return "the POST has arrived";
  if (text === "2probe") return "ping, as a probe: do frames get through?";
  if (text === "3probe") return "pong: they do";
  if (text[0] !== "4") return engine[text[0]] ?? "";
  const [, type, id, name] = /^4(\d)(?:\d+-)?(\d*)(?:\["((?:[^"\\]|\\.)*)")?/.exec(text) ?? [];
  const what = "message: " + (socket[type] ?? "");
  if (type === "2" || type === "5") return `${what} ${name}` + (id && `, to be acknowledged as ${id}`);
  if (type === "0") return what + (way === ">" ? " to the namespace /" : "ed, with an id there");
  return id ? `${what} ${id}` : what;
}

export class Wire {
  #list;
  #frame; // which scrolls
  #following = true; // the newest line is in sight
  #top = 0; // how far it was scrolled last

  constructor(list, frame) {
    this.#list = list;
    this.#frame = frame;
    frame.onscroll = () => {
      const { scrollHeight, scrollTop, clientHeight } = frame;
      if (scrollHeight - scrollTop - clientHeight < 40) this.#following = true;
      else if (scrollTop < this.#top) this.#following = false; // somebody reads what is above
      this.#top = scrollTop;
    };
  }

  clear() {
    this.#list.replaceChildren();
    this.#following = true;
  }

  // note adds a line.
  note(way, carrier, text) {
    const line = element("li", way === ">" ? "up" : "down");
    const raw = typeof text === "string" ? text : `${text.byteLength} bytes`;
    line.append(
      element("span", "carrier", carrier), " ",
      element("span", "words", visible(explain(way, carrier, text))), " ",
      element("code", "", visible(raw.length > maxText ? raw.slice(0, maxText) + "\u2026" : raw)),
    );
    this.#list.append(line);
    while (this.#list.childElementCount > maxLines) this.#list.firstElementChild.remove();
    if (this.#following) this.#frame.scrollTop = this.#frame.scrollHeight;
  }
}
