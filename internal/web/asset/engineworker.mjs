// The engine as a module of WebAssembly, in a worker: a thread of the browser that leaves the page free. The module is loaded and
// compiled when it is first needed.

import { fetchFile, fetchText } from "./enginefile.mjs";
import { ends } from "./enginemessage.mjs";

let compiled; // a promise of the module
let idle; // a worker that waits for a request; undefined: there is none
let turn = Promise.resolve(); // until the request before has its answer

// askWorker has a worker answer, and calls hear with each message. One request is answered at a time. When signal is aborted,
// the worker ends; the next request starts another one, of the same compiled module.
export async function askWorker(request, hear, signal) {
  const before = turn;
  let over;
  turn = new Promise((resolve) => { over = resolve; });
  try {
    await before;
    signal.throwIfAborted();
    const worker = idle ?? await start(signal);
    idle = undefined; // until it is known to be well
    await conversation(worker, signal, { request: JSON.stringify(request) }, (message) => {
      hear(message);
      return ends(message);
    });
    idle = worker;
  } finally {
    over();
  }
}

// start starts a worker and returns it when it is ready.
async function start(signal) {
  compiled ??= compile();
  let module;
  try {
    module = await compiled;
  } catch (failed) {
    compiled = undefined; // the network may be back when it is tried again
    throw failed;
  }
  signal.throwIfAborted();
  const worker = await newWorker();
  await conversation(worker, signal, { module }, (message) => message.ready);
  return worker;
}

// conversation sends a worker what it is to do, and returns when isLast says so of one of its messages. A worker that fails, or that
// is not wanted any more, ends.
function conversation(worker, signal, what, isLast) {
  return new Promise((resolve, reject) => {
    const end = (settle, value) => {
      signal.removeEventListener("abort", aborted);
      worker.onmessage = worker.onerror = null;
      if (settle === reject) worker.terminate();
      settle(value);
    };
    const aborted = () => end(reject, signal.reason);
    signal.addEventListener("abort", aborted);
    if (signal.aborted) return aborted();
    worker.onmessage = ({ data }) => {
      const message = JSON.parse(data);
      if (message.failed !== undefined) end(reject, new Error(message.failed));
      else if (isLast(message)) end(resolve);
    };
    worker.onerror = (event) => {
      event.preventDefault(); // it is told to the page, and not to the console
      end(reject, new Error(`the engine failed: ${event.message ?? "its worker did not start"}`));
    };
    worker.postMessage(what);
  });
}

// newWorker makes a worker. From a file there is none but of a text that the page has already.
async function newWorker() {
  const text = await fetchText("worker.js");
  if (text === undefined) return new Worker(document.documentElement.dataset.engine + "worker.js");
  const address = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  try {
    return new Worker(address);
  } finally {
    setTimeout(() => URL.revokeObjectURL(address), 60_000); // when it has been read for certain
  }
}

// compile loads the module and compiles it.
async function compile() {
  const bytes = await unpacked(await fetchFile("wirelab.wasm.gz"));
  try {
    return await WebAssembly.compile(bytes);
  } catch (failed) {
    throw new Error(`the engine is not whole: ${failed.message}`);
  }
}

// unpacked is what gzip has packed. Some servers have told the browser of the packing, and then it has unpacked it itself.
async function unpacked(bytes) {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  if (typeof DecompressionStream === "undefined") {
    throw new Error("this browser is too old for the lab: it cannot unpack gzip, as Chrome 80, Safari 16.4 and Firefox 113 can");
  }
  try {
    return await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
  } catch {
    throw new Error("the engine is not whole: gzip cannot unpack it");
  }
}
