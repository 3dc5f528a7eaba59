// The chat page: it shows what the client tells, and has it do what the forms say. What a client of a
// broadcast server must know is in room.js and client.js.

import { waysTo } from "./carrier.js";
import { Client } from "./client.js";
import { proposal, rememberName, remembered } from "./name.js";
import { View, element, isMessage, over } from "./view.js";
import { isWord, visible } from "./visible.js";
import { Wire } from "./wire.js";

const $ = (id) => document.getElementById(id);
const views = new Map(); // by room
let current = null; // the view in sight; null: we are in no room
const pending = new Map(); // by the id of the emit, what is not delivered yet: {room, line, text}
const wordRule = "1 to 64 of the characters A-Z a-z 0-9 . _ -";

const wire = new Wire($("packets"), $("wire"));
const session = Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");
const ways = waysTo(session, (...what) => wire.note(...what)); // by their names in the form

const client = new Client({
  open: ways.ws,
  now: () => performance.now(),
  session,
  notify: (n) => told[n.kind](n),
});

// told says what to do with each kind of notice.
const told = {
  state({ connected, why }) {
    const because = why && ` (${visible(why)})`;
    $("state").textContent = connected ? "connected" : "no connection, trying again" + because;
    document.body.className = connected ? "online" : "offline";
    for (const p of pending.values()) label(p);
    showPeople();
  },
  joined(n) {
    views.get(n.room)?.joined(n);
    shown(n.room);
  },
  said(n) {
    const view = views.get(n.event.room);
    if (!view) return;
    view.said(n);
    if (view !== current && isMessage(n.event.event)) view.unread++;
    shown(view.name);
  },
  missed(n) {
    views.get(n.room)?.missed(n);
    shown(n.room);
  },
  acked(n) {
    delivered(n.id);
    views.get(n.room)?.acked(n.offset);
  },
  who(n) {
    views.get(n.room)?.people.who(n);
    if (current?.name === n.room) showPeople();
  },
  rooms({ rooms }) {
    const others = rooms.filter((name) => !views.has(name));
    $("others").replaceChildren(...others.map((name) => Object.assign(element("option"), { value: name })));
  },
  refused({ reason, request }) {
    const unsaid = request?.type === "emit" ? `not delivered: ${visible(request.data)}: ` : "";
    trouble(unsaid + visible(reason));
    if (request?.type === "emit") delivered(request.id);
    if (request?.type === "join") dropView(request.room);
  },
  slow() {
    for (const view of views.values()) view.slow();
    requestAnimationFrame(scroll);
  },
};

// shown brings the page up to date after something has happened in a room.
function shown(room) {
  if (current?.name === room) {
    showPeople();
    requestAnimationFrame(scroll);
  } else {
    showRooms();
  }
}

function scroll() {
  current?.settle();
  $("newest").hidden = !current || current.following;
}

function showPeople() {
  const people = current?.people;
  const names = people?.sorted() ?? [];
  const lines = names.map((name) => {
    const line = element("li", name === people.me ? "me" : "", visible(name));
    line.append(...over(people.names.get(name)));
    if (name === people.me) line.append(element("span", "you", " (you)"));
    return line;
  });
  if (people?.more) lines.push(element("li", "more", `and ${people.more} more`));
  $("people").replaceChildren(...lines);
  const here = document.body.className === "offline" ? "Were here" : "Here";
  $("count").textContent = `${here}: ${names.length + (people?.more ?? 0)}`;
}

function showRooms() {
  const lines = [...views.values()].map((view) => {
    const button = element("button", "", view.name);
    button.type = "button";
    button.onclick = () => show(view);
    if (view === current) button.setAttribute("aria-current", "true");
    if (view.unread > 0) button.append(" ", element("span", "unread", `${view.unread} new`));
    const line = element("li");
    line.append(button);
    return line;
  });
  $("rooms").replaceChildren(...lines);
}

// show brings a room's view into sight; null: none.
function show(view) {
  current = view;
  for (const { log } of views.values()) log.hidden = log !== view?.log;
  if (view) view.unread = 0;
  $("title").textContent = view?.name ?? "";
  $("top").hidden = $("say").hidden = view === null;
  $("nowhere").hidden = view !== null;
  for (const p of pending.values()) p.line.hidden = p.room !== view?.name;
  showRooms();
  showPeople();
  scroll();
  remember();
}

