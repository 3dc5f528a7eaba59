// What the pointer is on is said below the picture: the place between the axes of a plot, or what a part is called.
const units = {
  duration: [[1e9, "s"], [1e6, "ms"], [1e3, "µs"], [1, "ns"]],
  bytes: [[1e6, "MB"], [1e3, "kB"], [1, "B"]],
  number: [[1, ""]],
};

// value is what an axis has at a place from 0, its beginning, to 1, its end.
function value(axis, at) {
  const [min, max, kind, unit] = axis.split(" ");
  const low = Number(min), high = Number(max);
  const v = kind === "log" ? low * (high / low) ** at : low + at * (high - low);
  if (unit === "share") return v > 0.1 || kind !== "log" ? `${(100 * v).toPrecision(3)} %` : `1 in ${Math.round(1 / v)}`;
  const [size, name] = units[unit].find(([size]) => v >= size) ?? units[unit].at(-1);
  return `${Number((v / size).toPrecision(3))} ${name}`;
}

// placeIn is what the axes of the panel have where the pointer is; empty if it is not between them.
function placeIn(figure, event) {
  for (const panel of figure.querySelectorAll("g.panel")) {
    const matrix = panel.getScreenCTM();
    if (!matrix || !panel.getClientRects().length || !panel.dataset.x || !panel.dataset.y) continue;
    const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
    const [left, top, right, bottom] = panel.dataset.frame.split(" ").map(Number);
    if (x < left || x > right || y < top || y > bottom) continue;
    return `${value(panel.dataset.x, (x - left) / (right - left))}: ${value(panel.dataset.y, (bottom - y) / (bottom - top))}`;
  }
  return "";
}

for (const figure of document.querySelectorAll("figure")) {
  const readout = figure.querySelector(".readout");
  readout.hidden = false;
  figure.addEventListener("pointermove", (event) => {
    const part = event.target.closest("svg g:has(> title)")?.querySelector("title").textContent ?? "";
    readout.textContent = [placeIn(figure, event), part].filter(Boolean).join(" · ");
  });
  figure.addEventListener("pointerleave", () => { readout.textContent = ""; });
}
