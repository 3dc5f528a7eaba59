// What a reader has written is kept in the browser, and nowhere else, until it is as it was at first.

const place = "wirelab task ";

// keptText is what was written for a task; undefined: nothing is kept.
export function keptText(task) {
  try {
    return localStorage.getItem(place + task) ?? undefined;
  } catch {
    return undefined;
  }
}

// keepText keeps a text, or undefined: nothing. It says whether the browser does that for these pages.
export function keepText(task, text) {
  try {
    if (text === undefined) localStorage.removeItem(place + task);
    else localStorage.setItem(place + task, text);
    return true;
  } catch {
    return false;
  }
}

// forgetTexts forgets them all.
export function forgetTexts() {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(place)) localStorage.removeItem(key);
  } catch {
    // then there are none
  }
}
