// The experiment: change the link or the load, and see at once what becomes of messages.
//
//   settings.mjs      what there is to set, and how bench writes it; choices.mjs has what is not a number
//   controls.mjs      sliders, lists, presets, transports
//   address.mjs       options as arguments, as a command, and after # in the address
//   runs.mjs          asks the engine to measure, and cancels
//   results.mjs       what it has found; watch.mjs has the packets
//   predictfirst.mjs  what one expects, and what became of it: of messages and of a queue
import { addressOf, commandOf, optionsOf } from "./address.mjs";
import { guaranteesOf } from "./choices.mjs";
import { controlsFor } from "./controls.mjs";
import { make } from "./dom.mjs";
import { predictionFor } from "./predictfirst.mjs";
import { resultsView } from "./results.mjs";
import { newRuns } from "./runs.mjs";

// showExperiment fills an element with the experiment that the address tells. ask asks the engine, as in engine.mjs.
export async function showExperiment(into, ask) {
  let described;
  into.replaceChildren(make("p", { role: "status" }, "Loading the lab …"));
  try {
    described = (await ask({ do: "describe" }).done).described;
  } catch (err) {
    into.replaceChildren(make("p", { class: "failed", role: "alert" }, `Nothing can be measured here: ${err.message}`));
    return;
  }
  const page = newPage(described, ask);
  into.replaceChildren(page.element);
  page.read();
  addEventListener("hashchange", page.read);
}

// newPage makes the page's parts and has them talk to one another.
function newPage(described, ask) {
  let options = {};
  let earlier; // the options of a run to be compared with
  const results = resultsView();
  let fresh = {}; // what of that which is shown is of the options that are set
  const runs = newRuns(ask, hear(results, {
    begun: () => actions.trying(),
    measured(found, full) {
      fresh.report = true;
      if (full) {
        judge(found);
      }
    },
    watched: () => { fresh.watched = true; },
    done: () => actions.done(),
  }));
  const actions = actionsFor({
    measure: () => (actions.busy() ? cancel() : measure()),
    cancel: () => cancel(),
    keep: () => keep(options),
    forget: () => keep(undefined),
    predict: () => begin(),
  });
  const controls = controlsFor(described, (next) => {
    options = next;
    write();
    begin();
  });
  const asked = make("div", {});
  let prediction;
  const chosen = () => {
    const names = options.transport ?? described.plan.transports.join(",");
    return described.transports.filter((t) => names === "all" || names.split(",").includes(t.name));
  };
  // single says that it is one run, which can be drawn over another: each guarantee of a queue is one of its own.
  const single = () => guaranteesOf(options).length < 2;
  // begin is for new options: a short run at once, or a prediction before it.
  const begin = () => {
    runs.stop();
    fresh = {};
    actions.done();
    actions.comparable(single());
    prediction = actions.predicts() ? predictionFor(options, chosen()) : undefined;
    asked.replaceChildren(...(prediction === undefined ? [] : [prediction.element]));
    results.hide(prediction !== undefined);
    if (prediction === undefined) {
      runs.short(options);
    } else {
      results.say("Say what you expect, then measure.");
    }
  };
  const measure = () => {
    actions.start();
    prediction?.clear();
    runs.full(options, single() ? earlier : undefined);
  };
  const cancel = () => {
    runs.stop();
    actions.done();
    results.say("Cancelled.");
    results.old(!fresh.report);
    if (!fresh.watched) {
      results.watched(undefined);
    }
  };
  const judge = (found) => prediction?.judge(found);
  const keep = (kept) => {
    earlier = kept;
    actions.kept(kept);
    write();
  };
  const write = () => {
    const over = earlier === undefined ? {} : { over: addressOf(earlier) };
    history.replaceState(null, "", `#${addressOf({ ...options, ...over })}`);
  };
  const read = () => {
    const { over, ...others } = optionsOf(location.hash);
    options = others;
    earlier = over === undefined ? undefined : optionsOf(over);
    actions.kept(earlier);
    controls.show(options);
    begin();
  };
  const element = make("div", { class: "experiment" }, controls.element, make("div", { class: "found" }, actions.element, asked, results.element));
  return { element, read };
}

// hear says in the results what comes of a run. on has functions for it: begun() for a short trial, measured(report, full), watched(),
// and done() when nothing is under way any more.
function hear(results, on) {
  const doing = (full) => (full ? "Measuring the full plan" : "Measuring a short trial");
  return {
    view: results.view,
    begun(full) {
      results.say(`${doing(full)} …`, full ? 0 : undefined);
      if (!full) {
        on.begun();
      }
    },
    progress: (share, what) => results.say(`Measuring: ${what || "…"}`, share),
    failed(text, request) {
      if (request.do === "watch") {
        results.unwatched(text);
        return;
      }
      on.done();
      results.say(text);
      results.old(true);
    },
    measured(message, full) {
      results.hide(false);
      results.old(false);
      results.say(full ? "The full plan:" : "A short trial, to see the direction. For figures to trust, measure the full plan.");
      results.report(message);
      on.measured(message.report, full);
    },
    watched(data) {
      results.watched(data);
      on.watched();
    },
    done: on.done,
  };
}

// Who waits for a short trial for longer than this, in milliseconds, is offered to cancel it.
const patience = 1000;

// actionsFor are the buttons above the results.
function actionsFor(does) {
  const measure = make("button", { type: "button", class: "measure", onclick: does.measure }, "Measure the full plan");
  const predict = make("input", { type: "checkbox", onchange: does.predict });
  const cancel = make("button", { type: "button", hidden: true, onclick: does.cancel }, "Cancel the trial");
  const keep = make("button", { type: "button", onclick: does.keep }, "Keep to compare");
  const kept = make("p", { class: "kept", hidden: true });
  let busy = false;
  let over; // a run that is kept
  let comparable = true;
  let slow; // a timer
  const showKept = () => {
    keep.hidden = !comparable;
    kept.hidden = !comparable || over === undefined;
  };
  const set = (on) => {
    busy = on;
    measure.textContent = on ? "Cancel" : "Measure the full plan";
    clearTimeout(slow);
    if (document.activeElement === cancel) {
      measure.focus(); // the button goes
    }
    cancel.hidden = true;
  };
  return {
    element: make("div", { class: "actions" }, measure, keep, make("label", {}, predict, "predict first"), cancel, kept),
    busy: () => busy,
    // trying is for a short trial, which is over in a moment, or else can be cancelled.
    trying() {
      slow = setTimeout(() => { cancel.hidden = false; }, patience);
    },
    start: () => set(true),
    done: () => set(false),
    predicts: () => predict.checked,
    // comparable says whether what is set can be drawn over another run.
    comparable(is) {
      comparable = is;
      showKept();
    },
    kept(options) {
      over = options;
      if (kept.contains(document.activeElement)) {
        keep.focus(); // the button in it goes
      }
      showKept();
      kept.replaceChildren(...(options === undefined ? [] : ["The next full run is drawn over that of ", make("code", {}, commandOf(options)), " ",
        make("button", { type: "button", onclick: does.forget }, "Forget it")]));
    },
  };
}
