// What all pages of the course do. Each works without it, too.

import { copyButton } from "./copy.mjs";
import { path, ending } from "./path.mjs";
import { predictions } from "./predictions.mjs";
import { offline } from "./offline.mjs";

for (const command of document.querySelectorAll(".command")) {
  const line = command.dataset.line;
  command.querySelector(".tools").append(copyButton(() => line, line));
}
for (const code of document.querySelectorAll("figure > pre:has(> code)")) {
  code.before(copyButton(() => code.textContent, code.getAttribute("aria-label")));
}
const lesson = document.body.dataset.lesson;
if (lesson) {
  predictions(lesson, path);
  ending(lesson);
} else {
  path();
}
offline();
