// What all engines answer with: cmd/wirelab/internal/engine/message.go says what is in a message.

const last = ["described", "report", "watched", "exit", "error"];

// ends says whether a message is the last one of an answer.
export function ends(message) {
  return last.some((part) => message[part] !== undefined);
}
