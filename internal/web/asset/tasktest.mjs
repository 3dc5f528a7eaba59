// node:test for a page: tests run one after the other, and what becomes of them is told. tell is called with
//
//   { begin: name }            a test begins
//   { note: text }             it says something, by t.diagnostic
//   { end: name, failed }      it has ended; failed is what was thrown, as { error }, if anything was

// testsFor returns { test, ended, blame }: test is what a module gets that imports node:test, ended waits until all tests have
// ended, and blame has the test that runs now fail for an error that nobody has caught; it says whether one runs.
export function testsFor(tell) {
  let last = Promise.resolve();
  let blamed; // called with what the test that runs has not caught
  const test = (name, ...more) => {
    const body = more.pop();
    last = last.then(() => run(name, more[0] ?? {}, body, tell, (fail) => { blamed = fail; }));
    return last;
  };
  const ended = async () => {
    for (let seen; seen !== last; ) {
      seen = last;
      await seen;
    }
  };
  const blame = (error) => {
    blamed?.(error);
    return blamed !== undefined;
  };
  return { test, ended, blame };
}

// run runs one test. running is called with a function that has it fail, and with nothing when it is over.
async function run(name, { timeout }, body, tell, running) {
  tell({ begin: name });
  const after = [];
  const t = { name, after: (call) => after.push(call), diagnostic: (note) => tell({ note: String(note) }) };
  let timer;
  let failed = await new Promise((resolve) => {
    const fail = (error) => resolve({ error });
    running(fail);
    if (timeout < Infinity) timer = setTimeout(() => fail(new Error(`test timed out after ${timeout}ms`)), timeout);
    (async () => body(t))().then(() => resolve(undefined), fail);
  });
  clearTimeout(timer);
  running(undefined);
  for (const call of after) {
    try {
      await call();
    } catch (error) {
      failed ??= { error };
    }
  }
  tell({ end: name, failed });
}
