import assert from "node:assert/strict";
import test from "node:test";

const { emit } = await import(process.env.SOLUTION ?? "./emit.mjs");

const member = (name, limit, policy = "disconnect") => ({ name, limit, policy, queue: [], dropped: 0, evicted: false });
const room = (...members) => ({ last: 0, members });

// emits has a room make so many events more, and checks what is acknowledged.
function emits(room, events) {
  for (; events > 0; events--) {
    const want = room.last + 1;
    assert.equal(emit(room, `goal ${want}`), want, `the room's last event was ${want - 1}, so this one is ${want}: that is what emit returns`);
  }
}

// holds checks which events a member is to be sent, and sends them.
function holds(member, ...want) {
  const sent = member.queue;
  member.queue = [];
  const got = sent.map(({ offset }) => offset);
  assert.deepEqual(got, want, `${member.name}: the queue held the events [${got}], and is to hold [${want}]`);
  for (const { offset, text } of sent) assert.equal(text, `goal ${offset}`, `${member.name}: what event ${offset} says`);
}

test("all who read", () => {
  const [ada, eve] = [member("ada", 2), member("eve", 2)];
  const r = room(ada, eve);
  for (let n = 1; n <= 10; n++) {
    emits(r, 1);
    for (const m of [ada, eve]) holds(m, n); // both read at once
  }
});

// An acknowledgement says that there is an event, and not that anybody has it.
test("acknowledged all the same, though nobody is there, or nobody reads", () => {
  const r = room();
  emits(r, 3);
  r.members = [member("tim", 1, "drop newest")];
  emits(r, 3);
});

test("policies", () => {
  const eve = member("eve, who reads", 100);
  const oldest = member('a member with "drop oldest"', 4, "drop oldest");
  const newest = member('a member with "drop newest"', 4, "drop newest");
  const cut = member('a member with "disconnect"', 4);
  const r = room(oldest, cut, newest, eve);
  emits(r, 4);
  assert.ok(r.members.length === 4 && !cut.evicted, "a queue with limit events is full, and that is still no reason to do anything: " +
    "it is the next event that has no space");
  emits(r, 6);
  holds(eve, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
  holds(oldest, 7, 8, 9, 10);
  holds(newest, 1, 2, 3, 4);
  holds(cut);
  assert.equal(cut.dropped, 0, 'what "disconnect" throws away is not counted in dropped');
  assert.ok(cut.evicted, 'with "disconnect", the member whose queue is full is evicted');
  assert.deepEqual(r.members, [oldest, newest, eve], "who is evicted is no member of the room any more, and the others are");
  for (const m of [oldest, newest]) assert.equal(m.dropped, 6, `${m.name}: of 10 events, 4 were kept, and 6 dropped`);
  emits(r, 1); // whoever has read has space again
  holds(newest, 11);
  holds(cut);
});

test("many are evicted at once", () => {
  for (const small of [[0, 2, 4], [0, 1, 2]]) {
    const all = [0, 1, 2, 3, 4].map((n) => member(`member ${n}`, small.includes(n) ? 1 : 10));
    const r = room(...all);
    emits(r, 2); // the small ones have space for one
    all.forEach((m, n) => (small.includes(n) ? holds(m) : holds(m, 1, 2)));
    assert.equal(r.members.length, 2, `members ${small} are evicted, so two of five are left: take care when you remove while you iterate`);
  }
});
