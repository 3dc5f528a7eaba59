// A run of a task's test, in a worker of its own (taskworker.mjs), which can be stopped whatever the program does.

// runTest runs the test. files are texts by their names; test and task say which are the test and what is being written.
// hear is called with what the worker sends. done is a promise of how it has ended:
//
//   { whole: true }       all tests have ended, or could not begin: then the worker has said why
//   { late: true }        the program did not end within so many seconds
//   { stopped: true }     stop() was called
//   { failed }            a browser that cannot do this, and what it says
export function runTest({ files, test, task, seconds }, hear) {
  let stop;
  const done = new Promise((resolve) => {
    let [worker, timer] = [];
    try {
      worker = new Worker(`data:text/javascript;charset=utf-8,${encodeURIComponent(globalThis.wirelabTaskWorker)}`);
    } catch (refused) {
      return resolve({ failed: refused.message });
    }
    const end = (how) => {
      clearTimeout(timer);
      worker.terminate();
      worker.onmessage = worker.onerror = null; // what is still under way is not wanted
      resolve(how);
    };
    stop = () => end({ stopped: true });
    worker.onmessage = ({ data }) => {
      if (data.ready) timer = setTimeout(() => end({ late: true }), 1000 * seconds);
      else hear(data);
      if (data.done || data.broken) end({ whole: true });
    };
    worker.onerror = (event) => {
      event.preventDefault(); // it is told to the page, and not to the console
      end({ failed: event.message ?? "its worker does not start" });
    };
    worker.postMessage({ files, test, task });
  });
  return { done, stop: () => stop?.() };
}
