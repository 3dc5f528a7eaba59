// "Watch it": the messages of two seconds as they travel, on each transport.
//
//   moments.mjs     what is to be seen at a moment
//   watchlane.mjs   draws it for one transport
//   watchwords.mjs  says it in words
//   clock.mjs       lets time run slowly, or goes step by step
//   watchdetail.mjs one packet in detail, and all of them in a table
import { newClock } from "./clock.mjs";
import { make } from "./dom.mjs";
import { lostMessages, momentsOf, openingOf, responseAt, usualDelay } from "./moments.mjs";
import { detail, tableOf } from "./watchdetail.mjs";
import { laneView } from "./watchlane.mjs";
import { ms, stateWords } from "./watchwords.mjs";

// showWatched fills an element with the picture of what package bench/watch has written. It returns what ends it.
export function showWatched(into, watched) {
  const views = watched.lanes.map((lane) => laneView(lane, highestOf(watched.lanes), (packet) => choose(lane, packet)));
  const words = make("p", { class: "words", "aria-live": "polite" });
  const state = make("details", { class: "moment", ontoggle: () => show(clock.time, false) }, make("summary", {}, "This moment in words"), words);
  const chosen = make("div", { class: "detail", "aria-live": "polite" });
  const stage = make("div", {
    class: "stage", tabindex: 0, role: "group", "aria-label": "Packets between client and server. Space: run or stop. Arrow keys: one step.",
  }, ...views.map((view) => view.element));
  const show = (t, running) => {
    for (const view of views) {
      view.draw(t);
    }
    controls.draw(t, running);
    if (state.open && !running) {
      words.replaceChildren(`At ${ms(t)}. `, ...watched.lanes.flatMap((lane, i) => [stateWords(lane, ...facts[i], t), make("br")]));
    }
  };
  const facts = watched.lanes.map((lane) => [usualDelay(lane), lostMessages(lane, usualDelay(lane))]);
  const clock = newClock({ from: watched.from, to: watched.to, at: openingOf(watched), moments: momentsOf(watched.lanes), show });
  const controls = controlsOf(clock, watched);
  const choose = (lane, packet) => {
    clock.stop();
    for (const view of views) {
      view.choose(packet);
    }
    chosen.replaceChildren(detail(lane, packet));
  };
  stage.addEventListener("keydown", (event) => key(event, clock, watched));
  into.replaceChildren(make("div", { class: "watch" }, controls.element, stage, legend(), chosen, make("p", { class: "why" }, watched.why),
    state, tableOf(watched.lanes, choose)));
  const width = () => {
    const wide = stage.clientWidth;
    const scale = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16; // larger for a class
    for (const view of wide > 0 ? views : []) {
      view.resize(wide / scale, scale);
    }
    show(clock.time, false);
  };
  const sizes = new ResizeObserver(width);
  sizes.observe(stage);
  return () => {
    clock.stop();
    sizes.disconnect();
  };
}

// highestOf is the longest response time on any of the lanes, or as long as one that is lost was waited for.
function highestOf(lanes) {
  const took = lanes.flatMap((lane) => {
    const lost = lostMessages(lane, usualDelay(lane));
    return lane.messages.map((m, n) => (m.received === undefined && !lost.has(n) ? 0 : responseAt(m, lost.get(n), Infinity)));
  });
  return Math.max(...took, 1);
}

// key is the keyboard's way through time.
function key(event, clock, watched) {
  const does = {
    " ": () => clock.toggle(),
    ArrowRight: () => clock.forth(),
    ArrowLeft: () => clock.back(),
    Home: () => clock.set(watched.from),
    End: () => clock.set(watched.to),
  }[event.key];
  if (does !== undefined && !event.altKey && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    does();
  }
}

// controlsOf are the buttons and sliders above the picture.
function controlsOf(clock, watched) {
  const play = make("button", { type: "button", class: "play", onclick: () => clock.toggle() }, "Run");
  const time = make("output", { class: "time" });
  const slide = make("input", {
    type: "range", min: watched.from, max: watched.to, step: "any", "aria-label": "time",
    oninput: () => {
      const t = Number(slide.value); // stopping moves the slider
      clock.stop();
      clock.set(t);
    },
  });
  const slower = make("output", {}, "10 times");
  const slow = make("input", {
    type: "range", min: 1, max: 50, value: 10, "aria-label": "how many times slower",
    oninput: () => {
      clock.slow(Number(slow.value));
      slower.textContent = slow.value === "1" ? "not at all" : `${slow.value} times`;
    },
  });
  const element = make("div", { class: "controls" },
    make("div", { class: "buttons" },
      make("button", { type: "button", "aria-label": "one step back", onclick: () => clock.back() }, "◂ step"), play,
      make("button", { type: "button", "aria-label": "one step on", onclick: () => clock.forth() }, "step ▸")),
    make("label", { class: "slow" }, "slowed down ", slow, " ", slower),
    make("label", { class: "when" }, slide, time));
  return {
    element,
    draw(t, running) {
      play.textContent = running ? "Stop" : "Run";
      time.textContent = ms(t);
      slide.value = t;
      slide.setAttribute("aria-valuetext", ms(t));
    },
  };
}

// legend says what the signs are.
function legend() {
  const sign = (name, text) => make("span", {}, make("i", { class: `sign ${name}`, "aria-hidden": "true" }), text);
  return make("p", { class: "legend" },
    sign("data", "message, by number"), sign("again", "sent again"), sign("lost", "lost"), sign("ack", "acknowledgement"),
    sign("handshake", "handshake"), sign("waits", "complete, but waits for an earlier one"));
}
