// An experiment is a set of options of wirelab bench, as an object: { link: "cafe", loss: "5%" }. What is left out is as
// bench has it. The same options make the command line, the request to the engine and the address after #.

// argsOf are options as words of a command line.
export function argsOf(options) {
  return Object.entries(options).flatMap(([name, value]) => (value === "true" ? [`--${name}`] : [`--${name}`, value]));
}

// commandOf is the command that does the same.
export function commandOf(options) {
  const quoted = (word) => (/^[\w.,:%@=/+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);
  return ["wirelab bench", ...argsOf(options).map(quoted)].join(" ");
}

// addressOf is what stands after # in the address of a page with these options.
export function addressOf(options) {
  return new URLSearchParams(options).toString().replaceAll("%2C", ",");
}

// optionsOf reads an address. What is not the name of an option is left out; the engine says what is wrong with a value. over has the
// options of another run: none if that is as bench is by itself.
export function optionsOf(address) {
  const all = [...new URLSearchParams(address.replace(/^#/, ""))];
  return Object.fromEntries(all.filter(([name, value]) => /^[a-z][a-z-]*$/.test(name) && (value !== "" || name === "over")));
}
