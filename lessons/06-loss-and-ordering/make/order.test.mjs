import assert from "node:assert/strict";
import test from "node:test";

const { OrderBuffer } = await import(process.env.SOLUTION ?? "./order.mjs");

// arrives has message number 4, say, come, which is called "m4", and says what the program should get then.
function arrives(buffer, now, number, ...want) {
  const got = buffer.arrive(now, number, `m${number}`);
  assert.deepEqual(got, want, `at ${now} ms came message ${number}. The program got [${got}]; it should be [${want}]`);
}

function ticks(buffer, now, ...want) {
  const got = buffer.tick(now);
  assert.deepEqual(got, want, `at ${now} ms the program got [${got}]; it should be [${want}]`);
}

const HOUR = 3_600_000;

test("in order", () => {
  const buffer = new OrderBuffer({ wait: 1000 });
  arrives(buffer, 0, 1, "m1");
  arrives(buffer, 20, 2, "m2");
  ticks(buffer, HOUR);
  arrives(buffer, HOUR, 3, "m3");
});

// What the ladder of the lesson shows.
test("the fourth is sent again, and three wait for it", () => {
  const buffer = new OrderBuffer({ wait: 1000 });
  for (const number of [1, 2, 3]) arrives(buffer, 20 * number, number, `m${number}`);
  arrives(buffer, 160, 5);
  arrives(buffer, 180, 6);
  arrives(buffer, 200, 7);
  arrives(buffer, 201, 4, "m4", "m5", "m6", "m7");
  arrives(buffer, 220, 8, "m8");
});

test("some come twice", () => {
  const buffer = new OrderBuffer({ wait: 1000 });
  arrives(buffer, 0, 2);
  arrives(buffer, 10, 2);
  arrives(buffer, 20, 1, "m1", "m2");
  arrives(buffer, 30, 1);
  arrives(buffer, 40, 2);
  ticks(buffer, HOUR);
});

test("a copy does not make a message younger", () => {
  const buffer = new OrderBuffer({ wait: 50 });
  arrives(buffer, 0, 2);
  arrives(buffer, 40, 2);
  ticks(buffer, 50, "m2");
});

test("giving up", () => {
  const buffer = new OrderBuffer({ wait: 50 });
  arrives(buffer, 0, 1, "m1");
  arrives(buffer, 20, 3);
  arrives(buffer, 40, 4);
  arrives(buffer, 60, 6);
  ticks(buffer, 69);
  ticks(buffer, 70, "m3", "m4"); // 2 is given up; 6 has not waited long enough
  arrives(buffer, 80, 2); // too late
  arrives(buffer, 90, 5, "m5", "m6");
});

// A message that is given up on takes with it those before it.
test("giving up when another message comes", () => {
  const buffer = new OrderBuffer({ wait: 50 });
  arrives(buffer, 0, 5);
  arrives(buffer, 30, 3);
  arrives(buffer, 60, 8, "m3", "m5");
  arrives(buffer, 70, 4);
  arrives(buffer, 75, 6, "m6");
  ticks(buffer, 110, "m8");
});

test("giving up when one comes that is handed on at once", () => {
  const buffer = new OrderBuffer({ wait: 50 });
  arrives(buffer, 0, 5);
  arrives(buffer, 60, 1, "m1", "m5");
});

test("with no patience at all, nothing is kept back, and what comes late is dropped", () => {
  const buffer = new OrderBuffer({ wait: 0 });
  arrives(buffer, 0, 1, "m1");
  arrives(buffer, 20, 3, "m3");
  arrives(buffer, 40, 2);
  arrives(buffer, 60, 4, "m4");
});

test("a number above 9 comes after 9, and a sender may leave out very many", () => {
  const buffer = new OrderBuffer({ wait: 10 });
  arrives(buffer, 0, 10);
  arrives(buffer, 0, 9);
  ticks(buffer, 10, "m9", "m10");
  const begun = performance.now();
  arrives(buffer, 20, 2 ** 27);
  ticks(buffer, 30, `m${2 ** 27}`);
  const took = performance.now() - begun;
  assert.ok(took < 1000, `that took ${(took / 1000).toFixed(1)} s: do not go through all the numbers that are missing, but through the messages that are kept`);
});
