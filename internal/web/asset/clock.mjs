// A clock for the picture: it runs slower than the time that it shows, stands, or goes from one moment to the next.
import { after, before } from "./moments.mjs";

// Who wants less motion sees one moment after the other, each so long, in milliseconds: time goes on as fast, so that there are moments
// between them that are not shown.
const stillFor = 400;

// newClock makes a clock that shows times between from and to, in milliseconds, and begins at one; moments are the times at
// which something happens. show is called with the time whenever it changes, and whether the clock runs.
export function newClock({ from, to, at, moments, show }) {
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  let t = at;
  let slower = 10;
  let running = false;
  let last; // when the time was last moved on, by the browser's clock
  const set = (time) => {
    t = Math.min(Math.max(time, from), to);
    show(t, running);
  };
  const tick = (now) => {
    if (!running) {
      return;
    }
    const passed = now - (last ?? now);
    if (!still.matches) {
      last = now;
      running = t < to;
      set(t + Math.min(passed, 200) / slower); // a page in the background does not run away
    } else if (last === undefined || passed >= stillFor) {
      last = now;
      running = t < to;
      set(Math.max(after(moments, t), t + passed / slower));
    }
    requestAnimationFrame(tick);
  };
  const run = (on) => {
    if (on && !running) {
      last = undefined;
      t = t >= to ? from : t;
      requestAnimationFrame(tick);
    }
    running = on;
    set(t);
  };
  return {
    set,
    toggle: () => run(!running),
    stop: () => run(false),
    slow(times) {
      slower = times;
    },
    forth() {
      run(false);
      set(after(moments, t));
    },
    back() {
      run(false);
      set(before(moments, t));
    },
    get time() {
      return t;
    },
  };
}
