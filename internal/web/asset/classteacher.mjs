// The teacher's screen: what the class is to do, and what it has done. The key is in the address after #; it is taken away from
// there, since a projector may show the address to all.

import { listen, post } from "./classlive.mjs";
import { network } from "./classnetwork.mjs";
import { votes } from "./classvotes.mjs";

const part = (name) => document.querySelector(`#${name}`);
const key = keyOf(location.hash.slice(1));
let screen = { page: "class/index.html", lead: false };

for (const button of document.querySelectorAll("[data-do]")) {
  button.addEventListener("click", () => {
    const { do: what, page, lesson, number, round } = button.dataset;
    if (what === "go") lead({ do: "lead", lead: !screen.lead });
    else lead({ do: what, page, lead: true, lesson, number: Number(number), round });
  });
}

// keyOf is the key that the address has, or else the one that it had before the page was loaded again.
function keyOf(given) {
  const place = "wirelab teacher";
  try {
    if (given) sessionStorage.setItem(place, given);
    history.replaceState(null, "", location.pathname);
    return sessionStorage.getItem(place) ?? "";
  } catch {
    return given; // nothing is kept here
  }
}

// named is what the teacher calls a page.
function named(page) {
  const button = document.querySelector(`[data-page="${CSS.escape(page)}"]`);
  const lesson = button?.closest("details")?.querySelector("summary").textContent;
  return lesson ? `lesson ${lesson}` : "the page of the class";
}

async function lead(request) {
  try {
    await post("lead", request, key);
    part("trouble").textContent = "";
  } catch (failed) {
    part("trouble").textContent = failed.message;
  }
}

listen({ key }, (state) => {
  part("attending").hidden = false;
  part("trouble").textContent = "";
  screen = state.screen;
  const here = `${state.here} ${state.here === 1 ? "browser is" : "browsers are"} here`;
  part("here").textContent = screen.lead ? `${here}, and led to ${named(screen.page)}.` : `${here}, free to go where they like.`;
  part("address").textContent = state.address ?? "";
  part("go").textContent = screen.lead ? "Let them go" : "Lead them";
  if (state.poll) votes(part("poll"), state.poll);
  part("close").hidden = !state.poll?.open;
  network(part("network"), state.network);
  heard(state.number, state.heard);
}, (gone) => {
  part("trouble").textContent = gone
    ? "This address has no key, or that of another class: open the one that wirelab class has printed."
    : "The class does not answer: is wirelab class still running?";
});

const marks = { live: "●", recovered: "◐", none: "○" };

// heard draws the map of the room: who has heard the number that was said last.
function heard(number, map) {
  if (!map) return;
  const missing = map.marks.length - map.live - map.recovered;
  part("heard").textContent = `Number ${number}: ${map.live} ● heard it as it was said` +
    (map.live > 0 ? `, the last of them told so after ${Math.round(map.slowest)} ms` : "") +
    `; ${map.recovered} ◐ missed it and recovered it; ${missing} ○ have not got it.`;
  part("map").replaceChildren(...map.marks.map((mark) => {
    const seat = document.createElement("span");
    seat.className = mark;
    seat.textContent = marks[mark];
    return seat;
  }));
}
