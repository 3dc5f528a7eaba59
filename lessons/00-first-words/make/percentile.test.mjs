import assert from "node:assert/strict";
import test from "node:test";

const { percentile } = await import(process.env.SOLUTION ?? "./percentile.mjs");

function is(times, p, want) {
  const got = percentile(times, p);
  assert.equal(got, want, `of ${times.join(", ")} ms, p${p} is ${got}; it should be ${want}`);
}

test("one time", () => [1, 50, 100].forEach((p) => is([7], p, 7)));

test("numbers are sorted as numbers, and not as text", () => {
  is([100, 20, 3], 50, 20);
  is([100, 20, 3], 100, 100);
});

test("twenty times", () => {
  const times = Array.from({ length: 20 }, (_, n) => 20 - n); // 20 ms down to 1 ms
  for (const [p, want] of [[1, 1], [5, 1], [6, 2], [50, 10], [95, 19], [96, 20], [99, 20]]) is(times, p, want);
});

test("a hundred times", () => {
  const times = Array.from({ length: 100 }, (_, n) => n + 1); // 1 ms up to 100 ms
  for (const p of [99, 55, 28, 7]) {
    const got = percentile(times, p);
    assert.equal(got, p, `of 1, 2, 3 ... 100 ms, p${p} is ${got}; it should be ${p}. (7 / 100 * 100 is ${(7 / 100) * 100}: multiply first, and then divide.)`);
  }
});

test("the slowest does not move the middle", () => is([40, 60_000, 41, 39, 40], 50, 40));

test("times are left as they are", () => {
  const times = [3, 1, 2];
  percentile(times, 50);
  assert.deepEqual(times, [3, 1, 2], `it has sorted what it was given: ${times}`);
});
