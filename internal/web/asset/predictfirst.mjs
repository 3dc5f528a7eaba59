// "Predict first": what a person expects of each transport, and what became of it. Who has said something looks more closely.
import { make } from "./dom.mjs";

// predictionFor makes the questions. What it returns has an element, and read(), which is what was said so far: for each
// transport whether it loses messages, whether messages wait for others, and the response time in milliseconds that 1 in 100
// exceed; undefined is what nothing was said of.
export function predictionFor(transports) {
  const rows = transports.map((t) => {
    const loses = choice(`${t.title} loses messages`);
    const waits = choice(`over ${t.title} complete messages wait for earlier ones`);
    const late = make("input", { type: "number", min: 0, step: "any", inputmode: "decimal", "aria-label": `over ${t.title}, 1 in 100 takes longer than, in ms` });
    return { name: t.name, loses, waits, late, element: make("tr", {}, make("th", { scope: "row" }, t.title), ...[loses, waits, late].map((e) => make("td", {}, e))) };
  });
  const head = ["", "loses messages?", "lets them wait for earlier ones?", "1 in 100 takes longer than … ms"];
  const verdict = make("ul", { class: "verdict", "aria-live": "polite" });
  return {
    element: make("section", { class: "predict", "aria-label": "predict first" },
      make("h3", {}, "What do you expect?"),
      make("table", {}, make("thead", {}, make("tr", {}, ...head.map((text) => make("th", { scope: "col" }, text)))), make("tbody", {}, ...rows.map((row) => row.element))),
      verdict),
    read: () => Object.fromEntries(rows.map((row) => [row.name, { loses: yes(row.loses), waits: yes(row.waits), late: row.late.value === "" ? undefined : Number(row.late.value) }])),
    judge(results) {
      const says = verdictOn(this.read(), transports, results);
      verdict.replaceChildren(...says.map(({ right, text }) => make("li", { class: right ? "right" : "wrong" }, `${right ? "✓" : "✗"} ${text}`)));
    },
    clear: () => verdict.replaceChildren(),
  };
}

function choice(label) {
  return make("select", { "aria-label": label }, ...["?", "yes", "no"].map((text) => make("option", {}, text)));
}

function yes(select) {
  return { yes: true, no: false }[select.value];
}

// A time is right if it is not farther off than this.
const near = 1.25;

// verdictOn compares a prediction with the results of a report: for each thing that was said, whether it was right, and a
// sentence that says what was found.
export function verdictOn(prediction, transports, results) {
  const says = [];
  for (const { name, title } of transports) {
    const said = prediction[name];
    const found = results.find((r) => r.transport === name);
    if (said === undefined || found === undefined) {
      continue;
    }
    const stalls = found.stalls?.count ?? 0;
    const late = found.response.p99;
    if (said.loses !== undefined) {
      says.push({ right: said.loses === found.lost > 0, text: `${title} lost ${found.lost} of ${found.sent} messages.` });
    }
    if (said.waits !== undefined) {
      const text = stalls === 0 ? `Over ${title} no complete message waited for an earlier one.`
        : `Over ${title} complete messages waited for earlier ones ${times(stalls)}, for up to ${found.stalls.longest.toFixed(1)} ms.`;
      says.push({ right: said.waits === stalls > 0, text });
    }
    if (said.late !== undefined) {
      says.push(lateness(title, said.late, late));
    }
  }
  return says;
}

function times(n) {
  return n === 1 ? "once" : `${n} times`;
}

function lateness(title, said, late) {
  if (late === null) {
    return { right: false, text: `How late 1 in 100 is over ${title} cannot be said: too few messages, or too many never came.` };
  }
  const off = Math.max(late, 0.001) / Math.max(said, 0.001);
  const words = off > near ? `${off.toFixed(1)} times what you said` : off < 1 / near ? `you said ${said} ms, which is ${(1 / off).toFixed(1)} times as much` : "near what you said";
  return { right: off <= near && off >= 1 / near, text: `Over ${title} 1 in 100 took longer than ${late.toFixed(1)} ms: ${words}.` };
}
