// The cases of internal/chat/room_test.go: whatever the order in which things come, events are told in
// theirs, and once.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Room, maxHeld } from "../chat/room.js";

// told is notices in short: 3 is an event that was told, 3r one recovered, -3..5 missed, ! a restart.
function told(notices) {
  return notices.map((n) => n.kind === "said"
    ? n.event.offset + (n.recovered ? "r" : "")
    : `-${n.from}..${n.to}` + (n.restarted ? "!" : "")).join(" ");
}

const joined = (r) => r.joined({ epoch: "a", offset: 10 });
const said = (offset) => (r) => r.said({ room: "blue", offset });

const tests = [
  ["in order", [joined, said(11), said(12)], "11 12"],
  ["overtaken and doubled",
    [joined, said(13), said(13), said(11), said(10), said(12), said(12)], "11 12 13"],
  ["our own, not sent back", [joined, said(12), (r) => r.acknowledged(11)], "12"],
  ["gone in part",
    [joined, said(16), (r) => r.gap({ from: 11, to: 14, epoch: "a" }), said(15)], "-11..14 15 16"],
  ["back again",
    [joined, said(11), (r) => r.joined({ epoch: "a", offset: 14 }), said(12), said(13), said(15)], "11 12r 13r 15"],
  ["back in a room that has begun anew",
    [joined, (r) => r.joined({ epoch: "b", offset: 3 }), (r) => r.gap({ from: 1, to: 0, epoch: "b" }),
      said(1), said(2), said(4)], "-1..0! 1r 2r 4"],
  ["an acknowledgement of nothing", [joined, (r) => r.acknowledged(0), said(11)], "11"],
  ["a gap that is known already", [joined, said(11), (r) => r.gap({ from: 1, to: 9, epoch: "a" }), said(12)], "11 12"],
];

for (const [name, steps, want] of tests) {
  test(name, () => {
    const r = new Room("blue");
    assert.equal(told(steps.flatMap((step) => step(r))), want);
  });
}

test("what is held back is bounded", () => {
  const r = new Room("blue");
  joined(r);
  for (let offset = 12; offset < 12 + 2 * maxHeld; offset++) said(offset)(r);
  assert.equal(r.held.size, maxHeld);
});

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
