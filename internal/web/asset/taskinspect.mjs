// How a value is shown: as console.log shows it in Node, as far as it fits a line. What is longer has a line for each part, or
// lines full of short ones.

const most = 100; // parts of a value that are shown
const deepest = 2; // how far what is within values is shown
const wide = 72; // characters of a line

// shown is a value as text, as it would be written in a program.
export function shown(value, around = []) {
  if (typeof value === "string") return quoted(value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "function") return functionShown(value);
  if (typeof value !== "object" || value === null) return Object.is(value, -0) ? "-0" : String(value);
  if (around.includes(value)) return "[Circular]";
  if (value instanceof Error) return `[${value}]`; // where it was made in a worker is of no use
  if (value instanceof RegExp) return String(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
  if (around.length > deepest) return `[${nameOf(value) || "Object: null prototype"}]`;
  return partsShown(value, [...around, value]);
}

// format is what console.log prints of its arguments.
export function format(...values) {
  const filled = typeof values[0] === "string" && values.length > 1 ? [fill(values.shift(), values)] : [];
  return [...filled, ...values.map((value) => (typeof value === "string" ? value : shown(value)))].join(" ");
}

const kinds = {
  s: (value) => (typeof value === "string" ? value : shown(value)),
  d: Number, i: (value) => parseInt(value, 10), f: parseFloat, j: JSON.stringify, o: shown, O: shown, c: () => "",
};

// fill puts values in the places that a text has for them, such as %d, and takes them out of the list.
function fill(text, values) {
  return text.replace(/%[%sdifjoOc]/g, (place) => {
    if (place === "%%") return "%";
    return values.length === 0 ? place : kinds[place[1]](values.shift());
  });
}

// quoted puts a text into the quotes that it does not have in it.
function quoted(text) {
  const mark = ["'", '"', "`"].find((quote) => !text.includes(quote)) ?? "'";
  const names = { "\n": "\\n", "\t": "\\t", "\r": "\\r", "\b": "\\b", "\f": "\\f", "\v": "\\v", "\\": "\\\\", [mark]: `\\${mark}` };
  const rare = (c) => `\\x${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
  return mark + text.replace(/[\0-\x1f\x7f-\x9f\\'"`]/g, (c) => names[c] ?? (/['"`]/.test(c) ? c : rare(c))) + mark;
}

function functionShown(f) {
  const kind = String(f).startsWith("class") ? "class" : Object.prototype.toString.call(f).slice(8, -1);
  if (kind === "class") return `[class ${f.name || "(anonymous)"}]`;
  return `[${kind}${f.name ? `: ${f.name}` : " (anonymous)"}]`;
}

const nameOf = (value) => Object.getPrototypeOf(value)?.constructor?.name ?? "";

// partsShown is a value with all that it holds.
function partsShown(value, around) {
  const list = Array.isArray(value) || ArrayBuffer.isView(value) && !(value instanceof DataView);
  const parts = list ? itemsShown(value, around) : entriesShown(value, around);
  for (const key of Reflect.ownKeys(value)) {
    if (list && /^\d+$/.test(String(key)) || !Object.prototype.propertyIsEnumerable.call(value, key)) continue;
    parts.push(`${keyShown(key)}: ${propertyShown(value, key, around)}`);
  }
  const [open, close] = list ? ["[", "]"] : ["{", "}"];
  const head = headOf(value, list);
  if (parts.length === 0) return `${head}${open}${close}`;
  const line = `${head}${open} ${parts.join(", ")} ${close}`;
  if (line.length <= wide && !line.includes("\n")) return line;
  const short = list && parts.every((part) => part.length <= wide / 4);
  const lines = short ? filled(parts) : parts;
  return `${head}${open}\n${lines.map((text) => `  ${text.replaceAll("\n", "\n  ")}`).join(",\n")}\n${close}`;
}

// filled puts as many parts on each line as fit.
function filled(parts) {
  const lines = [];
  for (const part of parts) {
    const longer = `${lines.at(-1)}, ${part}`;
    if (lines.length > 0 && longer.length <= wide) lines[lines.length - 1] = longer;
    else lines.push(part);
  }
  return lines;
}

// headOf says what kind of value it is, unless the brackets do.
function headOf(value, list) {
  const name = nameOf(value);
  if (name === "") return "[Object: null prototype] ";
  if (name === "Array" || name === "Object") return "";
  const size = list ? value.length : value instanceof Map || value instanceof Set ? value.size : undefined;
  return size === undefined ? `${name} ` : `${name}(${size}) `;
}

function itemsShown(list, around) {
  const parts = [];
  for (let i = 0; i < Math.min(list.length, most); i++) parts.push(i in list ? shown(list[i], around) : "<1 empty item>");
  if (list.length > most) parts.push(moreThan(list.length - most));
  return parts;
}

function entriesShown(value, around) {
  if (!(value instanceof Map || value instanceof Set)) return [];
  const parts = [];
  for (const entry of value) {
    if (parts.length === most) return [...parts, moreThan(value.size - most)];
    parts.push(value instanceof Map ? `${shown(entry[0], around)} => ${shown(entry[1], around)}` : shown(entry, around));
  }
  return parts;
}

const moreThan = (n) => `... ${n} more item${n === 1 ? "" : "s"}`;

function keyShown(key) {
  if (typeof key === "symbol") return `[${String(key)}]`;
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : quoted(key);
}

// propertyShown does not call what computes a property.
function propertyShown(value, key, around) {
  const { get, set } = Object.getOwnPropertyDescriptor(value, key);
  if (get || set) return `[${[get && "Getter", set && "Setter"].filter(Boolean).join("/")}]`;
  return shown(value[key], around);
}
