// What a reader has done is remembered in the browser, and nowhere else: which choices were made, which lessons are
// done, and which was open last. Where the browser keeps nothing for these pages, all is new each time.

const place = "wirelab course";

// remembered is { last, lessons: { name: { made: { number: choice }, done } } }.
function remembered() {
  let stored;
  try {
    stored = JSON.parse(localStorage.getItem(place));
  } catch {
    // what cannot be read counts as nothing
  }
  const clean = { last: "", lessons: {} };
  if (typeof stored?.last === "string") clean.last = stored.last;
  for (const [name, lesson] of Object.entries(stored?.lessons ?? {})) {
    const made = Object.entries(lesson?.made ?? {}).filter(([, choice]) => Number.isInteger(choice));
    clean.lessons[name] = { made: Object.fromEntries(made), done: lesson?.done === true };
  }
  return clean;
}

// change has what is remembered changed by edit.
function change(edit) {
  const all = remembered(); // another tab may have changed it
  edit(all);
  try {
    localStorage.setItem(place, JSON.stringify(all));
  } catch {
    // then it is not kept
  }
}

// progress is what is known of a lesson: { made, done }.
export function progress(name) {
  return remembered().lessons[name] ?? { made: {}, done: false };
}

// lastLesson is the name of the lesson that was open last; empty if none was.
export function lastLesson() {
  return remembered().last;
}

export function opened(name) {
  change((all) => { all.last = name; });
}

// note keeps what is done of a lesson: more is { made, done } or one of them.
export function note(name, more) {
  change((all) => { all.lessons[name] = { ...(all.lessons[name] ?? { made: {}, done: false }), ...more }; });
}

// forget has a lesson be new again, or all of them if no name is given.
export function forget(name) {
  change((all) => {
    if (name) delete all.lessons[name];
    else { all.lessons = {}; all.last = ""; }
  });
}
