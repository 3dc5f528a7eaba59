// "Predict first": what a person expects, and what became of it. Who has said something looks more closely.
import { make } from "./dom.mjs";
import { messageQuestions } from "./predictmessages.mjs";
import { queueQuestions } from "./predictqueue.mjs";

// predictionFor asks what is to be expected of a run with these options, over these transports. What it returns has an element,
// judge(report), which says what became of each answer, and clear(), which takes that back.
export function predictionFor(options, transports) {
  const questions = options.server === "queue" ? queueQuestions(options, transports) : messageQuestions(transports);
  const rows = questions.rows.map((row) => {
    const inputs = Object.entries(row.asks).map(([what, asked]) => [what, asked.number ? numberFor(asked.label) : yesOrNo(asked.label)]);
    return { name: row.name, inputs, element: make("tr", {}, make("th", { scope: "row" }, row.title), ...inputs.map(([, input]) => make("td", {}, input))) };
  });
  const read = () => Object.fromEntries(rows.map(({ name, inputs }) => [name, Object.fromEntries(inputs.map(([what, input]) => [what, answerOf(input)]))]));
  const verdict = make("ul", { class: "verdict", "aria-live": "polite" });
  return {
    element: make("section", { class: "predict", "aria-label": "predict first" },
      make("h3", {}, "What do you expect?"),
      make("table", {}, make("thead", {}, make("tr", {}, ...questions.head.map((text) => make("th", { scope: "col" }, text)))), make("tbody", {}, ...rows.map((row) => row.element))),
      verdict),
    judge(report) {
      const says = questions.verdict(read(), report);
      verdict.replaceChildren(...says.map(({ right, text }) => make("li", { class: right ? "right" : "wrong" }, `${right ? "✓" : "✗"} ${text}`)));
    },
    clear: () => verdict.replaceChildren(),
  };
}

function yesOrNo(label) {
  return make("select", { "aria-label": label }, ...["?", "yes", "no"].map((text) => make("option", {}, text)));
}

function numberFor(label) {
  return make("input", { type: "number", min: 0, step: "any", inputmode: "decimal", "aria-label": label });
}

// answerOf is what was said: undefined if nothing was.
function answerOf(input) {
  if (input.type === "number") {
    return input.value === "" ? undefined : Number(input.value);
  }
  return { yes: true, no: false }[input.value];
}
