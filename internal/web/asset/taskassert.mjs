// node:assert/strict for a page: what the tests of the lessons use of it, with the same outcomes and the same words.

import { deepEqual } from "./taskequal.mjs";
import { shown } from "./taskinspect.mjs";

// An AssertionError says which assertion does not hold.
export class AssertionError extends Error {
  constructor(message, operator, actual, expected) {
    super(message);
    this.name = "AssertionError";
    Object.assign(this, { code: "ERR_ASSERTION", operator, actual, expected });
  }
}

// fail throws: the test's own message, or its own error, or else what can be said without.
function fail(message, otherwise, operator, actual, expected) {
  if (message instanceof Error) throw message;
  throw new AssertionError(message || otherwise(), operator, actual, expected);
}

// assert.ok. It is what assert does when it is called, too.
function ok(value, message) {
  if (!value) fail(message, () => `The expression evaluated to a falsy value: ${shown(value)}`, "==", value, true);
}

function equal(actual, expected, message) {
  if (Object.is(actual, expected)) return;
  fail(message, () => unequal(actual, expected), "strictEqual", actual, expected);
}

function notEqual(actual, expected, message) {
  if (!Object.is(actual, expected)) return;
  const no = holds(actual) ? 'not to be reference-equal to "expected"' : "to be strictly unequal to";
  fail(message, () => `Expected "actual" ${no}: ${shown(expected)}`, "notStrictEqual", actual, expected);
}

// unequal says in which way two values are not the same. Two that hold the same are still two.
function unequal(actual, expected) {
  if (!holds(actual) || typeof actual !== typeof expected || expected === null) return `Expected values to be strictly equal:\n${difference(actual, expected)}`;
  if (shown(actual) === shown(expected)) return `Values have same structure but are not reference-equal:\n\n${shown(actual)}\n`;
  return `Expected "actual" to be reference-equal to "expected":\n${difference(actual, expected)}`;
}

// holds says whether a value is one that holds others, and no number or text, say.
function holds(value) {
  return typeof value === "object" && value !== null || typeof value === "function";
}

function deepEquals(actual, expected, message) {
  if (deepEqual(actual, expected)) return;
  fail(message, () => `Expected values to be strictly deep-equal:\n${difference(actual, expected)}`, "deepStrictEqual", actual, expected);
}

// difference shows two values: beside each other if both are short.
function difference(actual, expected) {
  const [a, b] = [shown(actual), shown(expected)];
  const short = a.length + b.length <= 12 && !holds(actual) && !holds(expected);
  if (short && (actual !== 0 || expected !== 0)) return `\n${a} !== ${b}\n`; // 0 !== -0 would be wrong
  const marked = (mark, text) => text.split("\n").map((line) => `${mark} ${line}`).join("\n");
  return `+ actual - expected\n\n${marked("+", a)}\n${marked("-", b)}`;
}

// throws calls a function that has to throw something, and something that fits: a class of it, a function that says true of
// it, a regular expression for it as a text, or an object with some of its properties.
function throws(call, expected, message) {
  if (typeof call !== "function") throw new TypeError(`The "fn" argument must be of type function. Received ${shown(call)}`);
  if (typeof expected === "string") [expected, message] = [undefined, expected];
  let thrown;
  try {
    call();
  } catch (caught) {
    thrown = { caught };
  }
  if (!thrown) {
    const kind = expected?.name ? ` (${expected.name})` : "";
    fail(message instanceof Error ? message : undefined, () => `Missing expected exception${kind}${message ? `: ${message}` : "."}`, "throws");
  }
  const complaint = expected && misfit(thrown.caught, expected);
  if (complaint) fail(message, () => complaint, "throws", thrown.caught, expected);
}

// misfit says why something that was thrown is not what was expected; undefined: it is.
function misfit(caught, expected) {
  if (expected instanceof RegExp) {
    return expected.test(String(caught)) ? undefined
      : `The input did not match the regular expression ${expected}. Input:\n\n${shown(String(caught))}\n`;
  }
  if (typeof expected === "function") {
    if (expected.prototype !== undefined && caught instanceof expected) return undefined;
    if (Error.isPrototypeOf(expected)) {
      return `The error is expected to be an instance of "${expected.name}". Received "${caught?.name ?? shown(caught)}"\n\nError message:\n\n${caught?.message}`;
    }
    const says = expected(caught);
    const name = expected.name ? `"${expected.name}" ` : "";
    return says === true ? undefined : `The ${name}validation function is expected to return "true". Received ${says instanceof Error ? says.name : shown(says)}\n\nCaught error:\n\n${caught}`;
  }
  const fits = (key) => holds(caught) && key in caught &&
    (expected[key] instanceof RegExp && typeof caught[key] === "string" ? expected[key].test(caught[key]) : deepEqual(caught[key], expected[key]));
  const wrong = Object.keys(expected).find((key) => !fits(key));
  return wrong && `Expected values to be strictly deep-equal:\n${difference(caught?.[wrong], expected[wrong])}`;
}

// assert is what a module gets that imports node:assert/strict.
export const assert = Object.assign(ok.bind(undefined), { ok, equal, notEqual, deepEqual: deepEquals, throws, AssertionError });
