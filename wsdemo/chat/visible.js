// visible returns text with visible escapes for control characters, for characters that turn the
// direction of writing, for those that cannot be seen, and for marks on nothing or too many on one
// character. It is package internal/term/visible, which has the reasons; both are tested with one table.
export function visible(text) {
  const chars = [...text];
  const before = new Shown();
  let out = "";
  for (const [i, char] of chars.entries()) {
    if (before.takes(char, chars[i + 1] ?? "")) {
      out += char;
    } else {
      out += escape(char);
      before.forget(); // a mark would stand on the escape
    }
  }
  return out;
}

const maxMarks = 5; // on a character
const maxJoined = 3; // joiners in an emoji
const joiner = "\u200d";
const nonJoiner = "\u200c";

// Letters, marks, numbers, punctuation, symbols, and of the spaces the plain one.
const printable = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;

// unseen are those of them that leave no ink.
const unseen = /^[\p{Default_Ignorable_Code_Point}\u2800\ufffc\u{13441}\u{13442}\u{16fe4}\u{1d159}]$/u;

// mark is what is drawn on what is before it, parts of Korean syllables included.
const mark = /^[\p{M}\u1160-\u11ff\ud7b0-\ud7ff]$/u;

const letter = /^\p{L}$/u;
const arabic = /^\p{Script=Arabic}$/u;
const virama = /^[\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d\u0dca]$/;
const indic = (char) => /^[\u0900-\u0dff]$/.test(char) && letter.test(char);
const tone = (char) => /^[\u{1f3fb}-\u{1f3ff}]$/u.test(char);
const emoji = (char) => tone(char) || /^\p{So}$/u.test(char) && char !== "\ufffd" && !unseen.test(char);

// Shown is what has been shown as it is, as far as it matters for what comes next.
class Shown {
  constructor() {
    this.forget();
  }

  forget() {
    this.last = "";
    this.base = ""; // what marks are on; "" if there is nothing, or a space
    this.marks = 0;
    this.joined = 0; // joiners in this emoji
  }

  // takes says whether char may be shown as it is, and notes that. next comes after it.
  takes(char, next) {
    if (char === joiner || char === nonJoiner) {
      if (!this.#joins(char, next)) return false;
      if (emoji(this.base)) this.joined++;
      this.marks++;
    } else if (char === "\ufe0e" || char === "\ufe0f") { // text style, emoji style
      if (this.last !== this.base || !hasStyles(char, this.base, next)) return false;
      this.marks++;
    } else if (!printable.test(char) || unseen.test(char) || tone(char) && tone(this.last)) {
      return false;
    } else if (mark.test(char)) {
      if (this.base === "" || this.marks === maxMarks) return false;
      this.marks++;
    } else {
      if (this.last !== joiner) this.joined = 0;
      this.base = char === " " ? "" : char;
      this.marks = 0;
    }
    this.last = char;
    return true;
  }

  // joins says whether a joiner has something to do.
  #joins(char, next) {
    if (this.base === "" || this.last === joiner || this.last === nonJoiner || this.marks + 2 > maxMarks) return false;
    if (char === joiner && emoji(this.base)) return emoji(next) && !tone(next) && this.joined < maxJoined;
    if (virama.test(this.last)) return indic(next);
    if (virama.test(next)) return indic(this.base);
    return char === nonJoiner && arabic.test(this.base) && arabic.test(next) && letter.test(next);
  }
}

// hasStyles says whether base is shown in one way as text and in another as an emoji.
function hasStyles(style, base, next) {
  if (/^[#*0-9]$/.test(base)) return style === "\ufe0f" && next === "\u20e3";
  return emoji(base) || /^[‼⁉ℹ↔◻◼◽◾〰〽]$/.test(base);
}

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
