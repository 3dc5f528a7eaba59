import assert from "node:assert/strict";
import test from "node:test";

const { Receiver } = await import(process.env.SOLUTION ?? "./receiver.mjs");

const LAST = 2 ** 32 - 1; // the largest number that a byte can have
const text = (bytes) => String.fromCharCode(...bytes);

// arrives has a segment arrive, and says what should go back.
function arrives(receiver, seq, data, ack, window) {
  const got = receiver.arrive(seq, new TextEncoder().encode(data));
  assert.deepEqual(got, { ack, window }, `"${data}" came, from byte ${seq} on. Back went acknowledgement ${got?.ack} ` +
    `and window ${got?.window}; it should be ${ack} and ${window}`);
}

function reads(receiver, want, most = 1000) {
  const got = text(receiver.read(most));
  assert.equal(got, want, `the program read "${got}"; it should be "${want}"`);
}

test("the acknowledgement goes out although the program has read nothing", () => {
  const r = new Receiver({ next: 100, room: 50 });
  arrives(r, 100, "a pizza, ", 109, 41);
  arrives(r, 109, "please", 115, 35);
  reads(r, "a pizza, please");
  arrives(r, 115, "", 115, 50); // reading has made room
});

test("out of order", () => {
  const r = new Receiver({ next: 1, room: 50 });
  arrives(r, 4, "def", 1, 50); // too early: the same acknowledgement again, which tells of the gap
  arrives(r, 7, "ghi", 1, 50);
  reads(r, "");
  arrives(r, 1, "abc", 10, 41); // one acknowledgement for all that is in order now
  reads(r, "abcdefghi");
});

test("some come twice", () => {
  const r = new Receiver({ next: 1, room: 50 });
  arrives(r, 1, "abc", 4, 47);
  arrives(r, 1, "abc", 4, 47); // its acknowledgement was lost: it is told again
  arrives(r, 2, "bcde", 6, 45); // some of it is new
  arrives(r, 9, "ijk", 6, 45); // too early,
  arrives(r, 6, "fghi", 12, 39); // and one byte of this has come before
  reads(r, "abcdefghijk");
  arrives(r, 1, "abc", 12, 50); // very late
  reads(r, "");
});

// What has no room is not acknowledged, so that the sender keeps it.
test("a program that does not read makes the window small, and at last zero", () => {
  const r = new Receiver({ next: 0, room: 4 });
  arrives(r, 0, "abcdef", 4, 0);
  arrives(r, 4, "ef", 4, 0);
  reads(r, "a", 1);
  arrives(r, 4, "ef", 5, 0);
  reads(r, "bcde");
  arrives(r, 5, "f", 6, 3);
  reads(r, "f");
  arrives(r, 10, "k", 6, 4); // one beyond the window
  arrives(r, 6, "ghij", 10, 0);
  reads(r, "ghij");
});

test("numbers begin again at 0", () => {
  const r = new Receiver({ next: LAST - 1, room: 50 });
  arrives(r, 1, "d", LAST - 1, 50); // after 4294967294, 4294967295 and 0
  arrives(r, LAST - 1, "abc", 2, 46);
  arrives(r, LAST, "b", 2, 46); // before the one expected, though its number is larger
  reads(r, "abcd");
});

// random is a number from 0 to below most: the same ones in each run.
let state = 7;
function random(most) {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * most);
}

test("whatever order segments come in, and however often, the program reads the stream as it was written", () => {
  const stream = Uint8Array.from({ length: 5000 }, () => random(256));
  const first = LAST - 2000;
  const r = new Receiver({ next: first, room: 300 });
  const got = [];
  for (let n = 0; got.length < stream.length && n < 100_000; n++) {
    const from = Math.max(0, Math.min(stream.length - 1, got.length + random(600) - 200));
    const { ack, window } = r.arrive((first + from) >>> 0, stream.subarray(from, from + 1 + random(100)));
    const acked = (ack - first) >>> 0;
    assert.ok(acked >= got.length && acked <= stream.length, `${got.length} bytes were read, and byte ${acked} is acknowledged`);
    assert.ok(window >= 0 && window <= 300, `the window is ${window}, and there is room for 300 bytes`);
    if (random(3) === 0) got.push(...r.read(100));
  }
  const same = got.findIndex((byte, i) => byte !== stream[i]);
  assert.equal(same, -1, `the stream that the program read is another one from byte ${same} on`);
  assert.equal(got.length, stream.length, `of a stream of ${stream.length} bytes the program has read ${got.length}`);
});
