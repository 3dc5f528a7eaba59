// The page of the command line: what is typed runs, and what was typed before is at hand.

import { runLine } from "./run.mjs";

// commandLine has the form work. What it prints comes below, the latest first.
export function commandLine() {
  const form = document.querySelector("#commandline");
  const field = form.querySelector("input");
  const log = document.querySelector("#log");
  const before = []; // what was typed
  let at = 0; // what of it is shown; before.length: a new line
  const tries = document.querySelector(".tries");
  form.hidden = tries.hidden = false;
  const begin = () => {
    if (location.hash) field.value = decoded(location.hash.slice(1));
    field.focus();
  };
  addEventListener("hashchange", begin);
  begin();

  const run = (line) => {
    if (before.at(-1) !== line) before.push(line);
    at = before.length;
    log.prepend(entry(line));
    while (log.children.length > 20) log.lastElementChild.remove();
    const place = log.firstElementChild.querySelector(".ran");
    runLine(line, place, { columns: columnsIn(place) });
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const line = field.value.trim();
    if (line === "" || line === "wirelab") return;
    field.value = "wirelab ";
    run(line);
  });
  field.addEventListener("keydown", (event) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!step || at + step < 0 || at + step > before.length) return;
    event.preventDefault();
    at += step;
    field.value = before[at] ?? "wirelab ";
  });
  for (const button of tries.querySelectorAll("button")) {
    button.addEventListener("click", () => {
      field.value = button.textContent;
      field.focus();
      form.requestSubmit();
    });
  }
}

// decoded is what stands in an address.
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch { // a % that begins nothing
    return text;
  }
}

// columnsIn is how many characters of output there is space for: from 40, as in a terminal, to 100.
function columnsIn(place) {
  const probe = document.createElement("samp");
  probe.textContent = "0".repeat(100);
  const output = document.createElement("pre");
  output.append(probe);
  place.replaceChildren(output);
  const margin = parseFloat(getComputedStyle(output).paddingLeft) * 2;
  const fitting = Math.floor((place.clientWidth - margin) / (probe.getBoundingClientRect().width / 100));
  return Math.min(100, Math.max(40, fitting || 80));
}

// entry is a line with the place for what it prints.
function entry(line) {
  const figure = document.createElement("figure");
  const command = document.createElement("pre");
  const prompt = document.createElement("span");
  prompt.className = "prompt";
  prompt.textContent = "$ ";
  command.append(prompt, line);
  const place = document.createElement("div");
  place.className = "ran";
  figure.append(command, place);
  return figure;
}
