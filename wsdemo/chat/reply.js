// What a server sends, read as strictly as package event does: fields of a wrong type make no reply.

const text = (value) => typeof value === "string";
const texts = (value) => Array.isArray(value) && value.every(text);
const count = (value) => Number.isSafeInteger(value) && value >= 0;

// The fields of each type of reply, each with what it must be and what it is where it is missing.
const types = {
  joined: { room: [text, ""], epoch: [text, ""], offset: [count, 0], member: [text, ""] },
  ack: { id: [count, 0], room: [text, ""], offset: [count, 0] },
  event: { room: [text, ""], offset: [count, 0], from: [text, ""], event: [text, ""], transport: [text, ""] },
  gap: { room: [text, ""], from: [count, 0], to: [count, 0], epoch: [text, ""] },
  head: { room: [text, ""], epoch: [text, ""], offset: [count, 0] },
  who: { room: [text, ""], members: [texts, []], transports: [texts, []], more: [count, 0] },
  rooms: { rooms: [texts, []], more: [count, 0] },
  error: { code: [text, ""], reason: [text, ""], id: [count, 0], wait: [count, 0] },
};

// decode returns a reply; null if it is none, or one of a newer server.
export function decode(line) {
  let got;
  try {
    got = JSON.parse(line);
  } catch {
    return null;
  }
  if (got === null || typeof got !== "object" || !Object.hasOwn(types, got.type)) return null;
  const reply = { type: got.type };
  for (const [name, [is, missing]] of Object.entries(types[got.type])) {
    const value = Object.hasOwn(got, name) ? got[name] : missing;
    if (!is(value)) return null;
    reply[name] = value;
  }
  if (reply.type === "event") reply.data = got.data; // any value, or none
  return reply;
}
