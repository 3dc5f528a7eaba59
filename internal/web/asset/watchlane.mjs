// One lane of the picture: the client on the left, the server on the right, packets between them, what waits beside them, and
// below it a bar for each message: how long its answer has taken so far.
import { lostMessages, placeAt, responseAt, usualDelay, waitingAt } from "./moments.mjs";
import { draw, make } from "./dom.mjs";
import { headline, kindOf, labelOf, waitWords, wayWords } from "./watchwords.mjs";

// Measures of a lane, in pixels.
const roadHeight = 92;
const upward = 26; // where packets go to the server
const downward = 66; // and back
const aside = 13; // a packet that the link holds back goes beside the others
const barHeight = 44;
const chip = 22; // a message that waits

// laneView makes the view of a lane. highest is the response time that a full bar stands for, in milliseconds; choose is
// called with a packet that was clicked. The view has an element,
// draw(t), choose(packet), and resize(width, scale): a width in units that are scale pixels.
export function laneView(lane, highest, choose) {
  const usual = usualDelay(lane);
  const lost = lostMessages(lane, usual);
  const status = make("span", { class: "status" });
  const road = draw("svg", { class: "road", "aria-hidden": "true" });
  const bars = draw("svg", { class: "bars", "aria-hidden": "true" });
  const element = make("section", { class: `lane ${lane.transport}`, "aria-label": lane.title },
    make("h3", {}, make("span", { class: "title" }, lane.title), status), road, bars);
  const parts = { road: roadOf(road, lane, usual, choose), bars: barsOf(bars, lane, lost, highest) };
  return {
    element,
    draw(t) {
      const says = headline(lane, usual, lost, t);
      if (status.textContent !== says) { // else the browser would lay out the page anew
        status.textContent = says;
      }
      parts.road.draw(t);
      parts.bars.draw(t);
    },
    resize(width, scale) {
      for (const [svg, part, height] of [[road, parts.road, roadHeight], [bars, parts.bars, barHeight + 16]]) {
        svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
        svg.setAttribute("width", width * scale);
        svg.setAttribute("height", height * scale);
        part.resize(width);
      }
    },
    choose(packet) {
      parts.road.mark(packet);
      parts.bars.mark(packet?.carries ?? []);
    },
  };
}

// roadOf draws hosts, packets and what waits.
function roadOf(svg, lane, usual, choose) {
  const line = draw("path", { class: "way" });
  const hosts = { client: hostOf("client"), server: hostOf("server") };
  const traffic = draw("g");
  svg.append(line, hosts.client.element, hosts.server.element, traffic);
  const shown = new Map(); // the element of each packet that is under way
  let from = 0;
  let to = 0;
  let chosen;
  const show = (packet) => {
    const dot = dotOf(packet, choose);
    dot.classList.toggle("chosen", packet === chosen);
    shown.set(packet, dot);
    traffic.append(dot);
    return dot;
  };
  return {
    draw(t) {
      for (const packet of lane.packets) {
        const place = placeAt(packet, usual, t);
        if (place === null) {
          shown.get(packet)?.remove();
          shown.delete(packet);
          continue;
        }
        const dot = shown.get(packet) ?? show(packet);
        const share = packet.up ? place.share : 1 - place.share;
        const y = (packet.up ? upward - (packet.held ? aside : 0) : downward + (packet.held ? aside : 0)) + 22 * place.fallen;
        dot.setAttribute("transform", `translate(${(from + share * (to - from)).toFixed(1)} ${y.toFixed(1)})`);
        dot.classList.toggle("fallen", place.fallen > 0);
        dot.style.opacity = place.fallen > 0 ? (1 - 0.7 * place.fallen).toFixed(2) : "";
      }
      for (const host of ["client", "server"]) {
        hosts[host].draw(waitingAt(lane.messages, host, t));
      }
    },
    mark(packet) {
      chosen = packet;
      for (const [other, dot] of shown) {
        dot.classList.toggle("chosen", other === packet);
      }
    },
    resize(width) {
      const side = width < 560 ? 76 : 128;
      [from, to] = [side + 10, width - side - 10];
      hosts.client.resize(0, side);
      hosts.server.resize(width - side, side);
      line.setAttribute("d", `M${from} ${upward}H${to}l-6 -4m6 4l-6 4M${to} ${downward}H${from}l6 -4m-6 4l6 4`);
    },
  };
}

