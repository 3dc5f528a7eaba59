import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import test from "node:test";
import { Room } from "./room.mjs";

const { Chat } = await import(process.env.SOLUTION ?? "./chat.mjs");

let guard; // runs when no test follows, and says why the program does not end

// open opens a room, and it is closed when the test is over.
async function open(t) {
  clearTimeout(guard);
  const room = await new Room().open();
  t.after(() => {
    room.close();
    guard = setTimeout(notEnded, 3000).unref(); // nothing waits for it: it finds only what has not ended
  });
  return room;
}

function notEnded() {
  console.error("The tests are over, and a chat that was closed has not ended: it connects again, or a timer or a connection is left. See 3 and 9 in chat.mjs.");
  process.exit(1);
}

// line is what a chat has called hear with, as one line.
function line({ lost, refused, from, text }) {
  if (lost) return "(lost)";
  if (refused) return text === undefined ? `(refused: ${refused})` : `(refused) ${text.slice(0, 10)}`;
  return `${from}: ${text}`;
}

// A Person has a chat, and hears what is said in it.
class Person {
  heard = [];
  #news = new EventEmitter();

  constructor(t, room, name, options) {
    const hear = (what) => {
      this.heard.push(line(what));
      this.#news.emit("heard");
    };
    this.chat = new Chat({ port: room.port, name, pause: 10, hear, ...options });
    t.after(() => this.chat.close());
  }

