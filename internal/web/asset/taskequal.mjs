// When two values are the same for node:assert/strict: deepEqual goes into what they hold.

// deepEqual says whether two values have the same type, and hold the same. It compares like Object.is: NaN is NaN, and 0 is
// not -0. The order in which a Map, a Set or an object got what it holds does not matter.
export function deepEqual(a, b) {
  return same(a, b, new Map());
}

// same compares. within are the pairs that are being compared around this one: a value may hold itself.
function same(a, b, within) {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b) || tag(a) !== tag(b)) return false;
  if (within.has(a)) return within.get(a) === b;
  within.set(a, b);
  const are = sameInside(a, b, within) && sameProperties(a, b, within);
  within.delete(a);
  return are;
}

const tag = (value) => Object.prototype.toString.call(value);

// sameInside compares what a value holds beside its properties.
function sameInside(a, b, within) {
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length;
  if (a instanceof Error) return a.name === b.name && a.message === b.message && same(a.cause, b.cause, within);
  if (a instanceof Date) return a.getTime() === b.getTime();
  if (a instanceof RegExp) return String(a) === String(b) && a.lastIndex === b.lastIndex;
  if (a instanceof Map) return sameMaps(a, b, within);
  if (a instanceof Set) return sameSets(a, b, within);
  if (a instanceof ArrayBuffer) return sameBytes(new Uint8Array(a), new Uint8Array(b));
  if (ArrayBuffer.isView(a)) return sameBytes(bytesOf(a), bytesOf(b));
  if (a instanceof Number || a instanceof String || a instanceof Boolean) return Object.is(a.valueOf(), b.valueOf());
  return !(a instanceof Promise || a instanceof WeakMap || a instanceof WeakSet); // nobody can look into them
}

const bytesOf = (view) => new Uint8Array(view.buffer, view.byteOffset, view.byteLength);

function sameBytes(a, b) {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

// sameProperties compares the properties that one can list. Those of bytes are the bytes, which were compared.
function sameProperties(a, b, within) {
  const keys = keysOf(a);
  return keys.length === keysOf(b).length &&
    keys.every((key) => Object.prototype.propertyIsEnumerable.call(b, key) && same(a[key], b[key], within));
}

function keysOf(value) {
  const listed = Reflect.ownKeys(value).filter((key) => Object.prototype.propertyIsEnumerable.call(value, key));
  return ArrayBuffer.isView(value) ? listed.filter((key) => typeof key === "symbol" || !/^\d+$/.test(key)) : listed;
}

// sameMaps finds for each entry of a one of b. A key that is an object can be equal to another object.
function sameMaps(a, b, within) {
  if (a.size !== b.size) return false;
  const left = [...b].filter(([key]) => !a.has(key));
  for (const [key, value] of a) {
    if (b.has(key)) {
      if (!same(value, b.get(key), within)) return false;
    } else if (!takes(left, ([other, its]) => same(key, other, within) && same(value, its, within))) {
      return false;
    }
  }
  return true;
}

function sameSets(a, b, within) {
  if (a.size !== b.size) return false;
  const left = [...b].filter((value) => !a.has(value));
  return [...a].every((value) => b.has(value) || takes(left, (other) => same(value, other, within)));
}

// takes takes the first that fits out of the list, and says whether there is one.
function takes(left, fits) {
  const at = left.findIndex(fits);
  if (at >= 0) left.splice(at, 1);
  return at >= 0;
}
