// The settings of an experiment that have a few values to choose from. Only a queue has such.

// guarantees are those of a queue, by the names that bench has for them.
export const guarantees = { "at-most-once": "at most once", "at-least-once": "at least once", once: "once, in effect" };

// choices are settings of a few values, by the names that bench has for them. The first is what bench does by itself.
export const choices = [
  { server: "queue", option: "guarantee", label: "guarantee", values: { "": "all three", ...guarantees } },
  { server: "queue", option: "crash", label: "crash", values: { none: "none", server: "the server", consumer: "the consumer" } },
];

// chosenOf is the value of a choice, and withChoice are the options with another one.
export function chosenOf(choice, options) {
  return options[choice.option] ?? Object.keys(choice.values)[0];
}

export function withChoice(choice, options, value) {
  const { [choice.option]: _, ...others } = options;
  return value === chosenOf(choice, {}) ? others : { ...others, [choice.option]: value };
}

// guaranteesOf are the guarantees that a run with these options measures: none if it has no queue.
export function guaranteesOf(options) {
  if (options.server !== "queue") {
    return [];
  }
  return options.guarantee === undefined ? Object.keys(guarantees) : [options.guarantee];
}