  // hears waits until the person has heard as much as is wanted, and checks that it is that. Why may be a function, which
  // is asked when it is known what was heard.
  async hears(why, ...want) {
    const signal = AbortSignal.timeout(3000);
    while (this.heard.length < want.length) {
      try {
        await once(this.#news, "heard", { signal });
      } catch {
        break; // it is too late
      }
    }
    assert.deepEqual(this.heard.splice(0), want, typeof why === "function" ? why() : why);
  }
}

const soon = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// until waits until something holds.
async function until(holds, why) {
  for (const late = Date.now() + 3000; !holds(); await soon(2)) assert.ok(Date.now() < late, why());
}

// comes waits until somebody is there.
const comes = (room, name) =>
  until(() => room.members.includes(name), () => `${name} does not join (again): the room has the members [${room.members}]` +
    (room.refused ? `, and it has refused ${JSON.stringify(room.refused)}` : ""));

test("1. it joins, and hears", async (t) => {
  const room = await open(t);
  const ada = new Person(t, room, "ada");
  await comes(room, "ada");
  room.say("eve", "hi ada");
  await ada.hears("eve said hi ada", "eve: hi ada");
  room.say("bob", undefined, "join");
  room.say("eve", "hi bob");
  await ada.hears("bob's join is an event, too, but no message", "eve: hi bob");
  room.slow = true;
  room.say("eve", "¿qué tal?");
  await ada.hears("the line came in two pieces, cut in the middle of é: wait for the whole line, and for the whole character", "eve: ¿qué tal?");
});

test("2. it says something", async (t) => {
  const room = await open(t);
  const ada = new Person(t, room, "ada");
  ada.chat.say("is anybody here?"); // the connection cannot be there yet
  await ada.hears("she said it before the connection was there: it waits until the room is joined", "ada: is anybody here?");
  ada.chat.say("hello?");
  ada.chat.say("line 1\nline 2");
  await ada.hears("she hears what she says herself, in order", "ada: hello?", "ada: line 1\nline 2");
  assert.equal(room.refused, null, "the room has refused a request. Did she say something before she had joined?");
});

test("3. it comes back", async (t) => {
  const room = await open(t);
  const ada = new Person(t, room, "ada");
  await comes(room, "ada");
  for (const time of ["first", "second", "third"]) {
    room.drop();
    await comes(room, "ada");
    room.say("eve", `the ${time} time`);
    await ada.hears(`the connection dropped for the ${time} time, and she is back`, `eve: the ${time} time`);
  }
  room.close();
  await soon(100); // she tries again and again, and is refused
  await room.open();
  await comes(room, "ada");
});

test("4. nothing is missed, and nothing heard twice", async (t) => {
  const room = await open(t);
  const ada = new Person(t, room, "ada");
  // away says how ada has come back.
  const away = (what) => () => `${what}: ` + (room.came.offset === undefined
    ? "she joined again without an epoch and an offset. The first joined says where she begins, before any event"
    : `she joined again with the offset ${room.came.offset}. What she missed comes after joined, with smaller offsets. Is it new to you? ` +
      "The offset of joined is what she has seen on the first join only");
  await comes(room, "ada");
  room.drop();
  room.say("eve", "zero");
  await ada.hears(away("she was away for zero, and had heard nothing before"), "eve: zero");
  room.say("eve", "one");
  await ada.hears("eve said one", "eve: one");
  room.drop();
  room.say("eve", "two"); // nobody is there
  room.say("eve", "three");
  await ada.hears(away("she was away for two and three"), "eve: two", "eve: three");
  room.drop();
  await comes(room, "ada");
  room.drop();
  room.say("eve", "four");
  await ada.hears(away("she was away twice, and the first time for nothing"), "eve: four");
  room.tear();
  room.say("eve", "four and a half");
  await ada.hears("the connection ended in the middle of a line: what had come of it is of no use on the next one", "eve: four and a half");
  room.say("eve", "five");
  await ada.hears("eve said five", "eve: five");
  room.again();
  room.say("eve", "six");
  await ada.hears("five came twice, with the same offset: it is heard once", "eve: six");
});

test("5. what she says is said once, whatever is lost", async (t) => {
  const room = await open(t);
  const eve = new Person(t, room, "eve");
  const ada = new Person(t, room, "ada");
  await comes(room, "eve");
  await comes(room, "ada");
  room.lose = "emit";
  ada.chat.say("lost on the way");
  await eve.hears("the connection dropped, and the emit with it: it is said again when ada is back", "ada: lost on the way");
  await ada.hears("and she hears it herself", "ada: lost on the way");

  room.lose = "ack";
  ada.chat.say("a pizza, please");
  await ada.hears("the acknowledgement was lost: ada says it again, and hears it", "ada: a pizza, please");
  await comes(room, "ada");
  ada.chat.say("thanks");
  await eve.hears("the room has heard of one pizza. (Two? The id and the session stay the same when it is said again.)",
    "ada: a pizza, please", "ada: thanks");
  await ada.hears("she hears that, too", "ada: thanks");

  room.drop();
  for (const text of ["a", "b", "c"]) ada.chat.say(text);
  await eve.hears("she said three things while she was away: they are said in order", "ada: a", "ada: b", "ada: c");
  await ada.hears("she hears them herself", "ada: a", "ada: b", "ada: c");
  room.drop();
  await comes(room, "ada");
  ada.chat.say("d");
  await eve.hears("what is acknowledged is not said again", "ada: d");
  await ada.hears("she hears that, too", "ada: d");

  let free;
  room.busy = new Promise((resolve) => (free = resolve));
  room.refused = null;
  room.drop();
  ada.chat.say("older");
  await until(() => room.connections === 2, () => "eve and ada do not connect again");
  await soon(20); // she has sent her join, and it is not answered yet
  ada.chat.say("newer");
  room.busy = free();
  const waits = "she said older while she was away, and newer while she connected again: newer waits until she has joined on this connection, and is said after older";
  await ada.hears(waits, "ada: older", "ada: newer");
  assert.equal(room.refused, null, `the room has refused a request: ${waits}`);
});

test("6. what is refused is told", async (t) => {
  const room = await open(t);
  const ada = new Person(t, room, "ada");
  await comes(room, "ada");
  ada.chat.say("before");
  ada.chat.say("long".repeat(5000));
  ada.chat.say("after");
  await ada.hears("the room answers the second with an error that has its id: hear({ refused: reason, text })",
    "ada: before", "(refused) longlonglo", "ada: after");
  room.drop();
  await comes(room, "ada");
  ada.chat.say("later");
  await ada.hears("she comes back, and goes on: what was refused is not said again", "ada: later");
  assert.equal(room.tooLarge, 1, "what was refused was said again on the next connection: a refusal is an answer, as an acknowledgement is");
  ada.chat.say("é".repeat(40_000));
  ada.chat.say("at last");
  await ada.hears("é takes two bytes, so the line is too long, and the room would end the connection: say refuses it by itself, with hear({ refused: reason, text })",
    "(refused) éééééééééé", "ada: at last");
  room.tell({ type: "error", code: "too-slow", reason: "you are too slow" });
  await ada.hears("an error without an id answers no emit: hear({ refused: reason })", "(refused: you are too slow)");
});

test("7. what is lost for good is told", async (t) => {
  const room = await open(t);
  room.keep = 3;
  const ada = new Person(t, room, "ada");
  await comes(room, "ada");
  room.say("eve", "one");
  await ada.hears("eve said one", "eve: one");
  room.drop();
  for (const text of ["two", "three", "four", "five"]) room.say("eve", text);
  await ada.hears("the room keeps 3 events, and her own join is one of them: two and three are lost, and a gap tells of it", "(lost)", "eve: four", "eve: five");

  ada.chat.say("six");
  await ada.hears("she hears herself", "ada: six");
  room.restart();
  room.say("eve", "a new life");
  await ada.hears("the server was restarted. Its offsets begin with 1 again: that is not old, it is of another epoch. (Lost twice? A gap comes after a restart, too: only the gap calls hear({ lost: true }).)",
    "(lost)", "eve: a new life");
  await comes(room, "ada");
  room.drop();
  room.say("eve", "nothing more is lost");
  await ada.hears("she comes back to the new life, which she knows by now", "eve: nothing more is lost");
  ada.chat.say("seven");
  await ada.hears("six was acknowledged long ago: it is not said again, to a server that does not know it any more", "ada: seven");
});

test("8. a connection that is dead, and nobody tells", async (t) => {
  const room = await open(t);
  const ada = new Person(t, room, "ada", { quiet: 100 });
  await comes(room, "ada");
  await until(() => room.pings >= 2, () => "nobody says anything for a while, so she asks: a ping each time when nothing has come for quiet milliseconds");
  room.mute();
  room.say("eve", "can you hear me?");
  await ada.hears("her ping was not answered: the connection is dead, she destroys it, comes back, and has missed nothing", "eve: can you hear me?");

  let free;
  room.busy = new Promise((resolve) => (free = resolve));
  const before = room.accepted;
  room.drop();
  await until(() => room.accepted >= before + 2, () => "she has connected, and her join is not answered, nor anything else: this connection is dead from its beginning, so the time runs from when it is there");
  room.busy = free();
  room.say("eve", "and now?");
  await ada.hears("she has come back once more, and has missed nothing", "eve: and now?");
});

test("9. it ends", async (t) => {
  const room = await open(t);
  const ada = new Person(t, room, "ada");
  const bob = new Person(t, room, "bob", { pause: 50 });
  await comes(room, "ada");
  await comes(room, "bob");
  ada.chat.close();
  await until(() => !room.members.includes("ada"), () => "ada has closed the chat, and her connection is still there");
  room.drop();
  await soon(20);
  bob.chat.close(); // while he waits to try again
  await soon(100);
  assert.deepEqual(room.members, [], "who has closed the chat does not come back");
});
