// What the page shows of one room: a list of lines, and who is there. Whatever comes from others
// becomes text (textContent), never HTML.

import { People } from "./people.js";
import { plain, visible } from "./visible.js";

// maxLines is how many lines of a room the page keeps.
export const maxLines = 500;

// element makes an element with a class and a text.
export function element(tag, className = "", text = "") {
  const e = document.createElement(tag);
  e.className = className;
  e.textContent = text;
  return e;
}

// over shows the transport that somebody has come over; nothing where it is not known.
export function over(transport) {
  return transport ? [" ", element("span", "over", visible(transport))] : [];
}

// isMessage says whether an event is a message to people; "chat message" is what Socket.IO's tutorial calls it.
export function isMessage(event) {
  return event === "message" || event === "chat message";
}

export class View {
  // scrolled is called when the log has been scrolled.
  constructor(name, scrolled) {
    this.name = name;
    this.people = new People();
    this.unread = 0;
    this.following = true; // the newest line is in sight
    this.added = 0; // lines, ever
    this.size = ""; // of the log, and what was added, when that was last seen to
    this.lines = new Map(); // the messages kept, by offset
    this.ours = new Set(); // offsets that are acknowledged to us, and not told yet
    this.late = null; // the mark over the events that are being recovered
    this.log = element("ol", "log");
    this.log.setAttribute("aria-live", "polite");
    this.log.setAttribute("aria-relevant", "additions");
    this.log.setAttribute("aria-label", "Messages in " + name);
    this.log.tabIndex = 0; // so that it can be scrolled with the keyboard
    this.log.onscroll = () => {
      this.#scrolled();
      scrolled();
    };
  }

  // scrolled notes whether the newest line is in sight. What moves because lines were added or the
  // window has another size was not moved by a person, and is put right by settle.
  #scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.log;
    if (scrollHeight - scrollTop - clientHeight < 40) {
      this.following = true;
    } else if (this.size === this.#sizes()) {
      this.following = false;
    }
  }

  #sizes() {
    const { scrollHeight, clientHeight, clientWidth } = this.log;
    return `${this.added} ${scrollHeight} ${clientHeight} ${clientWidth}`;
  }

  // settle brings the newest line into sight if it was there before.
  settle() {
    if (this.following) this.log.scrollTop = this.log.scrollHeight;
    this.size = this.#sizes();
  }

  // joined takes the answer to our join.
  joined({ member, offset }) {
    const first = this.people.me === "";
    this.people.joined({ member, offset });
    if (first) this.#add(note("you are " + visible(member), offset));
  }

  // said shows an event.
  said({ event, recovered }) {
    event.transport = this.people.said(event);
    if (!recovered) {
      this.late = null;
    } else {
      this.#recovering();
    }
    const line = isMessage(event.event) ? this.#message(event) : this.#did(event);
    if (recovered) {
      line.classList.add("recovered");
      line.append(" ", element("span", "badge", "recovered"));
    }
    this.#add(line);
  }

  // recovering counts the events that come late, in a mark over the first of them.
  #recovering() {
    if (this.late === null) {
      this.late = { count: 0, line: element("li", "mark late") };
      this.#add(this.late.line);
    }
    const n = ++this.late.count;
    this.late.line.textContent = `${events(n)} missed and recovered`;
  }

  // missed shows what is lost.
  missed({ from, to, restarted }) {
    this.late = null;
    const lost = to < from ? "" : events(to - from + 1);
    if (!restarted) {
      this.#add(element("li", "mark lost", `${lost} lost: the server no longer has what you missed`));
      return;
    }
    this.people.restarted();
    this.lines.clear();
    this.ours.clear();
    const since = lost && `, and ${lost} since then`;
    this.#add(element("li", "mark anew", `The server restarted. Earlier messages are gone${since}.`));
  }

  // slow shows that the server has cut us off.
  slow() {
    this.late = null;
    this.#add(element("li", "mark slow", "The server cut this page off: it did not keep up with what was said."));
  }

  // acked says that the event at offset is our own. It may have been told before.
  acked(offset) {
    const line = this.lines.get(offset);
    if (line) {
      line.classList.add("ours");
    } else {
      this.ours.add(offset);
    }
  }

  #message(e) {
    const line = element("li", this.ours.delete(e.offset) ? "message ours" : "message");
    line.append(element("span", "from", visible(e.from)), ...over(e.transport), " ", element("span", "text", plain(e.data)));
    line.title = number(e.offset);
    this.lines.set(e.offset, line);
    line.dataset.offset = e.offset;
    return line;
  }

  #did(e) {
    const from = visible(e.from) + (e.transport && ` (${visible(e.transport)})`);
    const did = {
      join: () => from + " joined",
      leave: () => from + " left",
      name: () => from + " is now " + plain(e.data),
    };
    // The colon is there so that nobody can make an event that reads like one of those.
    const other = () => `${from} ${visible(e.event)}: ${plain(e.data)}`;
    return note((Object.hasOwn(did, e.event) ? did[e.event] : other)(), e.offset);
  }

  // add appends a line, and forgets the oldest if there are too many.
  #add(line) {
    this.log.append(line);
    this.added++;
    while (this.log.childElementCount > maxLines) {
      const oldest = this.log.firstElementChild;
      if (this.lines.get(Number(oldest.dataset.offset)) === oldest) {
        this.lines.delete(Number(oldest.dataset.offset));
      }
      oldest.remove();
    }
  }
}

function note(text, offset) {
  const line = element("li", "note");
  line.append(element("span", "text", text));
  line.title = number(offset);
  return line;
}

// number says which event a line is, to whoever points at it.
function number(offset) {
  return `event ${offset} of this room`;
}

function events(n) {
  return n === 1 ? "1 event" : `${n} events`;
}
