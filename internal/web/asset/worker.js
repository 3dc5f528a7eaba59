// The worker of a page's engine (engineworker.mjs): it runs a module of WebAssembly that Go has made. Before this text stand
// disk.js and Go's own wasm_exec.js, which has the class Go.
//
// The first message has the module. Of the lab it is answered with { ready }; then each { request } gets messages as Go sends
// them. Of the command line it has args, too; { go } starts it, and { out }, { err } and, at the end, { exit } come back.
"use strict";

globalThis.wirelabSend = (json) => postMessage(json);

let program; // the command line, until it is started
let complaint = ""; // what the lab has written to stderr: it does so only when it fails

onmessage = async ({ data }) => {
  try {
    if (data.request !== undefined) globalThis.wirelabAnswer(data.request);
    else if (data.go) await runCommand();
    else if (data.args !== undefined) prepareCommand(data);
    else await runLab(data.module);
  } catch (failed) {
    postMessage({ failed: `the engine failed: ${failed.message}` });
  }
};

// runLab starts the lab, which says itself that it is ready, and never ends.
async function runLab(module) {
  disk.written = (fd, text) => { complaint += text; };
  const go = new Go();
  await go.run(await WebAssembly.instantiate(module, go.importObject));
  postMessage({ failed: `the engine failed: ${complaint.split("\n")[0] || "it has ended"}` });
}

// prepareCommand makes an instance of the command line.
function prepareCommand({ module, args, columns }) {
  program = async () => {
    disk.written = (fd, text) => postMessage(fd === 2 ? { err: text } : { out: text });
    const go = new Go();
    go.argv = args;
    go.env = { COLUMNS: String(columns) };
    let status = 2;
    go.exit = (code) => { status = code; };
    await go.run(await WebAssembly.instantiate(module, go.importObject));
    disk.flush();
    postMessage({ exit: status });
  };
  postMessage({ ready: true });
}

function runCommand() { return program(); }
