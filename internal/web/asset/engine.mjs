// The engine behind a page: it measures, and carries out commands. A page asks in the same way wherever the engine is:
//
//   const asked = ask({ do: "bench", args: ["--loss", "2%"] }, hear);
//   asked.cancel();     // the answer is not wanted any more
//   await asked.done;   // the last message of the answer
//
// What can be asked, and the messages that answer, are in cmd/wirelab/internal/engine/message.go. Where the engine is,
// <html data-engine="..."> says: "http" is the program that has served the page (wirelab ui), and anything else the path of
// the folder with the modules that a worker runs.

import { ends } from "./enginemessage.mjs";
import { askServer } from "./engineserver.mjs";
import { askWorker } from "./engineworker.mjs";

// hasEngine says whether there is one.
export function hasEngine() {
  return document.documentElement.dataset.engine !== undefined;
}

let asked = 0;

// ask asks, and calls hear with each message. done is a promise of the last one. Where there is none, it fails with an Error
// whose message is one line, and hear gets that as { error }; after cancel it fails with an AbortError, and hear gets nothing.
export function ask(request, hear = () => {}) {
  const engine = document.documentElement.dataset.engine === "http" ? askServer : askWorker;
  const cancelled = new AbortController();
  const done = last(engine, { ...request, id: ++asked }, hear, cancelled.signal);
  done.catch(() => {}); // who does not wait for it has heard of it all the same
  return { cancel: () => cancelled.abort(), done };
}

// last hands on the messages of an answer and returns the last one.
async function last(engine, request, hear, signal) {
  try {
    let message = {};
    await engine(request, (next) => {
      message = next;
      if (message.error === undefined && !signal.aborted) hear(message);
    }, signal);
    signal.throwIfAborted();
    if (message.error !== undefined) throw new Error(message.error);
    if (!ends(message)) throw new Error("the engine ended in the middle of its answer");
    return message;
  } catch (failed) {
    if (signal.aborted) throw signal.reason;
    hear({ id: request.id, error: failed.message });
    throw failed;
  }
}
