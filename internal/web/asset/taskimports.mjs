// Where a module imports something. A browser finds no module that is called "node:test", and a worker without an address of
// its own none that is called "./framing.mjs". So what is called so is replaced by an address before the module is loaded.
// To find it and nothing else, the text is taken apart: "import" may also stand in a comment or in a string.

const patterns = {
  blank: /\s+|\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)/y,
  string: /"(?:\\[^]|[^"\\\n])*"?|'(?:\\[^]|[^'\\\n])*'?/y,
  word: /[\p{ID_Start}$_#][\p{ID_Continue}$\u200c\u200d]*/uy,
  number: /\.?[0-9](?:[eE][+-]|[\w.])*/y,
};
const expression = /\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*/y; // a regular one
const template = /(?:\\[^]|\$(?!\{)|[^`\\$])*(?:`|\$\{|$)/y; // to its end, or to an expression in it
const beforeExpression = /^(?:return|typeof|case|do|else|in|instanceof|new|void|delete|throw|yield|await|of)$/;

// tokens takes a text apart: { kind, text, at, end } for each word, string, number, piece of a template, regular expression
// and mark, without blanks and comments.
function tokens(text) {
  const all = [];
  const braces = []; // those that are open: whether a template goes on after it
  for (let at = 0; at < text.length; ) {
    const kind = kindAt(text, at, braces, all.at(-1));
    const found = kind === "template" ? text[at] + match(template, text, at + 1)
      : kind === "expression" ? match(expression, text, at) : kind === "mark" ? text[at] : match(patterns[kind], text, at);
    if (kind === "template") {
      if (text[at] === "}") braces.pop();
      if (found.endsWith("${")) braces.push(true);
    } else if (found === "{") {
      braces.push(false);
    } else if (found === "}") {
      braces.pop();
    }
    if (kind !== "blank") all.push({ kind, text: found, at, end: at + found.length });
    at += found.length;
  }
  return all;
}

// kindAt says what begins at a place. A slash after a value divides, and elsewhere a regular expression begins. (After ) it is
// taken to divide, too: only who reads the whole language knows.)
function kindAt(text, at, braces, before) {
  if (text[at] === "`" || text[at] === "}" && braces.at(-1)) return "template";
  const value = before && (before.kind === "mark" ? /[)\]}]/.test(before.text) : !beforeExpression.test(before.text));
  const kind = Object.keys(patterns).find((name) => match(patterns[name], text, at));
  if (kind) return kind;
  return text[at] === "/" && !value && match(expression, text, at) ? "expression" : "mark";
}

function match(pattern, text, at) {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

// importsOf finds where a module imports something: { kind, at, end }, in order. kind is
//
//   name    a name in quotes, which is { name }: import { a } from "./a.mjs", and export from it
//   call    the word import before ( or
//   meta    import.meta
export function importsOf(text) {
  const all = tokens(text);
  const found = [];
  for (const [i, { kind, text: word, at, end }] of all.entries()) {
    if (kind !== "word" || all[i - 1]?.text === ".") continue;
    const next = all[i + 1]?.text;
    if (word === "import" && next === "(") {
      found.push({ kind: "call", at, end });
    } else if (word === "import" && next === "." && all[i + 2]?.text === "meta") {
      found.push({ kind: "meta", at, end: all[i + 2].end });
    } else if (word === "import" || word === "export" && /^[{*]$/.test(next)) {
      const last = all[lastOf(all, i)];
      if (last.kind === "string") found.push({ kind: "name", at: last.at, end: last.end, name: last.text.slice(1, -1) });
    }
  }
  return found;
}

// lastOf is where a statement ends that begins with import or with export {.
function lastOf(all, first) {
  if (all[first + 1]?.kind === "string") return first + 1;
  let i = first + 1;
  for (; all[i]?.kind === "word" || /^[{},*]$/.test(all[i]?.text); i++) {
    if (all[i].text === "from" && all[i + 1]?.kind === "string") return i + 1;
    if (all[i].text === "}" && all[i + 1]?.text !== "from" && all[first].text === "export") return i;
  }
  return Math.min(i, all.length) - 1;
}

// replaced is a text with other words in some places, which are in order: by(place) for each.
export function replaced(text, places, by) {
  let done = 0;
  const parts = places.flatMap((place) => {
    const part = [text.slice(done, place.at), by(place)];
    done = place.end;
    return part;
  });
  return [...parts, text.slice(done)].join("");
}

// asScript is a module's text without what only modules have, with the same lines. A browser says in which line a script is
// wrong, but not always of a module.
export function asScript(text) {
  const all = tokens(text);
  const places = [];
  for (let i = 0; i < all.length; i++) {
    const { kind, text: word, at } = all[i];
    if (kind !== "word" || all[i - 1]?.text === "." || word !== "import" && word !== "export") continue;
    const next = all[i + 1]?.text ?? "";
    if (word === "import" && /^[(.]$/.test(next)) continue;
    const last = word === "import" || /^[{*]$/.test(next) ? lastOf(all, i) : next === "default" ? i + 1 : i;
    places.push({ at, end: all[last].end });
    i = last;
  }
  return replaced(text, places, ({ at, end }) => text.slice(at, end).replace(/[^\n]/g, " "));
}
