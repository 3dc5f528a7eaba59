// Votes: a question with its choices, and how many have made each, before and after.

const rounds = ["before", "after"];

// votes draws a poll into a place. vote is called with a choice, from 0; without it there are no buttons. mine is what this
// browser has voted; undefined: nothing. Choices that are there already stay, for a finger or the focus may be on one of them while
// others vote.
export function votes(into, poll, vote, mine) {
  const drawn = JSON.stringify([poll.key, poll.round, poll.open, vote !== undefined]);
  if (into.dataset.drawn !== drawn) {
    into.dataset.drawn = drawn;
    const question = document.createElement("h2");
    question.textContent = plain(poll.question);
    const list = document.createElement("ol");
    list.className = "choices";
    poll.choices.forEach((text, i) => list.append(choice(text, i, poll, vote)));
    const note = document.createElement("p");
    note.className = "note";
    into.replaceChildren(question, list, note);
  }
  into.querySelectorAll("li").forEach((item, i) => {
    item.querySelector("button")?.setAttribute("aria-pressed", String(mine === i));
    item.querySelector(".bars").replaceChildren(...bars(i, poll));
  });
  into.querySelector(".note").textContent = says(poll, vote, mine);
}

function says(poll, vote, mine) {
  const so = `${poll.votes} ${poll.votes === 1 ? "has" : "have"} voted ${poll.round} the experiment.`;
  if (!poll.open) return `The vote is closed: ${so}`;
  if (vote && mine !== undefined) return `${so} You can still change your mind.`;
  return vote ? "Nobody sees what you choose, and your neighbour need not either." : so;
}

function choice(text, i, poll, vote) {
  const item = document.createElement("li");
  const letter = String.fromCharCode(97 + i);
  const label = document.createElement(vote && poll.open ? "button" : "span");
  label.className = "choice";
  label.textContent = `${letter}) ${plain(text)}`;
  if (label instanceof HTMLButtonElement) {
    label.type = "button";
    label.addEventListener("click", () => vote(i));
  }
  const counted = document.createElement("div");
  counted.className = "bars";
  item.append(label, counted);
  return item;
}

// bars are those of a choice, as far as they may be seen.
function bars(i, poll) {
  const counts = (round) => poll.bars?.[round];
  return rounds.filter(counts).map((round) => bar(round, counts(round)[i], counts(round).reduce((a, b) => a + b, 0)));
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
