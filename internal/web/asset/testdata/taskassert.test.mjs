// The page's assert, deepEqual and console.log against Node's own.

import nodeAssert from "node:assert/strict";
import test from "node:test";
import { format, inspect } from "node:util";
import { assert } from "../taskassert.mjs";
import { deepEqual } from "../taskequal.mjs";
import * as shown from "../taskinspect.mjs";

class Point {
  constructor(x) {
    this.x = x;
  }
}

// values are some of each kind, made anew with each call.
function values() {
  const around = (n) => {
    const value = { n };
    value.self = value;
    return value;
  };
  return [
    undefined, null, NaN, 0, -0, 1, "1", "", true, 1n, Symbol.iterator, Math.max,
    [], [1], [1, 2], [undefined], [,], [1, , 2], [1, undefined, 2], [[1], [2]], Object.assign([1], { x: 1 }), { length: 0 },
    {}, { a: undefined }, { a: 1 }, { a: 1, b: 2 }, { b: 2, a: 1 }, { a: { b: [NaN] } }, { a: -0 }, { [Symbol.iterator]: 1 }, { [Symbol.iterator]: 2 },
    Object.create(null), new Point(1), new Point(2), { x: 1 }, around(1), around(2), { n: 1, self: { n: 1 } },
    new Uint8Array(2), new Uint8Array([1, 2]), new Uint8Array([2, 1]), new Uint8Array(3).subarray(1), new Int8Array(2), Buffer.from([1, 2]),
    new Float64Array([NaN, -0]), new Float64Array([NaN, 0]), Object.assign(new Uint8Array(2), { x: 1 }), new DataView(new ArrayBuffer(2)),
    new ArrayBuffer(2), new Uint8Array([0, 1]).buffer,
    new Map(), new Map([[1, 2]]), new Map([[1, 3]]), new Map([[1, 2], [3, 4]]), new Map([[3, 4], [1, 2]]), new Map([[{ a: 1 }, 2]]), new Map([[{ a: 2 }, 2]]),
    new Map([["a", undefined]]), new Map([["b", undefined]]), new Map([[[1], { a: 1 }], [[2], { b: 1 }]]), new Map([[[2], { b: 1 }], [[1], { a: 1 }]]),
    new Set(), new Set([1, 2]), new Set([2, 1]), new Set([{ a: 1 }, { a: 1 }]), new Set([{ a: 1 }, { a: 2 }]), new Set([[1], [2]]), new Set([[2], [1]]), new Set([1, "1"]),
    new Date(5), new Date(6), /a/, /a/g, /b/, new Error("a"), new Error("b"), new TypeError("a"), new Error("a", { cause: 1 }),
    new Number(1), new Number(2), new String("1"), Object(true),
  ];
}

// outcome is what a call throws, as far as both should agree: of a message that the test did not give, the first line.
function outcome(call, given) {
  try {
    call();
  } catch ({ name, code, message, operator }) {
    const kind = { name, operator };
    if (code === "ERR_ASSERTION") kind.code = code;
    if (message.startsWith(given)) kind.message = given;
    else kind.first = name === "AssertionError" ? message.split(/[:\n]/)[0] : "";
    return kind;
  }
  return "nothing";
}

test("deepEqual", () => {
  const [all, others] = [values(), values()];
  for (const a of all) {
    for (const b of others) {
      const want = outcome(() => nodeAssert.deepEqual(a, b)) === "nothing";
      nodeAssert.equal(deepEqual(a, b), want, `${inspect(a)} and ${inspect(b)}`);
    }
  }
});

