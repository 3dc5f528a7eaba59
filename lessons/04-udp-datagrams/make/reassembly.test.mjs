import assert from "node:assert/strict";
import test from "node:test";

const { MAX_SIZE, PATIENCE, Reassembler } = await import(process.env.SOLUTION ?? "./reassembly.mjs");

const key = (id) => ({ from: "10.0.0.2", to: "10.0.0.1", id });

// fragments divides bytes as IP does on Ethernet.
function fragments(key, whole) {
  const all = [];
  for (let at = 0; at < whole.length; at += 1480) {
    all.push({ ...key, offset: at, more: at + 1480 < whole.length, data: whole.subarray(at, at + 1480) });
  }
  return all;
}

// text is bytes of which no two pieces are alike.
function text(size, seed) {
  return Uint8Array.from({ length: size }, (_, i) => Math.imul(i + 1, 2654435761 + 2 * seed) >>> 24);
}

// isWhole checks what the last of the fragments brought.
function isWhole(what, got, want) {
  assert.ok(got, `${what}: all fragments have come, and add returned ${got}`);
  assert.equal(got.length, want.length, `${what}: the whole has ${got.length} bytes, and should have ${want.length}`);
  assert.ok(got.every((byte, i) => byte === want[i]), `${what}: the whole has the right length, but pieces are not where they belong`);
}

test("in order", () => {
  const r = new Reassembler();
  const want = text(5008, 1);
  const all = fragments(key(1), want);
  for (const fragment of all.slice(0, 3)) assert.equal(r.add(fragment, 0), null, "not all four have come: it is not whole, and add returns null");
  isWhole("four fragments in order", r.add(all[3], 0), want);
  assert.equal(r.waiting(0), 0, "what is whole is to be forgotten: nobody is waited for");
});

test("one piece", () => {
  const hi = Uint8Array.of(104, 105);
  isWhole("a packet that was not divided", new Reassembler().add({ ...key(1), offset: 0, more: false, data: hi }, 0), hi);
});

test("in any order", () => {
  const want = text(5008, 2);
  const all = fragments(key(1), want);
  const orders = [0, 1, 2, 3].flatMap((a) => [0, 1, 2, 3].flatMap((b) => [0, 1, 2, 3].map((c) => [a, b, c, 6 - a - b - c])));
  for (const order of orders.filter((order) => new Set(order).size === 4)) {
    const r = new Reassembler();
    const got = order.map((n) => r.add(all[n], 0));
    assert.deepEqual(got.slice(0, 3), [null, null, null], `in the order ${order} (0 is the first): it is not whole before all have come`);
    isWhole(`in the order ${order} (0 is the first)`, got[3], want);
  }
});

test("pieces of any size", () => {
  const want = text(3000, 10);
  const all = [[0, 8], [8, 1480], [1480, 2000], [2000, 3000]].map(([from, to]) => ({ ...key(1), offset: from, more: to < 3000, data: want.subarray(from, to) }));
  const r = new Reassembler();
  for (const n of [0, 3, 1]) assert.equal(r.add(all[n], 0), null, "the third of four fragments has not come: it is not whole");
  isWhole("four fragments, of 8, 1,472, 520 and 1,000 bytes", r.add(all[2], 0), want);
});

test("some come twice", () => {
  const r = new Reassembler();
  const want = text(5008, 3);
  const all = fragments(key(1), want);
  for (const n of [3, 0, 0, 1, 1, 3]) {
    assert.equal(r.add(all[n], 0), null, "the third fragment has not come, though others came twice: it is not whole");
  }
  isWhole("some fragments came twice", r.add(all[2], 0), want);
});

test("three datagrams, mixed", () => {
  const r = new Reassembler();
  const keys = [key(1), key(2), { ...key(1), from: "10.0.0.3" }]; // the third has the same id, from another host
  const wants = keys.map((_, i) => text(5008, i));
  const all = keys.map((k, i) => fragments(k, wants[i]));
  for (let n = 0; n < 4; n++) {
    for (let i = 0; i < 3; i++) {
      const got = r.add(all[i][n], 0);
      if (n === 3) isWhole("three datagrams, mixed", got, wants[i]);
      else assert.equal(got, null, "three datagrams, mixed: none of them is whole yet");
    }
  }
});

