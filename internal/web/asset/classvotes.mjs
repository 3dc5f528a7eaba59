// Votes: a question with its choices, and how many have made each, before and after.

const rounds = ["before", "after"];

// votes draws a poll into a place. vote is called with a choice, from 0; without it there are no buttons. mine is what this
// browser has voted; undefined: nothing.
export function votes(into, poll, vote, mine) {
  const question = document.createElement("h2");
  question.textContent = plain(poll.question);
  const list = document.createElement("ol");
  list.className = "choices";
  poll.choices.forEach((text, i) => list.append(choice(text, i, poll, vote, mine)));
  const note = document.createElement("p");
  note.className = "note";
  note.textContent = says(poll, vote, mine);
  into.replaceChildren(question, list, note);
}

function says(poll, vote, mine) {
  const so = `${poll.votes} have voted ${poll.round} the experiment.`;
  if (!poll.open) return `The vote is closed: ${so}`;
  if (vote && mine !== undefined) return `${so} You can still change your mind.`;
  return vote ? "Nobody sees what you choose, and your neighbour need not either." : so;
}

function choice(text, i, poll, vote, mine) {
  const item = document.createElement("li");
  const letter = String.fromCharCode(97 + i);
  const label = document.createElement(vote && poll.open ? "button" : "span");
  label.className = "choice";
  label.textContent = `${letter}) ${plain(text)}`;
  if (label instanceof HTMLButtonElement) {
    label.type = "button";
    label.setAttribute("aria-pressed", String(mine === i));
    label.addEventListener("click", () => vote(i));
  }
  item.append(label);
  for (const round of rounds) {
    const bars = poll.bars?.[round];
    if (bars) item.append(bar(round, bars[i], bars.reduce((a, b) => a + b, 0)));
  }
  return item;
}

// bar is how many of all have made a choice, as a bar and in words.
function bar(round, count, all) {
  const line = document.createElement("div");
  line.className = `bar ${round}`;
  const meter = document.createElement("meter");
  meter.max = Math.max(all, 1);
  meter.value = count;
  meter.setAttribute("aria-label", round);
  const words = document.createElement("span");
  words.textContent = `${round}: ${count}${all > 0 ? `, ${Math.round((100 * count) / all)} %` : ""}`;
  line.append(meter, words);
  return line;
}

// plain is a text without the marks of Markdown for code.
function plain(text) {
  return text.replaceAll("`", "");
}
