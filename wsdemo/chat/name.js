// The name by which somebody enters: asked for before that, unless the address gives one, and remembered
// for the next time.

import { isWord } from "./visible.js";

const key = "wirelab chat name";

// remembered returns the name of last time; "" if there is none, or the browser keeps nothing.
export function remembered() {
  try {
    const name = localStorage.getItem(key) ?? "";
    return isWord(name) ? name : "";
  } catch {
    return "";
  }
}

export function rememberName(name) {
  try {
    localStorage.setItem(key, name);
  } catch {
    // then it is asked for again
  }
}

// proposal is a name for somebody who has none yet: guest-10 to guest-99, so that few are the same.
export function proposal() {
  return "guest-" + (10 + Math.floor(Math.random() * 90));
}
