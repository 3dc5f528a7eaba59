// What a measurement has found, as the page shows it: the report's own sentences and table, pictures, and two seconds to watch.
import { make } from "./dom.mjs";
import { showWatched } from "./watch.mjs";

// A character of the report's table is so wide, measured by its height.
const narrow = 0.61;

// resultsView makes the place for results.
export function resultsView() {
  const said = make("p", { class: "doing", role: "status" });
  const bar = make("progress", { max: 1, value: 0, hidden: true, "aria-label": "how far the measurement is" });
  const text = make("pre", { class: "report", tabindex: 0, role: "region", "aria-label": "report" });
  const watched = make("div", { class: "watching" });
  const pictures = make("div", { class: "pictures" });
  const watching = make("div", {}, make("h2", {}, "Watch it"), watched);
  const all = make("div", {}, text, watching, make("h2", {}, "Pictures"), pictures);
  const element = make("section", { class: "results", "aria-label": "results" }, said, bar, all);
  let end = () => {};
  return {
    element,
    // view is how wide texts and pictures may be: in characters, and in pixels.
    view: () => ({
      columns: Math.min(100, Math.max(40, Math.floor((element.clientWidth - 30) / (narrow * Number.parseFloat(getComputedStyle(text).fontSize))))),
      width: Math.min(1200, Math.max(320, element.clientWidth)),
    }),
    say(words, share) {
      said.textContent = words;
      bar.hidden = share === undefined;
      bar.value = share ?? 0;
    },
    hide(hidden) {
      all.hidden = hidden;
    },
    // old says that what is shown is of other options than those that are set.
    old(is) {
      all.classList.toggle("old", is);
    },
    report(message) {
      text.textContent = message.text;
      pictures.replaceChildren(...[...message.pictures].sort((a, b) => rank(b) - rank(a)).map(pictureOf));
    },
    // watched shows what is to be watched, if there is anything.
    watched(data) {
      end();
      watching.hidden = data === undefined;
      end = data === undefined ? () => {} : showWatched(watched, data);
    },
    unwatched(why) {
      end();
      watching.hidden = false;
      watched.replaceChildren(make("p", {}, why));
    },
  };
}

// rank says which pictures are to be seen first: what is drawn over an earlier run, and then what became of each event.
function rank(picture) {
  return { over: 2, heard: 1 }[picture.name] ?? 0;
}

// pictureOf is a picture that the engine has drawn, and its numbers.
function pictureOf(picture) {
  const drawn = document.createElement("div");
  drawn.innerHTML = picture.svg; // the engine's own, without a script
  const table = make("table", {},
    make("thead", {}, make("tr", {}, ...picture.header.map((text) => make("th", { scope: "col" }, text)))),
    make("tbody", {}, ...picture.rows.map((row) => make("tr", {}, ...row.map((text) => make("td", {}, text))))));
  return make("div", { class: "drawn" }, make("h3", {}, picture.title),
    make("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": picture.title }, drawn), make("p", {}, picture.says),
    make("details", {}, make("summary", {}, "The same as numbers"), make("div", { class: "scroll" }, table)));
}
