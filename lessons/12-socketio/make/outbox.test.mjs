import assert from "node:assert/strict";
import test from "node:test";

const { Outbox, LIMIT } = await import(process.env.SOLUTION ?? "./outbox.mjs");

// collect returns an outbox, and what it has sent so far.
function collect() {
  const sent = [];
  return { outbox: new Outbox((event) => sent.push(event)), sent };
}

const wasSent = (when, sent, ...want) =>
  assert.deepEqual(sent, want, `${when}, what was sent is [${sent.join(", ")}]; it should be [${want.join(", ")}]`);

const returns = (what, got, want) => assert.equal(got, want, `${what} returns ${got}; it should be ${want}`);

test("with a connection", () => {
  const { outbox, sent } = collect();
  outbox.connected(0);
  returns("emit with a connection", outbox.emit("a"), true);
  returns("emitVolatile with a connection", outbox.emitVolatile("b"), true);
  returns("emitWithin with a connection", outbox.emitWithin("c", 0, 10), true);
  wasSent("with a connection", sent, "a", "b", "c");
});

test("what is said without a connection is kept", () => {
  const { outbox, sent } = collect();
  returns("emit without a connection", outbox.emit("a"), true);
  outbox.emit("b");
  wasSent("before there is a connection", sent);
  outbox.connected(10);
  wasSent("when it is there", sent, "a", "b");
  outbox.disconnected();
  outbox.emit("c");
  wasSent("when it has ended", sent, "a", "b");
  outbox.connected(20);
  wasSent("when there is another one", sent, "a", "b", "c");
});

test("what is volatile is not", () => {
  const { outbox, sent } = collect();
  returns("emitVolatile without a connection", outbox.emitVolatile("mouse at 3, 4"), false);
  outbox.connected(0);
  wasSent("after a volatile event without a connection", sent);
});

test("what is too old is not sent any more", () => {
  const { outbox, sent } = collect();
  outbox.emitWithin("soon", 0, 500);
  outbox.emit("whenever");
  outbox.emitWithin("later", 200, 500);
  outbox.emitWithin("just", 300, 300);
  outbox.connected(600);
  wasSent('600 ms later ("soon" had 500, "later" had until 700, "just" until 600: not more has passed)', sent, "whenever", "later", "just");
});

test("the list is full", () => {
  const { outbox, sent } = collect();
  const want = Array.from({ length: LIMIT }, (_, n) => String(n));
  for (const event of want) returns("emit with room", outbox.emit(event), true);
  returns("emit when the list is full", outbox.emit("one too many"), false);
  returns("emitWithin when the list is full", outbox.emitWithin("one too many", 0, 500), false);
  outbox.connected(0);
  wasSent("after a full list", sent, ...want);
  returns("emit after that", outbox.emit("more"), true);
});

test("what is said while the list is being sent comes after it", () => {
  const { outbox, sent } = collect();
  outbox.send = (event) => {
    sent.push(event);
    if (event !== "a") return;
    outbox.emit("c");
    outbox.emitWithin("d", 0, 500);
  };
  outbox.emit("a");
  outbox.emit("b");
  outbox.connected(0);
  wasSent('where "c" and "d" are said while "a" is being sent', sent, "a", "b", "c", "d");
});

test("what is volatile waits for nothing", () => {
  const { outbox, sent } = collect();
  outbox.send = (event) => {
    sent.push(event);
    if (event === "a") returns("emitVolatile while the list is being sent", outbox.emitVolatile("mouse at 3, 4"), true);
  };
  outbox.emit("a");
  outbox.emit("b");
  outbox.connected(0);
  wasSent('where the mouse moves while "a" is being sent', sent, "a", "mouse at 3, 4", "b");
});

test("the connection ends while the list is being sent", () => {
  const { outbox, sent } = collect();
  outbox.send = (event) => {
    sent.push(event);
    if (event === "b") outbox.disconnected();
  };
  for (const event of ["a", "b", "c"]) outbox.emit(event);
  outbox.connected(0);
  wasSent('where the connection ends after "b"', sent, "a", "b");
  outbox.connected(10);
  wasSent("with the next one", sent, "a", "b", "c");
});

test("the connection ends and comes back while the list is being sent", () => {
  const { outbox, sent } = collect();
  outbox.send = (event) => {
    sent.push(event);
    if (event !== "a" || sent.length > 1) return;
    outbox.disconnected();
    outbox.connected(0);
  };
  for (const event of ["a", "b", "c"]) outbox.emit(event);
  outbox.connected(0);
  wasSent('where the connection ends and comes back in "a"', sent, "a", "b", "c");
});
