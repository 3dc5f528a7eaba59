// The cases of internal/room/chat/room_test.go: whatever the order in which things come, events are told in
// theirs, and once.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Room } from "../chat/room.js";

const cases = JSON.parse(readFileSync(new URL("room.json", import.meta.url)));

// told is notices in short: 3 is an event that was told, 3r one recovered, 3..5 events in order, -3..5 missed,
// ! a restart.
function told(notices) {
  const words = [];
  let first = 0, last = 0; // of events in order
  for (const n of notices) {
    if (n.kind === "said" && !n.recovered && last > 0 && n.event.offset === last + 1) {
      last++;
      words[words.length - 1] = `${first}..${last}`;
      continue;
    }
    [first, last] = n.kind === "said" && !n.recovered ? [n.event.offset, n.event.offset] : [0, 0];
    words.push(n.kind === "said"
      ? n.event.offset + (n.recovered ? "r" : "")
      : `-${n.from}..${n.to}` + (n.restarted ? "!" : ""));
  }
  return words.join(" ");
}

// take has a room take a step of a case.
function take(room, step) {
  const [kind] = Object.keys(step);
  switch (kind) {
    case "said": {
      const notices = [];
      for (let offset = step.said; offset <= (step.to ?? step.said); offset++) {
        notices.push(...room.said({ room: "blue", offset }));
      }
      return notices;
    }
    case "holds":
      assert.equal(room.held.size, step.holds);
      return [];
  }
  return room[kind](step[kind]);
}

for (const c of cases) {
  test(c.case, () => {
    const r = new Room("blue");
    assert.equal(told(c.steps.flatMap((step) => take(r, step))), c.told);
  });
}

const joined = (r) => r.joined({ epoch: "a", offset: 10 });
const said = (offset) => (r) => r.said({ room: "blue", offset });

test("a head that is ahead", () => {
  const r = new Room("blue");
  assert.equal(r.head({ epoch: "a", offset: 10 }), false, "before we are in the room");
  joined(r);
  assert.equal(r.head({ epoch: "a", offset: 10 }), false);
  assert.equal(r.head({ epoch: "a", offset: 11 }), true);
  assert.equal(r.head({ epoch: "b", offset: 1 }), true);
  assert.equal(r.missing(), false);
  said(12)(r);
  assert.equal(r.missing(), true);
});
