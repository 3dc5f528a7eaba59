// The path through the course: which lessons are done, and where one goes on.

import { progress, lastLesson, opened, note, forget } from "./progress.mjs";
import { forgetTexts } from "./taskmemory.mjs";

// path marks the lessons that the page lists. Each has its name in data-lesson, and in data-asks how many predictions it
// asks for.
export function path() {
  for (const stop of document.querySelectorAll("[data-asks]")) {
    const { made, done } = progress(stop.dataset.lesson);
    const asked = Number(stop.dataset.asks);
    const predicted = Math.min(Object.keys(made).length, asked);
    stop.classList.toggle("done", done);
    stop.classList.toggle("begun", !done && predicted > 0);
    const state = stop.querySelector(".state");
    if (!state) continue;
    state.textContent = done ? "done" : predicted > 0 ? `${predicted} of ${asked} predicted` : "";
  }
  goOn();
}

// goOn leads to the lesson that was open last, or to the one after it if that is done.
function goOn() {
  const link = document.querySelector("a.begin");
  const stops = [...document.querySelectorAll("li[data-asks]")];
  let at = stops.findIndex((stop) => stop.dataset.lesson === lastLesson());
  if (!link || at < 0) return;
  while (at < stops.length - 1 && stops[at].classList.contains("done")) at++;
  const to = stops[at].querySelector("a");
  link.href = to.href;
  link.textContent = "Go on: " + to.textContent;
  const again = document.querySelector(".forget");
  again.hidden = false;
  again.querySelector("button").onclick = () => {
    forget();
    forgetTexts();
    location.reload();
  };
}

// ending has the buttons at a lesson's end work.
export function ending(lesson) {
  opened(lesson);
  const end = document.querySelector(".ending");
  if (!end) return;
  end.hidden = false;
  const [done, again] = end.querySelectorAll("button");
  const show = () => {
    const is = progress(lesson).done;
    done.setAttribute("aria-pressed", String(is));
    done.textContent = is ? "Done" : "I have done this lesson";
  };
  done.addEventListener("click", () => {
    note(lesson, { done: !progress(lesson).done });
    show();
    path();
  });
  again.addEventListener("click", () => {
    forget(lesson);
    location.reload();
  });
  show();
}
