// Everybody's network to the teacher: how long a small message takes there and back.

const trips = 20;

// measure measures some round trips, one after the other. What gets no answer is left out.
export async function measure(room) {
  const all = [];
  for (let i = 0; i < trips; i++) {
    try {
      all.push(await room.trip());
    } catch {
      // the connection broke, or it took too long
    }
  }
  return all;
}

// network draws what all have measured: a line for each phone's median, from 0 to the slowest.
export function network(into, pooled) {
  if (!pooled || pooled.phones === 0) {
    into.replaceChildren();
    return;
  }
  const says = document.createElement("p");
  says.textContent = `${pooled.trips} round trips of ${pooled.phones} ${pooled.phones === 1 ? "browser" : "browsers"}: half took up to ${ms(pooled.p50)}, 9 in 10 up to ` +
    `${ms(pooled.p90)}, 99 in 100 up to ${ms(pooled.p99)}.`;
  const figure = document.createElement("figure");
  const caption = document.createElement("figcaption");
  caption.textContent = `Each browser’s median, from the fastest (${ms(pooled.medians[0])}) to the slowest (${ms(pooled.medians.at(-1))})`;
  const bars = document.createElement("div");
  bars.className = "medians";
  bars.setAttribute("role", "img");
  bars.setAttribute("aria-label", caption.textContent);
  for (const median of pooled.medians) {
    const meter = document.createElement("meter");
    meter.max = pooled.medians.at(-1) || 1;
    meter.value = median;
    bars.append(meter);
  }
  figure.append(caption, bars);
  into.replaceChildren(says, figure);
}

function ms(value) {
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
}
