// The worker in which a page runs the test of a task (taskrun.mjs). It has no origin: what runs in it can ask no server for
// anything in the name of the page, and keeps nothing. The page sends { files, test, task }: the files by their names, and
// which of them are the test and what is being written. Beside what tasktest.mjs tells, the worker sends
//
//   { ready: true }            it is about to load the test
//   { out: text }              a line that the program has printed
//   { broken }                 the test could not be loaded, and why
//   { done: true }             all tests have ended
//
// Why something has failed is { message, lines }: what there is to say, and in which line of which file it was thrown.

import { assert, AssertionError } from "./taskassert.mjs";
import { format, shown } from "./taskinspect.mjs";
import { asScript } from "./taskimports.mjs";
import { modulesOf } from "./taskmodules.mjs";
import { testsFor } from "./tasktest.mjs";

const mostLines = 1000; // that a program may print, and
const longest = 10_000; // characters of one: an endless loop must not fill the page
let files = {};
let printed = 0;
const tests = testsFor((what) => postMessage("failed" in what ? { ...what, failed: what.failed && reason(what.failed.error) } : what));

globalThis.process = { env: {} }; // the test looks there for another solution
for (const name of ["log", "info", "debug", "warn", "error", "dir", "table"]) {
  console[name] = (...values) => print(format(...values));
}

onmessage = async ({ data }) => {
  files = data.files;
  postMessage({ ready: true });
  const load = modulesOf(files, {
    "node:assert/strict": { ...assert, default: assert },
    "node:fs": { readFileSync, default: { readFileSync } },
    "node:test": { test: tests.test, default: tests.test },
  });
  try {
    await load(`./${data.test}`);
    await tests.ended();
    postMessage({ done: true });
  } catch (error) {
    const broken = reason(error);
    const unread = error instanceof SyntaxError && Object.keys(broken.lines).length === 0;
    if (unread) broken.lines = await syntaxLine(error, data.task);
    postMessage({ broken });
  }
};

// What nobody catches, be it late, is the fault of the test that runs.
onerror = (message, file, line, column, error) => uncaught(error ?? new Error(message));
onunhandledrejection = (event) => {
  event.preventDefault();
  uncaught(event.reason);
};

function uncaught(error) {
  if (!tests.blame(error)) print(`Uncaught ${format(error)}`);
  return true; // it is told to the page, and not to the browser's console
}

function print(text) {
  printed++;
  if (printed <= mostLines) postMessage({ out: text.slice(0, longest) });
  else if (printed === mostLines + 1) postMessage({ out: "... and more, which is not shown" });
}

// readFileSync returns one of the files as a text. (Node would return bytes that become one.)
function readFileSync(path) {
  const name = String(path).replace(/^file:\/\/\//, "");
  if (!Object.hasOwn(files, name)) throw new Error(`ENOENT: no such file or directory, open '${name}'`);
  return files[name];
}

// reason is why something failed.
function reason(error) {
  try {
    return told(error);
  } catch {
    return { message: "Thrown: what cannot be shown, since showing it throws", lines: {} };
  }
}

// told is what an error tells. An assertion speaks for itself; another error says what kind it is.
function told(error) {
  const message = error instanceof AssertionError ? error.message : error instanceof Error ? String(error) : `Thrown: ${shown(error)}`;
  const lines = {};
  for (const file of Object.keys(files)) {
    const found = [...String(error?.stack).matchAll(new RegExp(`\\b${file.replaceAll(".", "\\.")}:(\\d+)`, "g"))];
    const at = file.endsWith(".test.mjs") ? found.at(-1) : found[0]; // a test has called what has called what has failed
    if (at) lines[file] = Number(at[1]);
  }
  return { message, lines };
}

// syntaxLine finds out in which line something is no JavaScript. Some browsers say it of a module; all say it of a script.
async function syntaxLine(error, file) {
  if (error.lineNumber ?? error.line) return { [file]: error.lineNumber ?? error.line };
  const usual = globalThis.onerror;
  const line = await new Promise((resolve) => {
    globalThis.onerror = (message, address, number) => {
      resolve(message.endsWith(error.message) ? number : undefined);
      return true;
    };
    const script = new Blob([`throw 0; ${asScript(files[file])}`], { type: "text/javascript" }); // it would end at once
    setTimeout(() => importScripts(URL.createObjectURL(script)));
  });
  globalThis.onerror = usual;
  return line === undefined ? {} : { [file]: line };
}
