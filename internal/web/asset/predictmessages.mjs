// What a person predicts of messages: for each transport whether it loses some, whether some wait for others, and the response time
// in milliseconds that 1 in 100 exceed.

// messageQuestions are the questions, as predictfirst.mjs asks them.
export function messageQuestions(transports) {
  return {
    head: ["", "loses messages?", "lets them wait for earlier ones?", "1 in 100 takes longer than … ms"],
    rows: transports.map(({ name, title }) => ({
      name, title,
      asks: {
        loses: { label: `${title} loses messages` },
        waits: { label: `over ${title} complete messages wait for earlier ones` },
        late: { label: `over ${title}, 1 in 100 takes longer than, in ms`, number: true },
      },
    })),
    verdict: (prediction, report) => verdictOn(prediction, transports, report.results),
  };
}

// A time is right if it is not farther off than this.
const near = 1.25;

// verdictOn compares a prediction with the results of a report: for each thing that was said, whether it was right, and a
// sentence that says what was found.
function verdictOn(prediction, transports, results) {
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
