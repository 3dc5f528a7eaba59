// The worker of a page's engine (engineworker.mjs): it runs a module of WebAssembly that Go has made. Before this text stand
// disk.js and Go's own wasm_exec.js, which has the class Go.
//
// The first message has the module. When that is ready it says so ({ ready }), and then answers each { request }. Messages are
// text in JSON, as Go sends them (cmd/wirelab/browser_js.go). { failed } says in one line why there are no more of them.
"use strict";

globalThis.wirelabSend = (json) => postMessage(json);

onmessage = async ({ data }) => {
  try {
    if (data.module) await run(data.module);
    else globalThis.wirelabAnswer(data.request);
  } catch (failed) {
    postMessage(JSON.stringify({ failed: `the engine failed: ${failed.message}` }));
  }
};

// run runs the module, which does not end unless it fails.
async function run(module) {
  const go = new Go();
  go.exit = () => {}; // it is told below, and not to the console
  await go.run(await WebAssembly.instantiate(module, go.importObject));
  throw new Error(disk.complaint.split("\n")[0] || "it has ended");
}
