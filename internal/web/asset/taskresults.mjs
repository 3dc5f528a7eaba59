// What becomes of the tests, one by one, with what the program prints meanwhile.

import { make } from "./dom.mjs";

// resultsIn shows results in a list. goTo(file, line) is called when a reader wants to see where something has failed. What
// it returns has hear(message), which takes what the worker sends (taskworker.mjs), over(how) for the test that has not
// ended, and counts(): how many tests there were, and how many of them have passed.
export function resultsIn(list, goTo) {
  list.replaceChildren();
  let item; // of the test that runs, or of what comes before the first
  let running = false;
  let [all, passed] = [0, 0];
  const begin = (name) => {
    item = make("li", {}, make("p", {}, make("span", { class: "how" }), name));
    list.append(item);
  };
  const settle = (how, failed) => {
    item.className = how;
    item.querySelector(".how").textContent = { failed: "failed", passed: "passed", ended: "not ended" }[how];
    if (failed) item.append(make("pre", { class: "why" }, failed.message), ...placesOf(failed.lines, goTo));
    running = false;
  };
  return {
    hear({ begin: name, note, out, end, failed, broken }) {
      if (name !== undefined) {
        begin(name);
        running = true;
        all++;
      }
      const text = out ?? note;
      if (text !== undefined) {
        if (!item) begin("before the first test");
        print(item, text);
      }
      if (end !== undefined) {
        if (!failed) passed++;
        settle(failed ? "failed" : "passed", failed);
      }
      if (broken) {
        begin("the program cannot be run");
        settle("failed", broken);
      }
    },
    over: () => running && settle("ended"),
    counts: () => ({ all, passed }),
  };
}

// print adds a line to what a test has printed.
function print(item, text) {
  let place = item.querySelector(".out");
  if (!place) {
    place = make("pre", { class: "out", tabindex: 0, role: "region", "aria-label": "What it prints" });
    item.append(place);
  }
  place.append(`${text}\n`);
}

// placesOf are buttons that lead to lines.
function placesOf(lines, goTo) {
  const all = Object.entries(lines);
  if (all.length === 0) return [];
  return [make("p", { class: "places" }, ...all.map(([file, line]) =>
    make("button", { type: "button", class: "tool", onclick: () => goTo(file, line) }, `${file}, line ${line}`)))];
}