test("equal, notEqual, deepEqual and ok", () => {
  const all = values().filter((value) => typeof value !== "object" || value === null || Array.isArray(value));
  for (const name of ["equal", "notEqual", "deepEqual"]) {
    for (const message of [undefined, "says why", new RangeError("of its own")]) {
      for (const a of all) {
        for (const b of all) {
          const [page, node] = [assert, nodeAssert].map((its) => outcome(() => its[name](a, b, message), "says why"));
          nodeAssert.deepEqual(page, node, `${name}(${inspect(a)}, ${inspect(b)}, ${inspect(message)})`);
        }
      }
    }
  }
  for (const value of values()) {
    for (const call of [(its) => its.ok(value, "says why"), (its) => its(value, "says why"), (its) => its.ok(value)]) {
      nodeAssert.deepEqual(outcome(() => call(assert), "says why"), outcome(() => call(nodeAssert), "says why"), inspect(value));
    }
  }
});

test("throws", () => {
  const thrown = [new Error("too large"), new RangeError("too large"), Object.assign(new Error("taken"), { code: "EADDRINUSE" }), "text", 5, null, undefined];
  const expected = [undefined, /large/, /^Error: too/, /text/, Error, RangeError, (error) => error.code === "EADDRINUSE", () => 1, { code: "EADDRINUSE" }, { message: /large/, name: "Error" }, "says why"];
  for (const what of [...thrown, "nothing"]) {
    const call = () => {
      if (what !== "nothing") throw what;
    };
    for (const fits of expected) {
      for (const message of typeof fits === "string" ? [undefined] : [undefined, "says why"]) {
        const [page, node] = [assert, nodeAssert].map((its) => outcome(() => its.throws(call, ...[fits, message].filter((argument, i) => i === 0 || argument)), "says why"));
        nodeAssert.deepEqual(page, node, `${inspect(what)}, ${inspect(fits)}, ${message}`);
      }
    }
  }
  const message = "Missing expected exception (RangeError): says why";
  nodeAssert.throws(() => assert.throws(() => {}, RangeError, "says why"), { message });
  nodeAssert.throws(() => nodeAssert.throws(() => {}, RangeError, "says why"), { message });
  nodeAssert.throws(() => assert.throws(5), { name: "TypeError" });
});

test("what differs is shown", () => {
  for (const [a, b, message] of [
    [1, 2, "Expected values to be strictly equal:\n\n1 !== 2\n"],
    ["5:x", "5:hello", "Expected values to be strictly equal:\n+ actual - expected\n\n+ '5:x'\n- '5:hello'"],
    [0, -0, "Expected values to be strictly equal:\n+ actual - expected\n\n+ 0\n- -0"],
  ]) {
    nodeAssert.throws(() => assert.equal(a, b), { message });
  }
});

test("console.log", () => {
  for (const value of [
    ...values().filter((value) => !(value instanceof Error || value instanceof Number || value instanceof String || value instanceof Boolean ||
      value instanceof DataView || value instanceof ArrayBuffer || Buffer.isBuffer(value) || value?.self)),
    "it's", "a\"b'c", "a`\"'b", "a\nb\\", "\u001b\u0000é", [1, "a", null], [undefined, [1, [2, [3, [4]]]]], { a: 1, "b-c": "x", [Symbol("s")]: 2 },
    { a: { b: { c: { d: 1 } } } }, class Foo {}, () => 1, function named() {}, async () => {}, { f() {} }, { get a() { return 1; }, set a(v) {}, get b() { return 1; } },
  ]) {
    nodeAssert.equal(shown.shown(value), inspect(value));
  }
  for (const all of [["a", 1, "b"], ["%s is %d%% of %j", "x", 5, { a: 1 }, "rest"], [1, "a"], ["%s"], ["100%%"], [{ a: "b" }], [""], ["%i %f %x", 5.5, "1.5", 2], ["", 1], ["%s", [1]], []]) {
    nodeAssert.equal(shown.format(...all), format(...all));
  }
  const bytes = shown.shown(new Uint8Array(120)).split("\n");
  nodeAssert.ok(bytes.every((line) => line.length < 80) && bytes.length < 10 && bytes.at(-2).endsWith("... 20 more items"), bytes.join("\n"));
  const around = { a: 1 };
  around.self = around;
  nodeAssert.equal(shown.shown(around), "{ a: 1, self: [Circular] }");
});
