// What is to be seen of a lane at a moment. A lane is what package bench/watch has written: packets, and messages by their
// numbers. All times are in milliseconds from when the first message was due; what never happened has no time, and then
// a comparison such as p.came <= t is false.

// A lost packet goes this share of its way, since nobody knows where it was lost. Then it falls.
const lostAfter = 0.6;

// usualDelay is what packets of a lane take on the link: the median.
export function usualDelay(lane) {
  const delays = lane.packets.filter((p) => p.came !== undefined).map((p) => p.came - p.left);
  return delays.sort((a, b) => a - b)[Math.floor(delays.length / 2)] ?? 0;
}

// placeAt says where a packet is at time t: which share of its way it has gone, and how far it has fallen, each from 0 to 1.
// It is null for one that is not under way.
export function placeAt(packet, usual, t) {
  const gone = t - packet.left;
  if (gone < 0) {
    return null;
  }
  if (packet.came !== undefined) {
    return t <= packet.came ? { share: gone / Math.max(packet.came - packet.left, 1e-9), fallen: 0 } : null;
  }
  const share = Math.min(gone / Math.max(usual, 1), lostAfter);
  const fallen = (gone - lostAfter * usual) / Math.max(usual, 1);
  return fallen <= 1 ? { share, fallen: Math.max(fallen, 0) } : null;
}

// lostBy says whether a packet has been lost by time t.
export function lostBy(packet, usual, t) {
  return packet.came === undefined && t >= packet.left + lostAfter * usual;
}

// A program takes some 0.1 ms to be woken when a message has come. Who waits no longer than this, in milliseconds, waits for
// no other message.
const waking = 0.5;

// waitingAt are the numbers of the messages that lie complete in a host's kernel at time t while its application has to wait
// for earlier bytes: and the number of the message that they wait for. The host is "server" or "client".
export function waitingAt(messages, host, t) {
  const [complete, known] = host === "server" ? ["atServer", "reached"] : ["atClient", "received"];
  const numbers = [];
  let missing;
  for (const [n, m] of messages.entries()) {
    if (m[known] <= t || !(m.sent <= t)) {
      continue;
    }
    if (!(m[complete] <= t)) {
      missing ??= n;
    } else if (!(m[known] - m[complete] <= waking)) {
      numbers.push(n);
    }
  }
  return { numbers, missing: numbers.length > 0 ? missing : undefined };
}

// lostMessages are the numbers of messages that will never come back, each with the time at which the link lost the last
// hope of it. Only where nothing is sent again are there any, or where the connection failed.
export function lostMessages(lane, usual) {
  const lost = new Map();
  for (const p of lane.packets) {
    for (const n of p.carries ?? []) {
      if (p.came === undefined && lane.messages[n]?.received === undefined) {
        lost.set(n, p.left + lostAfter * usual);
      }
    }
  }
  return lost;
}

// responseAt is how long message m has taken by time t: undefined if it is not due yet. gone is when it was lost, if it was.
export function responseAt(m, gone, t) {
  if (t < m.due) {
    return undefined;
  }
  return Math.min(t, m.received ?? Infinity, gone ?? Infinity) - m.due;
}

// momentsOf are the times at which something happens on any of the lanes, in order, each once.
export function momentsOf(lanes) {
  const times = lanes.flatMap((lane) => [
    ...lane.packets.flatMap((p) => [p.left, p.came]),
    ...lane.messages.flatMap((m) => [m.due, m.reached, m.received]),
  ]);
  return [...new Set(times.filter((t) => t !== undefined))].sort((a, b) => a - b);
}

// openingOf is where the picture begins: shortly before the first loss of a message, so that there is something to see.
export function openingOf(watched) {
  const losses = watched.lanes.flatMap((lane) => lane.packets.filter((p) => p.came === undefined && p.carries).map((p) => p.left));
  const shortly = 2 * Math.max(...watched.lanes.map(usualDelay));
  return losses.length === 0 ? watched.from : Math.max(watched.from, Math.min(...losses) - shortly);
}

// after is the first of some times in order that comes after t; before is the last that comes before it.
export function after(times, t) {
  return times.find((other) => other > t + 1e-6) ?? times.at(-1);
}

export function before(times, t) {
  return times.findLast((other) => other < t - 1e-6) ?? times[0];
}

// countsAt is how far a lane is at time t: packets lost and sent again so far, and messages answered and lost.
export function countsAt(lane, usual, lost, t) {
  const so = lane.packets.filter((p) => p.left <= t && !p.copy);
  return {
    packets: so.length,
    lostPackets: so.filter((p) => lostBy(p, usual, t)).length,
    again: so.filter((p) => p.again).length,
    answered: lane.messages.filter((m) => m.received <= t).length,
    lost: [...lost.values()].filter((gone) => gone <= t).length,
  };
}
