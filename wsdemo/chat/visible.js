// visible returns text with visible escapes for control characters, for characters that turn the
// direction of writing and for those that cannot be seen, as package visible does for terminals.
export function visible(text) {
  let out = "";
  for (const char of text) {
    out += printable.test(char) ? char : escape(char);
  }
  return out;
}

// Letters, marks, numbers, punctuation, symbols, and of the spaces the plain one.
const printable = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;

const short = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function escape(char) {
  if (short[char]) return short[char];
  const hex = char.codePointAt(0).toString(16);
  return hex.length > 4 ? "\\U" + hex.padStart(8, "0") : "\\u" + hex.padStart(4, "0");
}

// plain returns what a JSON string says, and any other value as JSON; "" for none.
export function plain(data) {
  if (data === undefined) return "";
  return visible(typeof data === "string" ? data : JSON.stringify(data));
}

// isWord says whether text may be a name or a room (package event, word.go).
export function isWord(text) {
  return /^[A-Za-z0-9._-]{1,64}$/.test(text);
}
