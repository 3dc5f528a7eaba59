// One packet in detail: its row of the ladder and its bytes by layer; and all packets in a table, for those who read rather
// than watch.
import { make } from "./dom.mjs";
import { kindOf, labelOf, ms, wayWords } from "./watchwords.mjs";

// detail shows a packet of a lane.
export function detail(lane, packet) {
  const total = packet.bytes.reduce((sum, n) => sum + n, 0);
  const layers = packet.bytes.map((bytes, i) => ({ bytes, name: lane.layers[i], layer: i })).filter((l) => l.bytes > 0);
  const parts = layers.map((l) => make("span", { class: `layer${l.layer}` }, String(l.bytes)));
  for (const [i, part] of parts.entries()) {
    part.style.flexGrow = layers[i].bytes;
  }
  return make("div", { class: `one ${lane.transport}` },
    make("p", {}, make("strong", {}, `${lane.title}: ${kindOf(packet)}`), ` ${wayWords(packet)}`),
    make("code", { class: "row" }, packet.row),
    make("div", { class: "layers", "aria-hidden": "true" }, ...parts),
    make("p", { class: "bytes" }, layers.map((l) => `${l.name} ${l.bytes} B`).join(" + ") + ` = ${total} B`));
}

// tableOf lists all packets of lanes, once it is opened: it is long. choose is called with a lane and a packet of it.
export function tableOf(lanes, choose) {
  const all = make("details", { class: "packets" }, make("summary", {}, "All packets as a table"));
  all.addEventListener("toggle", () => {
    if (all.open && all.childElementCount === 1) {
      all.append(...lanes.map((lane) => laneTable(lane, choose)));
    }
  });
  return all;
}

function laneTable(lane, choose) {
  const rows = lane.packets.map((p) => make("tr", {},
    make("td", {}, make("button", { type: "button", "aria-label": `${lane.title} packet that left at ${ms(p.left)}`, onclick: () => choose(lane, p) }, ms(p.left))),
    make("td", {}, p.came === undefined ? "never" : ms(p.came)),
    make("td", {}, p.up ? "to server" : "to client"),
    make("td", {}, labelOf(p)),
    make("td", {}, p.row)));
  const head = ["left", "came", "direction", "messages", "what it is"].map((text) => make("th", { scope: "col" }, text));
  return make("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": `packets over ${lane.title}` },
    make("table", {}, make("caption", {}, lane.title), make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...rows)));
}
