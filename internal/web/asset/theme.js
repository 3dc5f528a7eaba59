// The pages' colours: the system's choice, or light or dark, as the reader has chosen. A page loads this before its style, and
// waits for it, so that it is never seen in other colours first. Without it the system chooses.
"use strict";
(() => {
  const place = "wirelab theme";
  const root = document.documentElement;
  let select;
  const show = () => {
    let kept;
    try {
      kept = localStorage.getItem(place);
    } catch {
      kept = root.dataset.theme; // nothing can be kept: the choice is for this page
    }
    root.dataset.theme = ["light", "dark"].includes(kept) ? kept : "system";
    if (select) select.value = root.dataset.theme;
  };
  const choose = () => {
    root.dataset.theme = select.value;
    try {
      localStorage.setItem(place, select.value);
    } catch {
      // see above
    }
  };
  show();
  addEventListener("DOMContentLoaded", () => {
    select = document.getElementById("theme");
    select.addEventListener("change", choose);
    show();
  });
  addEventListener("pageshow", show); // back on a page, after another one was chosen elsewhere
  addEventListener("storage", show); // in another tab
})();
