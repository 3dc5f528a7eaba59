// Commands that run in the page: the engine carries out what a line says, and its output comes below.

import { addressOf } from "./address.mjs";
import { ask } from "./engine.mjs";
import { commandWords } from "./words.mjs";

const most = 1 << 20; // characters of output: a page with more would stand still

// runLine runs a line and shows in place what it prints, in so many columns. book is what a lesson says it prints; undefined:
// nothing. It returns { cancel, done }: done is a promise that the command has ended, however it did.
export function runLine(line, place, { columns = 80, book } = {}) {
  const { status, stop, text } = outputIn(place, line);
  const begun = performance.now();
  let printed = "";
  let asked;
  const end = (said) => {
    if (document.activeElement === stop) stop.parentElement.focus(); // the button goes
    stop.remove();
    status.textContent = said;
  };
  const hear = (message) => {
    if (message.error !== undefined) return end(message.error);
    if (message.exit !== undefined) return end(verdict(message.exit, printed, book, performance.now() - begun));
    const part = message.out ?? message.err ?? "";
    if (part === "") return;
    if (printed === "") status.textContent = "Running.";
    printed += part;
    text.append(printed.length > most ? "" : part);
    if (printed.length > most) {
      asked.cancel();
      end("Stopped: it prints more than a page can show.");
    }
  };
  try {
    asked = ask({ do: "command", args: commandWords(line), columns }, hear);
  } catch (wrong) { // such as a quote that does not end
    end(wrong.message);
    return { cancel() {}, done: Promise.resolve() };
  }
  const cancel = () => {
    asked.cancel();
    end("Stopped.");
  };
  stop.addEventListener("click", cancel);
  return { cancel, done: asked.done.catch(() => {}) };
}

// verdict says how a command has ended.
function verdict(exit, printed, book, took) {
  const seconds = `${(took / 1000).toFixed(1)} s`;
  if (exit !== 0) return `Ended with status ${exit} after ${seconds}.`;
  if (book === undefined) return `Done in ${seconds}.`;
  return printed.trimEnd() === book.trimEnd()
    ? `Done in ${seconds}: the same as in the lesson, to the last digit.`
    : `Done in ${seconds}: not the same as in the lesson.`;
}

// outputIn makes a new place for output, with how it is going above it.
function outputIn(place, line) {
  const status = document.createElement("span");
  status.setAttribute("role", "status");
  status.textContent = "Starting. The first time, the program is loaded.";
  const stop = document.createElement("button");
  stop.type = "button";
  stop.className = "tool";
  stop.textContent = "Stop";
  const going = document.createElement("p");
  going.className = "going";
  going.tabIndex = -1;
  going.append(status, " ", stop);
  const text = document.createElement("samp");
  const output = document.createElement("pre");
  output.className = "output";
  output.tabIndex = 0;
  output.setAttribute("role", "region");
  output.setAttribute("aria-label", `What ${line} prints now`);
  output.append(text);
  place.replaceChildren(going, output);
  return { status, stop, text };
}

// runnable puts buttons beside a command of a lesson: one runs it, one has it edited first, and one leads to sliders for it if
// it is an experiment. It returns the buttons.
export function runnable(command) {
  const line = command.dataset.line;
  const book = command.parentElement.querySelector(`pre.output[data-of="${CSS.escape(line)}"]`)?.textContent;
  const place = document.createElement("div");
  place.className = "ran";
  command.after(place);
  let running;
  const go = (typed) => {
    running?.cancel();
    running = runLine(typed, place, { book: typed === line ? book : undefined });
  };
  const run = tool("Run", `Run ${line}`, () => go(command.querySelector("textarea")?.value ?? line));
  const edit = tool("Edit", `Edit ${line}`, () => {
    edit.remove();
    editor(command, line, go).focus();
  });
  const buttons = [run, edit, ...sliders(line)];
  command.querySelector(".tools").prepend(...buttons);
  return buttons;
}

// sliders is a link to the page of experiments with the options of a bench that it can show; none for other commands.
function sliders(line) {
  const page = document.querySelector('header a[href$="experiment.html"]');
  const options = benchOptions(line);
  if (!page || !options || "sweep" in options || "bulk" in options) return [];
  delete options.rows; // which the page chooses
  const link = document.createElement("a");
  link.className = "tool";
  link.href = `${page.href}#${addressOf(options)}`;
  link.textContent = "Sliders";
  link.setAttribute("aria-label", `Change ${line} with sliders`);
  return [link];
}

// benchOptions are those of a bench, if each has a value and there is nothing else; otherwise undefined.
function benchOptions(line) {
  let args;
  try {
    args = commandWords(line);
  } catch {
    return undefined; // it is for a shell
  }
  if (args.shift() !== "bench") return undefined;
  const options = {};
  for (let i = 0; i < args.length; i += 2) {
    if (!args[i].startsWith("--") || i + 1 === args.length || args[i + 1].startsWith("--")) return undefined;
    options[args[i].slice(2)] = args[i + 1];
  }
  return options;
}

function tool(text, name, act) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "tool";
  button.textContent = text;
  button.setAttribute("aria-label", name);
  button.addEventListener("click", act);
  return button;
}

// editor puts a field in a command's place. Enter runs what it says.
function editor(command, line, go) {
  const field = document.createElement("textarea");
  field.value = line;
  field.spellcheck = false;
  field.autocapitalize = "off";
  field.setAttribute("aria-label", "The command. Enter runs it.");
  const fit = () => {
    for (field.rows = 1; field.scrollHeight > field.clientHeight && field.rows < 8;) field.rows++;
  };
  field.addEventListener("input", fit);
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    go(field.value);
  });
  command.querySelector("pre").replaceWith(field);
  fit();
  return field;
}
