// A browser that has joined a class goes where the teacher leads.

import { root, who, leave, listen } from "./classlive.mjs";

// follow listens for the class, and calls hear with each state.
export function follow(hear = () => {}) {
  const id = who();
  if (!id) return;
  const bar = document.createElement("p");
  bar.className = "following";
  bar.setAttribute("role", "status");
  const link = document.createElement("a");
  link.href = new URL("class/index.html", root()).href;
  let shown; // the page that was followed last
  listen({ id }, (state) => {
    link.textContent = "The class";
    bar.replaceChildren(link, ` · ${state.here} here · ${state.screen.lead ? "the teacher leads" : "you go where you like"}`);
    if (!bar.isConnected) document.body.append(bar);
    const { page, lead } = state.screen;
    if (lead && page !== shown && !isHere(page)) location.assign(new URL(page, root()));
    shown = lead ? page : undefined; // who was free may be elsewhere by now
    hear(state);
  }, (gone) => {
    bar.replaceChildren(gone ? "The class does not know this browser any more." : "The class does not answer.");
    if (gone) leave();
    hear(undefined, gone);
  });
}

// isHere says whether a page of the site is the one that is shown.
function isHere(page) {
  const to = new URL(page, root());
  const path = location.pathname.endsWith("/") ? location.pathname + "index.html" : location.pathname;
  return to.pathname === path && (to.hash === "" || to.hash === location.hash);
}
