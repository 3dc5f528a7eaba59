import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

const { Line } = await import(process.env.SOLUTION ?? "./line.mjs");

// narrow is a line of 1 Mbit/s and 20 ms: 125 bytes take a millisecond.
const narrow = (other) => new Line({ delay: 20, bandwidth: 1_000_000, queue: 10_000, ...other });

// sends has a packet come, and says when it should arrive, to the microsecond.
function sends(line, now, size, want) {
  const arrives = line.send(now, size);
  assert.notEqual(arrives, null, `${size} bytes came at ${now} ms, and it is said that there is no room; they should arrive at ${want} ms`);
  assert.ok(Math.abs(arrives - want) < 0.001, `${size} bytes came at ${now} ms, and are said to arrive at ${arrives} ms; it should be ${want} ms`);
}

function full(line, now, size) {
  const arrives = line.send(now, size);
  assert.equal(arrives, null, `${size} bytes came at ${now} ms and are said to arrive at ${arrives} ms, but there is no room for them (null)`);
}

test("alone", () => {
  const line = narrow();
  sends(line, 0, 125, 21); // 1 ms to put it on the line, and 20 on the way
  sends(line, 100, 1250, 130); // ten times as long
  sends(line, 1000, 0, 1020); // nothing but the delay
});

test("ten times the bandwidth makes a packet shorter, and the way no shorter", () => {
  const line = narrow({ bandwidth: 10_000_000 });
  sends(line, 0, 125, 20.1);
  sends(line, 1000, 12_500, 1030);
});

test("one after the other", () => {
  const line = narrow();
  sends(line, 0, 1250, 30);
  sends(line, 0, 1250, 40); // waits for the first
  sends(line, 5, 1250, 50); // for both
  sends(line, 30, 1250, 60); // comes just when the line is free
  sends(line, 100, 1250, 130); // the line does not save up the time in which nobody came
});

test("the queue", () => {
  const line = narrow({ queue: 2500 });
  sends(line, 0, 5000, 60); // nobody is before it: it needs no room
  sends(line, 0, 1250, 70); // waits until 40 ms
  sends(line, 0, 1250, 80); // waits until 50 ms, and now the queue is full
  full(line, 0, 1); // not even one byte more
  full(line, 39, 1250); // still full: what had no room before has left no trace
  sends(line, 40, 1250, 90); // the first of those that wait has just left the queue
  full(line, 49, 1); // two wait again
  sends(line, 500, 125, 521); // all is over
});

// Packets of all sizes, some of which wait and some not, arrive as they did on wirelab's own link.
test("as on the link of the lessons", () => {
  const { delay, bandwidth, packets } = JSON.parse(readFileSync(new URL("lab.json", import.meta.url)));
  const line = new Line({ delay, bandwidth, queue: 1 << 20 });
  for (const [now, size, arrives] of packets) sends(line, now, size, arrives);
});