test("patience", () => {
  const r = new Reassembler();
  const want = text(5008, 4);
  const all = fragments(key(1), want);
  for (const fragment of all.slice(0, 3)) r.add(fragment, 0);
  assert.equal(r.waiting(PATIENCE - 1), 1, "just before 30 seconds have passed, one is waited for");
  assert.equal(r.waiting(PATIENCE), 0, "after 30 seconds, none is");
  assert.equal(r.add(all[3], PATIENCE), null, "the last fragment came after 30 seconds: the others should be forgotten");
  for (const fragment of all.slice(0, 2)) r.add(fragment, PATIENCE);
  isWhole("all came again", r.add(all[2], PATIENCE), want);
});

test("patience counts from the first fragment, and add looks at it, too", () => {
  const want = text(5008, 6);
  const all = fragments(key(1), want);
  const late = new Reassembler();
  for (const fragment of all.slice(0, 3)) late.add(fragment, 0);
  assert.equal(late.add(all[3], PATIENCE), null, "nobody has asked waiting, and the last fragment came after 30 seconds: the others should be forgotten");
  const slow = new Reassembler();
  slow.add(all[0], 0);
  slow.add(all[1], PATIENCE - 1000);
  assert.equal(slow.waiting(PATIENCE), 0, "30 seconds after the first fragment it is forgotten, whenever the second one came");
});

test("the same id for another host", () => {
  const r = new Reassembler();
  const all = fragments(key(1), text(2000, 7));
  r.add(all[0], 0);
  assert.equal(r.add({ ...all[1], to: "10.0.0.9" }, 0), null, "the second fragment goes to another host: they do not belong together");
});

test("addresses and ids in one string", () => {
  const r = new Reassembler();
  const all = fragments({ ...key(11), to: "10.0.0.1" }, text(2000, 11));
  r.add(all[0], 0);
  assert.equal(r.add({ ...all[1], to: "10.0.0.11", id: 1 }, 0), null,
    "id 11 for 10.0.0.1 and id 1 for 10.0.0.11 do not belong together: does your key show where the address stops?");
});

test("many that are never whole", () => {
  const r = new Reassembler();
  for (let i = 0; i < 2000; i++) r.add({ ...key(i), offset: 0, more: true, data: text(5, i) }, 100 * i);
  assert.equal(r.waiting(199_900), 300,
    "2,000 first fragments came, 100 ms after one another: those of the last 30 seconds are waited for, which are 300");
});

test("too long", () => {
  const r = new Reassembler();
  const got = r.add({ ...key(1), offset: 65_528, more: false, data: new Uint8Array(1480) }, 0);
  assert.equal(got, null, `a fragment that reaches beyond ${MAX_SIZE} bytes brings nothing`);
  assert.equal(r.waiting(0), 0, "it is no good, and must leave nothing behind");

  const want = text(MAX_SIZE, 8);
  const all = fragments(key(2), want);
  r.add(all[0], 0);
  r.add({ ...key(2), offset: 65_528, more: false, data: new Uint8Array(1480) }, 0); // of the same key: no notice is taken of it
  for (const fragment of all.slice(1, -1)) r.add(fragment, 0);
  isWhole(`${MAX_SIZE} bytes, which just fit, and among them a fragment that is no good`, r.add(all.at(-1), 0), want);
  const longer = fragments(key(3), text(MAX_SIZE + 1, 9));
  assert.deepEqual(longer.map((fragment) => r.add(fragment, 0)).filter((got) => got), [], `${MAX_SIZE + 1} bytes are one too many`);
});

test("a copy", () => {
  const r = new Reassembler();
  const want = text(2000, 5);
  const memory = new Uint8Array(1480); // the same for all, as a host would have
  let got = null;
  for (const fragment of fragments(key(1), want)) {
    memory.set(fragment.data);
    got = r.add({ ...fragment, data: memory.subarray(0, fragment.data.length) }, 0);
  }
  isWhole("each fragment lay in the same memory (keep a copy)", got, want);
});
