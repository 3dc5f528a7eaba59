// What all pages of the course do. Each works without it, too.

import { copyButton } from "./copy.mjs";
import { path, ending } from "./path.mjs";
import { predictions } from "./predictions.mjs";
import { offline } from "./offline.mjs";
import { hasEngine } from "./engine.mjs";
import { follow } from "./follow.mjs";
import { runnable } from "./run.mjs";
import { commandLine } from "./commandline.mjs";

const after = []; // buttons that are to be seen when what they decide is predicted
for (const command of document.querySelectorAll(".command")) {
  const line = command.dataset.line;
  if (hasEngine() && command.dataset.runs !== undefined) {
    after.push({ buttons: runnable(command), needs: command.dataset.after });
  }
  command.querySelector(".tools").append(copyButton(() => line, line));
}
for (const code of document.querySelectorAll("figure > pre:has(> code)")) {
  code.before(copyButton(() => code.textContent, code.getAttribute("aria-label")));
}
const lesson = document.body.dataset.lesson;
if (lesson) {
  predictions(lesson, (free) => {
    path();
    for (const { buttons, needs } of after) {
      for (const button of buttons) button.hidden = needs !== undefined && !free(needs);
    }
  });
  ending(lesson);
} else {
  path();
}
addEventListener("pageshow", (event) => { if (event.persisted) path(); }); // back on a page that the browser has kept
if (hasEngine() && document.querySelector("#commandline")) commandLine();
if (document.documentElement.dataset.class && !document.querySelector(".class")) follow();
offline();
