// What the pointer is on is said below the picture: the nearest thing that has a title.
for (const figure of document.querySelectorAll("figure")) {
  const readout = figure.querySelector(".readout");
  readout.hidden = false;
  figure.addEventListener("pointermove", (event) => {
    const part = event.target.closest("svg g:has(> title)");
    readout.textContent = part ? part.querySelector("title").textContent : "";
  });
}
