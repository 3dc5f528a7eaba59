// A lesson's last task, done in its page: a field with the file to be written, and the same test that Node runs.

import { copyButton } from "./copy.mjs";
import { make } from "./dom.mjs";
import { editable, showLine } from "./taskeditor.mjs";
import { keepText, keptText } from "./taskmemory.mjs";
import { resultsIn } from "./taskresults.mjs";
import { runTest } from "./taskrun.mjs";

const form = document.querySelector("form.program");
const field = form.querySelector("textarea");
const [run, stop] = form.querySelectorAll(".controls button");
const status = form.querySelector("[role=status]");
const list = form.querySelector(".tests");
const task = field.dataset.file;
const lesson = document.body.dataset.lesson;
const given = [...document.querySelectorAll(".given")]; // files that come with the task: the test is the first of them
const textOf = (file) => [...file.querySelectorAll("code")].map((code) => `${code.textContent}\n`).join("");
let going; // a run

form.hidden = false;
field.value = keptText(lesson) ?? field.defaultValue;
editable(field);
field.addEventListener("input", keep);
field.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  start();
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  start();
});
stop.addEventListener("click", () => going?.stop());
form.querySelector(".tools").append(copyButton(() => field.value, task), ...startingOver());

// start runs the test with what is in the field.
async function start() {
  going?.stop();
  const results = resultsIn(list, goTo);
  const files = { [task]: field.value, ...Object.fromEntries(given.map((file) => [file.dataset.file, textOf(file)])) };
  const mine = runTest({ files, task, test: given[0].dataset.file, seconds: Number(form.dataset.seconds) }, results.hear);
  going = mine;
  status.textContent = "The test runs";
  stop.disabled = false;
  const how = await mine.done;
  results.over();
  if (going !== mine) return; // the next run has begun
  going = undefined;
  if (document.activeElement === stop) run.focus();
  stop.disabled = true;
  status.textContent = verdict(how, results.counts());
}

// verdict says how a run has ended.
function verdict({ late, stopped, failed }, { all, passed }) {
  if (failed) return `This browser cannot run the test (${failed}). Node can: see above.`;
  if (stopped) return "Stopped.";
  if (late) return `Your program did not end within ${form.dataset.seconds} s. Is there a loop without an end?`;
  if (all === 0) return "No test has run.";
  return passed === all ? `All ${all} tests pass.` : `${passed} of ${all} tests pass.`;
}

// goTo shows a line of a file.
function goTo(file, line) {
  if (file === task) return showLine(field, line);
  const shown = given.find((each) => each.dataset.file === file);
  shown.open = true;
  const row = shown.querySelectorAll("tr")[line - 1];
  for (const other of shown.querySelectorAll(".here")) other.classList.remove("here");
  row.classList.add("here");
  row.scrollIntoView({ block: "center" });
  shown.querySelector(".source").focus({ preventScroll: true });
}

// keep remembers what is in the field.
function keep() {
  const kept = keepText(lesson, field.value === field.defaultValue ? undefined : field.value);
  form.querySelector(".unkept").hidden = kept;
}

// startingOver makes the button for it, and the question before it is done.
function startingOver() {
  const tool = (text, onclick) => make("button", { type: "button", class: "tool", onclick }, text);
  const ask = tool("Start over", () => turn(true));
  const sure = make("span", { role: "group", "aria-label": "Start over", hidden: true }, "Lose what you have written? ",
    tool("Yes, start over", () => {
      field.value = field.defaultValue;
      keep();
      turn(false);
    }), " ", tool("No", () => turn(false)));
  const turn = (asks) => {
    ask.hidden = asks;
    sure.hidden = !asks;
    (asks ? sure.querySelector("button:last-child") : ask).focus();
  };
  return [ask, sure];
}
