// Asking the engine to measure: a short plan at once when something has changed, and the full plan on asking. Whatever is still
// under way then is cancelled.
import { argsOf } from "./address.mjs";

// A hand on a slider is waited for so long, in milliseconds.
const settled = 120;

// shortOf are the arguments of the short plan: one short trial. Who crashes is down for a second, and it takes longer then, so that one
// sees how work goes on after it. Only the lab's virtual time costs nothing.
export function shortOf(options) {
  const { trials, duration, ...others } = options;
  const [virtual, real] = options.crash === undefined ? ["2s", "500ms"] : ["4s", "1s"];
  return [...argsOf(others), "--trials", "1", "--duration", options.net === undefined ? virtual : real];
}

// newRuns makes what asks. heard has functions for what comes of it: begun(full), progress(share, doing), failed(text, request),
// measured(message, full), watched(watched), of undefined if there is
// nothing to watch, and done() when nothing more comes; and view() says how wide texts and pictures may be.
export function newRuns(ask, heard) {
  let current = 0; // what an earlier run still says is not listened to
  let timer;
  let cancel = [];
  const stop = () => {
    current++;
    clearTimeout(timer);
    for (const each of cancel) {
      each();
    }
    cancel = [];
  };
  const asked = async (request, each) => {
    const mine = current;
    const answer = ask(request, (message) => {
      if (mine === current && message.progress !== undefined) {
        heard.progress(message.progress.share, message.progress.doing);
      }
    });
    cancel.push(() => answer.cancel());
    try {
      const last = await answer.done;
      if (mine === current) {
        each(last);
      }
    } catch (err) {
      if (mine === current && err.name !== "AbortError") {
        heard.failed(err.message, request);
      }
    }
    return mine === current;
  };
  // watch is for an echo server: of others the packets are not shown one by one. It returns whether to go on.
  const watch = (options) => {
    if ((options.server ?? "echo") !== "echo") {
      heard.watched(undefined);
      return true;
    }
    return asked({ do: "watch", args: argsOf(options) }, (last) => heard.watched(last.watched));
  };
  const beginning = async (options) => {
    heard.begun(false);
    const go = await asked({ do: "bench", args: shortOf(options), ...heard.view() }, (last) => heard.measured(last, false));
    if (go && await watch(options)) {
      heard.done();
    }
  };
  return {
    stop,
    // short measures when nothing has changed for a moment.
    short(options) {
      stop();
      timer = setTimeout(() => beginning(options), settled);
    },
    // full measures all of the plan, and draws over it what an earlier run had.
    async full(options, earlier) {
      stop();
      heard.begun(true);
      const over = earlier === undefined ? {} : { over: { name: "Before", args: argsOf(earlier) } };
      if (await watch(options) && await asked({ do: "bench", args: argsOf(options), ...heard.view(), ...over }, (last) => heard.measured(last, true))) {
        heard.done();
      }
    },
  };
}
