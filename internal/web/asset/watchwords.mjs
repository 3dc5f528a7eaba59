// The words of a watched run: what stands beside the picture, and what says the same to those who do not see it.
import { countsAt, placeAt, waitingAt } from "./moments.mjs";

// ms writes a time in milliseconds.
export function ms(t) {
  return `${t.toFixed(1)} ms`;
}

// labelOf is what stands on a packet: the numbers of the messages that it carries.
export function labelOf(packet) {
  const numbers = packet.carries ?? [];
  return numbers.length > 2 ? `${numbers[0]}–${numbers.at(-1)}` : numbers.join(" ");
}

// kindOf says in a word or two what a packet is.
export function kindOf(packet) {
  const kinds = { data: "data", ack: "acknowledgement", handshake: "handshake", close: "close", other: "other" };
  const words = [kinds[packet.what]];
  if (packet.again) {
    words.push("sent again");
  }
  if (packet.copy) {
    words.push("copy made by the link");
  }
  if (packet.held) {
    words.push("held back");
  }
  if (packet.came === undefined) {
    words.push("lost");
  }
  return words.join(", ");
}

// waitWords says who waits for whom at a host, such as "4 wait for 21"; "" if nobody does.
export function waitWords(waiting) {
  if (waiting.numbers.length === 0) {
    return "";
  }
  const verb = waiting.numbers.length === 1 ? "waits" : "wait";
  return `${waiting.numbers.length} ${verb} for ${waiting.missing ?? "earlier bytes"}`;
}

// headline says how far a lane is at time t, in one line.
export function headline(lane, usual, lost, t) {
  const c = countsAt(lane, usual, lost, t);
  const words = [`${c.answered} of ${lane.messages.length} answered`];
  if (lost.size > 0) {
    words.push(`${c.lost} lost`);
  }
  if (c.again > 0) {
    words.push(`${c.again} sent again`);
  }
  for (const host of ["server", "client"]) {
    const waiting = waitWords(waitingAt(lane.messages, host, t));
    if (waiting !== "") {
      words.push(waiting);
    }
  }
  return words.join(" · ");
}

// stateWords says in sentences what is to be seen on a lane at time t.
export function stateWords(lane, usual, lost, t) {
  const under = lane.packets.filter((p) => placeAt(p, usual, t) !== null);
  const numbers = (up) => under.filter((p) => Boolean(p.up) === up && p.carries).map(labelOf).join(", ") || "nothing";
  const says = [`${lane.title}: ${headline(lane, usual, lost, t)}.`];
  says.push(`On its way to the server: ${numbers(true)}; to the client: ${numbers(false)}.`);
  for (const host of ["server", "client"]) {
    const waiting = waitingAt(lane.messages, host, t);
    if (waiting.numbers.length > 0) {
      says.push(`Complete in the ${host}'s kernel: ${waiting.numbers.join(", ")}.`);
    }
  }
  return says.join(" ");
}

// wayWords says when a packet left and what became of it.
export function wayWords(packet) {
  const [from, to] = packet.up ? ["client", "server"] : ["server", "client"];
  const end = packet.came === undefined ? `never came to the ${to}` : `came to the ${to} at ${ms(packet.came)}`;
  return `It left the ${from} at ${ms(packet.left)} and ${end}.`;
}
