// A typed line, split into words as a shell does it for simple lines.

const called = [["go", "run", "./cmd/wirelab"], ["wirelab"]]; // how texts call the program

// words splits a line into words. In single quotes all stands for itself; in double quotes all but \" and \\; outside, a
// backslash takes the character after it. What only a shell can do, such as a pipe, is an Error.
export function words(line) {
  const all = [];
  let word; // undefined: between two words
  for (let at = 0; at < line.length; at++) {
    const c = line[at];
    if (c === "'" || c === '"') {
      word ??= "";
      for (at++; line[at] !== c; at++) {
        if (at >= line.length) throw new Error(`the quote ${c} does not end`);
        if (c === '"' && line[at] === "\\" && '"\\'.includes(line[at + 1])) at++;
        word += line[at];
      }
    } else if (c === "\\" && at + 1 < line.length) {
      word = (word ?? "") + line[++at];
    } else if (/\s/.test(c)) {
      if (word !== undefined) all.push(word);
      word = undefined;
    } else if (c === "#" && word === undefined) {
      break; // a comment
    } else if ("|&;<>()`$".includes(c) && !(c === "$" && all.length === 0 && word === undefined)) {
      throw new Error(`${c} is for a shell: here a line is one command of wirelab`);
    } else {
      word = (word ?? "") + c;
    }
  }
  if (word !== undefined) all.push(word);
  return all;
}

// commandWords are the words of a command of wirelab without its name, which may be left out, as may be the prompt before it.
export function commandWords(line) {
  const all = words(line);
  if (all[0] === "$") all.shift();
  const name = called.find((n) => n.every((word, i) => all[i] === word)) ?? [];
  return all.slice(name.length);
}