// dotOf is a packet: with the numbers of its messages, or small if it carries none.
function dotOf(packet, choose) {
  const label = labelOf(packet);
  const wide = Math.max(22, 10 + 7.5 * label.length);
  const state = [packet.again ? "again" : "", packet.copy ? "copy" : "", packet.came === undefined ? "lost" : ""].join(" ");
  const dot = draw("g", { class: `packet ${packet.what} ${state}`, onpointerdown: () => choose(packet) },
    draw("title", {}, `${kindOf(packet)}. ${wayWords(packet)}`),
    draw("circle", { class: "reach", r: 15 })); // so that a finger meets it
  if (label === "") {
    dot.append(packet.what === "handshake" ? draw("rect", { class: "body", x: -5, y: -5, width: 10, height: 10 })
      : draw("circle", { class: "body", r: 4 }));
  } else {
    dot.append(draw("rect", { class: "body", x: -wide / 2, y: -11, width: wide, height: 22, rx: 11 }), draw("text", { y: 4 }, label));
  }
  dot.append(draw("path", { class: "cross", d: `M${wide / 2 + 4} -5l10 10m0 -10l-10 10` }));
  return dot;
}

// hostOf is a host with what waits in its kernel.
function hostOf(name) {
  const box = draw("rect", { class: "host", y: 1, height: roadHeight - 2, rx: 6 });
  const title = draw("text", { class: "name", y: 17 }, name);
  const words = draw("text", { class: "wait", y: roadHeight - 8 });
  const crowd = draw("g");
  let fit = 3; // chips in a row
  let drawn = "";
  return {
    element: draw("g", {}, box, title, words, crowd),
    draw(waiting) {
      const key = waiting.numbers.join(" ") + "/" + waiting.missing;
      if (key === drawn) {
        return;
      }
      drawn = key;
      words.textContent = fit > 3 ? waitWords(waiting) : ""; // it stands in the headline, too
      const most = 2 * fit;
      const labels = waiting.numbers.length > most ? [...waiting.numbers.slice(0, most - 1), "…"] : waiting.numbers;
      crowd.replaceChildren(...labels.map((label, i) => draw("g", {
        class: "chip",
        transform: `translate(${4 + chip * (i % fit)} ${24 + chip * Math.floor(i / fit)})`,
      }, draw("rect", { width: chip - 3, height: chip - 3, rx: 4 }), draw("text", { x: (chip - 3) / 2, y: 14 }, label))));
    },
    resize(x, width) {
      fit = Math.floor((width - 6) / chip);
      drawn = "";
      box.setAttribute("x", x + 1);
      box.setAttribute("width", width - 2);
      for (const text of [title, words]) {
        text.setAttribute("x", x + width / 2);
      }
      crowd.setAttribute("transform", `translate(${x + 1} 0)`);
    },
  };
}

// barsOf draws a bar for each message, and a cross for one that is lost.
function barsOf(svg, lane, lost, highest) {
  const grid = draw("path", { class: "grid" });
  const scale = draw("text", { class: "scale", x: 0, y: 11 });
  const all = lane.messages.map(() => draw("rect", { class: "bar" }));
  const crosses = draw("path", { class: "cross" });
  svg.append(grid, ...all, crosses, scale);
  let step = 1;
  const heights = [];
  let marked = "";
  return {
    draw(t) {
      let marks = "";
      for (const [n, m] of lane.messages.entries()) {
        const took = responseAt(m, lost.get(n), t);
        const gone = lost.get(n) <= t;
        const height = took === undefined || gone ? 0 : Math.max(1, barHeight * Math.min(1, took / highest));
        if (heights[n] !== height) {
          heights[n] = height;
          all[n].setAttribute("height", height);
          all[n].setAttribute("y", 14 + barHeight - height);
        }
        all[n].classList.toggle("open", !(m.received <= t));
        marks += gone ? `M${(n + 0.5) * step - 4} ${5 + barHeight}l8 8m0 -8l-8 8` : "";
      }
      if (marked !== marks) {
        marked = marks;
        crosses.setAttribute("d", marks);
      }
    },
    mark(numbers) {
      for (const [n, bar] of all.entries()) {
        bar.classList.toggle("chosen", numbers.includes(n));
      }
    },
    resize(width) {
      scale.textContent = `response time${width < 350 ? "" : " of each message"}; full height: ${Math.round(highest)} ms`;
      step = width / lane.messages.length;
      marked = undefined;
      grid.setAttribute("d", `M0 14.5H${width}M0 ${14.5 + barHeight / 2}H${width}M0 ${14.5 + barHeight}H${width}`);
      for (const [n, bar] of all.entries()) {
        bar.setAttribute("x", n * step + Math.min(1, step / 8));
        bar.setAttribute("width", Math.max(0.5, step - Math.min(2, step / 4)));
      }
    },
  };
}
