// What a person predicts of a queue: for each guarantee whether it loses events, and whether the work of some is done twice.
import { guarantees, guaranteesOf } from "./choices.mjs";

// queueQuestions are the questions, as predictfirst.mjs asks them.
export function queueQuestions(options, transports) {
  return {
    head: ["", "loses events?", "applies some twice?"],
    rows: guaranteesOf(options).map((name) => {
      const title = guarantees[name] ?? name;
      return { name, title, asks: { loses: { label: `${title} loses events` }, twice: { label: `${title} applies some events twice` } } };
    }),
    verdict: (prediction, report) => (report.reports ?? [report]).flatMap((each) => verdictOn(prediction[each.plan.guarantee], transports, each)),
  };
}

// verdictOn compares what was said of a guarantee with its report: for each thing that was said, whether it was right, and a sentence
// that says what was found. An event that was lost over any transport is lost.
function verdictOn(said, transports, report) {
  const title = sentence(guarantees[report.plan.guarantee]);
  const found = (of) => report.results.map((r) => ({ n: r.queue[of], sent: r.sent, over: transports.find((t) => t.name === r.transport)?.title }))
    .filter(({ n }) => n > 0);
  const lost = found("neverApplied");
  const twice = found("appliedTwice");
  return [
    { said: said?.loses, found: lost, text: `${title} lost ${counted(lost, ({ n, sent }) => `${n} of ${sent} events`)}.` },
    { said: said?.twice, found: twice, text: `${title} applied ${counted(twice, ({ n }) => `${n} ${n === 1 ? "event" : "events"} twice`, "none twice")}.` },
  ].filter((each) => each.said !== undefined).map((each) => ({ right: each.said === each.found.length > 0, text: each.text }));
}

// counted lists counts by transport. first says what the first of them counts.
function counted(found, first, none = "none") {
  const words = found.map((each, i) => `${i === 0 ? first(each) : each.n} over ${each.over}`);
  return words.length < 2 ? words[0] ?? none : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

// sentence is the name of a guarantee as a sentence begins with it.
function sentence(name) {
  const text = name[0].toUpperCase() + name.slice(1);
  return text.includes(",") ? `${text},` : text;
}
