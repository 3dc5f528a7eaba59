import assert from "node:assert/strict";
import test from "node:test";

const { Sender, INITIAL } = await import(process.env.SOLUTION ?? "./sender.mjs");

// sends has the sender send until its window is full, and returns the numbers.
function sends(sender, want) {
  const numbers = [];
  for (;;) {
    const number = sender.send();
    if (number === null) break;
    numbers.push(number);
    assert.ok(numbers.length <= want, `it sends more than ${want} segments at once, with a window of ${sender.window}`);
  }
  assert.equal(numbers.length, want, `it sends ${numbers.length} segments at once, and then waits; ${want} would fit its window`);
  return numbers;
}

const acked = (sender, numbers) => numbers.forEach((number) => sender.acked(number));

function windowIs(sender, when, want) {
  assert.ok(Math.abs(sender.window - want) <= 0.1, `${when} the window is ${sender.window}; it should be about ${want}`);
}

test("a new connection", () => {
  const sender = new Sender();
  windowIs(sender, "on a new connection", INITIAL);
  sends(sender, INITIAL).forEach((number, i) => assert.equal(number, i, `segment ${i} has the number ${number}`));
});

test("twenty messages leave in two bunches", () => {
  const sender = new Sender();
  const first = sends(sender, 10);
  sender.acked(first[0]);
  sends(sender, 2); // one has left the network, and the window is one larger
});

test("slow start: with each round trip the window doubles", () => {
  const sender = new Sender();
  for (const want of [10, 20, 40, 80]) acked(sender, sends(sender, want));
  windowIs(sender, "after four round trips", 160);
});

test("a loss", () => {
  const sender = new Sender();
  acked(sender, sends(sender, 10));
  const flight = sends(sender, 20);
  sender.lost(flight[0]);
  windowIs(sender, "after a loss with a window of 20", 10);
  acked(sender, flight.slice(1));
  windowIs(sender, "when a window of 10 has been acknowledged nearly twice, after the loss,", 11.8);
  acked(sender, sends(sender, 11));
  windowIs(sender, "a round trip later", 12.7);
});

test("three losses of one flight are one piece of news; a loss of the next flight is another", () => {
  const sender = new Sender();
  acked(sender, sends(sender, 10));
  const flight = sends(sender, 20);
  flight.slice(0, 3).forEach((number) => sender.lost(number));
  windowIs(sender, "after three losses of one flight", 10);
  sends(sender, 0); // 17 are still under way
  acked(sender, flight.slice(3));
  const next = sends(sender, 11);
  const before = sender.window;
  sender.lost(next[0]);
  windowIs(sender, "after a loss of the next flight", before / 2);
});

test("never less than two", () => {
  const sender = new Sender();
  for (let i = 0; i < 10; i++) {
    const number = sender.send();
    assert.notEqual(number, null, `nothing is under way, and it does not send, with a window of ${sender.window}`);
    sender.lost(number);
  }
  windowIs(sender, "after ten losses", 2);
});

// On a link on which 40 segments fit and before which 20 may wait.
test("the sawtooth", (t) => {
  const link = 40;
  const queue = 20;
  const trips = 100;
  const sender = new Sender();
  let teeth = 0;
  let carried = 0;
  for (let trip = 0; trip < trips; trip++) {
    if (trip % 2 === 0) t.diagnostic(`${String(trip).padStart(3)} ${"=".repeat(sender.window)}`);
    const flight = [];
    for (let number = sender.send(); number !== null && flight.length < 1000; number = sender.send()) flight.push(number);
    const fits = Math.min(flight.length, link + queue);
    carried += Math.min(flight.length, link);
    acked(sender, flight.slice(0, fits));
    flight.slice(fits).forEach((number) => sender.lost(number));
    if (fits < flight.length) teeth++;
  }
  assert.ok(teeth >= 3 && teeth <= 10, `in ${trips} round trips it lost something in ${teeth} of them; it should be some three to ten`);
  assert.ok(carried / (link * trips) > 0.9, `it used ${Math.round((100 * carried) / (link * trips))} % of the link; it should be more than 90`);
});
