import assert from "node:assert/strict";
import test from "node:test";

const { RoomMap } = await import(process.env.SOLUTION ?? "./map.mjs");

// hear checks who receives what a connection emits.
function hear(map, conn, room, self, ...want) {
  const got = map.audience(conn, room, self);
  assert.deepEqual(got, want, `${conn} emits to ${room} (self: ${self}): audience is [${got}], and has to be [${want}], in the order in which they joined`);
}

function notIn(map, conn, room) {
  assert.equal(map.audience(conn, room, true), null, `${conn} is not in ${room}, and may not emit there: audience returns null`);
}

// inStep checks that both maps say the same, and hold nothing that is empty.
function inStep({ rooms, sids }) {
  for (const [room, conns] of rooms) {
    assert.ok(conns.size > 0, `nobody is in ${room} any more, and rooms still has it`);
    for (const conn of conns) assert.ok(sids.get(conn)?.has(room), `rooms has ${conn} in ${room}, and sids does not`);
  }
  for (const [conn, theirs] of sids) {
    assert.ok(theirs.size > 0, `${conn} is in no room any more, and sids still has it`);
    for (const room of theirs) assert.ok(rooms.get(room)?.has(conn), `sids has ${conn} in ${room}, and rooms does not`);
  }
}

// fill makes the rooms of wirelab demo rooms.
function fill() {
  const map = new RoomMap();
  for (const conn of ["ada", "eve", "bob"]) map.join(conn, "blue");
  for (const conn of ["bob", "joe"]) map.join(conn, "green");
  return map;
}

test("audience", () => {
  const map = fill();
  hear(map, "ada", "blue", true, "ada", "eve", "bob");
  hear(map, "ada", "blue", false, "eve", "bob");
  hear(map, "bob", "green", false, "joe");
  notIn(map, "joe", "blue");
  notIn(map, "ada", "nowhere");
  inStep(map);
});

test("join twice, leave once", () => {
  const map = fill();
  map.join("eve", "blue");
  hear(map, "ada", "blue", true, "ada", "eve", "bob");
  map.leave("eve", "blue");
  notIn(map, "eve", "blue");
  hear(map, "ada", "blue", true, "ada", "bob");
  map.leave("eve", "blue");
  map.leave("nobody", "nowhere");
  inStep(map);
});

test("the end of a connection", () => {
  const map = fill();
  assert.deepEqual(map.end("bob"), ["blue", "green"], "bob was in blue and green: end returns these");
  hear(map, "ada", "blue", true, "ada", "eve");
  hear(map, "joe", "green", true, "joe");
  notIn(map, "bob", "blue"); // the name is the same, and the connection is new: it is in no room
  assert.deepEqual(map.end("bob"), [], "bob was in no room any more");
  inStep(map);
});

test("an audience is a copy", () => {
  const map = fill();
  const audience = map.audience("ada", "blue", true);
  assert.ok(Array.isArray(audience), "audience returns an array");
  audience.length = 0;
  hear(map, "ada", "blue", true, "ada", "eve", "bob");
});

test("nothing is left", () => {
  const map = new RoomMap();
  for (let n = 0; n < 1000; n++) {
    const [conn, room] = [`conn ${n}`, `room ${n % 10}`];
    map.join(conn, room);
    assert.ok(map.audience(conn, room, false), `${conn} has joined ${room}, and audience says that it has not`);
    n % 2 === 0 ? map.leave(conn, room) : map.end(conn);
  }
  assert.equal(map.rooms.size, 0, "all have gone: rooms has no key any more");
  assert.equal(map.sids.size, 0, "all have gone: sids has no key any more");
});

// random is a number from 0 to below most: the same ones in each run.
let state = 1;
function random(most) {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * most);
}

test("whatever happens in whatever order, the map says the same as a plain list of pairs", () => {
  const map = new RoomMap();
  let pairs = [];
  for (let step = 1; step <= 5000; step++) {
    const [conn, room] = [`conn ${random(6)}`, `room ${random(4)}`];
    const others = pairs.filter((pair) => pair.conn !== conn || pair.room !== room);
    const what = ["join", "join", "leave", "leave", "end"][random(5)];
    map[what](conn, room);
    if (what === "join" && others.length === pairs.length) pairs.push({ conn, room });
    if (what === "leave") pairs = others;
    if (what === "end") pairs = pairs.filter((pair) => pair.conn !== conn);
    const members = pairs.filter((pair) => pair.room === room).map((pair) => pair.conn);
    assert.deepEqual(map.audience(conn, room, true), members.includes(conn) ? members : null,
      `after ${step} joins, leaves and ends, the last one ${what}: who hears what ${conn} emits to ${room}`);
    inStep(map);
  }
});