// remember puts where we are into the address, for a reload.
function remember() {
  const at = new URLSearchParams();
  if (current) at.set("room", current.name);
  if (client.name) at.set("name", client.name);
  if ($("over").value !== "ws") at.set("over", $("over").value);
  history.replaceState(null, "", "?" + at);
}

function join(name) {
  if (!views.has(name)) {
    const view = new View(name, scroll);
    views.set(name, view);
    $("logs").append(view.log);
    client.join(name);
  }
  show(views.get(name));
}

function dropView(name) {
  const view = views.get(name);
  if (!view) return;
  views.delete(name);
  view.log.remove();
  for (const [id, p] of pending) {
    if (p.room === name) delivered(id);
  }
  show(views.values().next().value ?? null);
}

// say emits a text. It is shown as not delivered until the server has made an event of it.
function say(text) {
  const id = client.say(current.name, text);
  if (id === 0) return false;
  const line = element("li");
  pending.set(id, { room: current.name, line, text });
  label(pending.get(id));
  $("pending").append(line);
  return true;
}

// label says of a text that is not delivered what it waits for.
function label({ line, text }) {
  line.textContent = (client.connected ? "not delivered yet: " : "waits for the connection: ") + visible(text);
}

function delivered(id) {
  pending.get(id)?.line.remove();
  pending.delete(id);
}

function trouble(text) {
  $("trouble").textContent = text;
}

// onSubmit has a form do something with the text of its field, which is emptied where that went well.
function onSubmit(form, input, act) {
  $(form).onsubmit = (e) => {
    e.preventDefault();
    trouble("");
    if (act($(input).value)) $(input).value = "";
  };
}

onSubmit("say", "text", (text) => {
  if (text === "" || !current) return false;
  current.following = true;
  return say(text);
});

onSubmit("join", "room", (name) => {
  if (!isWord(name)) {
    trouble("room: " + wordRule);
    return false;
  }
  join(name);
  $("text").focus();
  return true;
});

onSubmit("rename", "name", (name) => {
  if (isWord(name)) {
    client.rename(name);
    rememberName(name);
    remember();
  } else {
    trouble("name: " + wordRule);
  }
  return false;
});

$("leave").onclick = () => {
  const { name } = current;
  client.leave(name);
  dropView(name);
};

// goOver has the conversation go on by the kind of socket that the form says. Socket.IO has pings of its own, so that
// ours, which would hide the others, are as rare.
function goOver() {
  const way = $("over").value;
  wire.clear();
  $("wire").hidden = way === "ws";
  document.body.toggleAttribute("data-wire", way !== "ws");
  if (way === "ws") client.over(ways.ws);
  else client.over(ways[way], 25000);
}

$("over").onchange = () => {
  goOver();
  remember();
};

$("newest").onclick = () => {
  current.following = true;
  scroll();
};

window.addEventListener("pagehide", () => client.leaveAll());
window.addEventListener("online", () => client.hurry());
new ResizeObserver(scroll).observe($("logs"));

// asked returns what the address gives for a word, if it is one.
function asked(key, otherwise) {
  const word = new URLSearchParams(location.search).get(key) ?? "";
  if (word === "" || isWord(word)) return word || otherwise;
  trouble(`${key} "${visible(word)}" in the address: it must be ${wordRule}`);
  return otherwise;
}

// enter begins the conversation.
function enter(name) {
  const over = new URLSearchParams(location.search).get("over");
  $("over").value = Object.hasOwn(ways, over ?? "") ? over : "ws";
  goOver();
  client.name = $("name").value = name;
  join(asked("room", "lobby"));
  client.tick();
  setInterval(() => client.tick(), 100);
  $("text").focus(); // by autofocus a browser would, too, but complains where the question for the name has it already
}

// welcome asks for a name first.
function welcome() {
  $("who").value = remembered() || proposal();
  $("welcome").oncancel = (e) => e.preventDefault();
  $("enter").onsubmit = (e) => {
    e.preventDefault();
    const name = $("who").value;
    $("wrong").textContent = isWord(name) ? "" : "A name has " + wordRule;
    if (!isWord(name)) return;
    $("welcome").close();
    rememberName(name);
    enter(name);
  };
  $("welcome").showModal();
  $("who").select();
}

const named = asked("name", "");
if (named) enter(named);
else welcome();
