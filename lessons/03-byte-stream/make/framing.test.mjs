import assert from "node:assert/strict";
import test from "node:test";

const { frame, MAX, split } = await import(process.env.SOLUTION ?? "./framing.mjs");

const bytes = (text) => new TextEncoder().encode(text);
const text = (data) => new TextDecoder().decode(data);
const shown = (data) => JSON.stringify(data.length > 30 ? `${data.slice(0, 30)}...` : data);

test("frame puts the length and a colon before a message", () => {
  assert.equal(text(frame(bytes("hello"))), "5:hello");
  assert.equal(text(frame(bytes("é"))), "2:é", "a length is in bytes, and é has two (in UTF-8)");
  assert.throws(() => frame(new Uint8Array(MAX + 1)), /too large/, `a message of ${MAX + 1} bytes is too large`);
});

// readAll reads a stream that comes in pieces of so many bytes, as a server does.
function readAll(stream, size) {
  const messages = [];
  let waiting = new Uint8Array();
  for (let at = 0; at < stream.length; at += size) {
    waiting = Uint8Array.of(...waiting, ...stream.subarray(at, at + size));
    for (let found; (found = split(waiting, false)) !== null; waiting = waiting.subarray(found.used)) {
      messages.push(text(found.message));
      assert.ok(found.used > 0, "a message takes at least the two bytes of 0: from the stream");
    }
  }
  assert.equal(split(waiting, true), null, "the stream has ended between two messages, and that is a clean end: null");
  return messages;
}

// A reader does not know how the stream was written, so the messages must be the same whether it comes at once or byte
// by byte.
test("messages survive the stream", () => {
  const messages = ["hello", "", "3:abc", "a\nb", "x".repeat(MAX), "é"];
  const stream = Uint8Array.of(...messages.flatMap((message) => [...frame(bytes(message))]));
  for (const size of [stream.length, 1, 7]) {
    assert.deepEqual(readAll(stream, size), messages, `a stream of ${messages.length} messages that came in pieces of ${size} bytes`);
  }
});

test("split waits for what may still come", () => {
  for (const data of ["", "5", "5:", "5:hell", "100", "1000:"]) {
    assert.equal(split(bytes(data), false), null, `${shown(data)} may go on: return null`);
    if (data === "") continue;
    assert.throws(() => split(bytes(data), true), /cut short/, `the stream ends after ${shown(data)}, in the middle of a message: "cut short"`);
  }
});

test("split refuses at once what can be no message", () => {
  for (const data of [":", ":hi", "x", "-1:", "5 :hello", "+5:", "05:hello", "05", "00", "5x", "-"]) {
    assert.throws(() => split(bytes(data), false), Error, `${shown(data)} can be no message, whatever follows: throw an Error`);
  }
  assert.throws(() => split(bytes("0".repeat(500)), false), Error, "500 zeros can be no message: throw an Error, or somebody sends them for ever");
  for (const data of ["1001:", "1001", "99999999999999999999999999", "9".repeat(500)]) {
    assert.throws(() => split(bytes(data), false), /too large/, `${shown(data)} is too long a message already: "too large"`);
  }
});
